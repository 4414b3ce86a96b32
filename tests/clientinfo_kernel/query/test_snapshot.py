import json
import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.errors import ColumnUnknown, SnapshotDamaged, SnapshotMissing, TableNotAsDeclared, TableUnknown
from clientinfo_kernel.ingest import snapshot_writer
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.query.snapshot_format import form_of, snapshot_format
from clientinfo_kernel.query.stored_form import stored_types
from clientinfo_kernel.query.table import Table
from clientinfo_kernel.query.tables import TABLES
from clientinfo_kernel.settings import read_settings

# A real table of two columns besides the customer's place.
TABLE, COLUMN = "debtor_accounts", "account"


def owned(*rows: tuple[int | None, str]) -> pl.DataFrame:
    """Rows of the table: whose, and the text."""
    frame = pl.DataFrame(rows, schema={"customer_id": pl.UInt32, COLUMN: pl.String}, orient="row")
    return frame.with_columns(pl.lit(None, pl.String).alias("reason"), pl.lit(None, pl.String).alias("vat_id"))


def publish(folder: Path, name: str, customers: int, rows: pl.DataFrame, form: object = None) -> SnapshotStore:
    store = SnapshotStore(folder)
    staged = store.stage(name)
    SnapshotWriter(staged, customers).write(TABLE, rows.lazy(), [COLUMN])
    (staged / "manifest.json").write_text(json.dumps({"id": name, "format": form or snapshot_format()}))
    store.publish(staged)
    return store


@given(st.lists(st.tuples(st.integers(0, 6), st.text(max_size=5)), max_size=40))
def test_each_customer_gets_just_his_rows(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, str]]
) -> None:
    snapshot = publish(tmp_path_factory.mktemp("s"), "a", 7, owned(*pairs)).newest()
    for customer in range(7):
        expected = sorted(thing for owner, thing in pairs if owner == customer)
        assert snapshot.rows(TABLE, customer)[COLUMN].to_list() == expected


def test_the_rows_of_a_customer_may_lie_across_the_batches_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_writer, "_BATCH", 4)
    pairs = [(number // 3, f"{number:02}") for number in range(20)]
    snapshot = publish(tmp_path, "a", 7, owned(*pairs)).newest()
    with pa.memory_map(str(snapshot.folder / f"{TABLE}.arrow")) as file:
        assert pa.ipc.open_file(file).num_record_batches == 5
    found = [snapshot.rows(TABLE, customer)[COLUMN].to_list() for customer in range(7)]
    assert found == [[text for owner, text in pairs if owner == customer] for customer in range(7)]
    assert snapshot.find(TABLE, COLUMN, "13") == 13


AMOUNTS = ["-9999999999999999.99", "-0.01", "0.00", "0.01", "0.10", "1803.22", "9999999999999999.99", None]


def test_an_amount_is_the_same_cent_however_it_is_read(tmp_path: Path) -> None:
    """As a row of a customer, in a whole table, in a few columns, and when the refresh reads it back."""
    table = TABLES["open_items"]
    known = [None if text is None else Decimal(text) for text in AMOUNTS]
    rows = pl.DataFrame(
        {"customer_id": [0] * len(known), "kind": [str(place) for place in range(len(known))], "balance": known},
        schema_overrides={"customer_id": pl.UInt32, "balance": table.columns["balance"]},
    )
    whole = pl.concat([table.columns.to_frame(), rows], how="diagonal")
    writer = SnapshotWriter(tmp_path, 2)
    writer.write(table.name, whole.lazy(), ["kind"])
    snapshot = Snapshot(tmp_path)
    for read in (
        snapshot.rows(table.name, 0),
        snapshot.rows(table.name, 0, ("kind", "balance")),
        snapshot.whole(table.name),
        snapshot.columns(table.name, ["kind", "balance"]),
        writer.scan(table.name).collect(),
    ):
        assert read.schema == table.columns or read.columns == ["kind", "balance"]
        assert read["balance"].dtype == table.columns["balance"]
        assert read["balance"].to_list() == known
    assert snapshot.rows(table.name, 1).schema == table.columns
    few = snapshot.rows(table.name, 1, ("balance", "kind"))
    assert (few.height, few.schema) == (0, table.select("balance", "kind"))
    with pytest.raises(ColumnUnknown, match="balanse"):
        snapshot.rows(table.name, 0, ("balanse",))


def test_a_text_that_repeats_is_the_same_text_however_it_is_read(tmp_path: Path) -> None:
    """Its rows hold one byte each; the text stands once beside them."""
    table = TABLES["open_items"]
    kinds = ["R", None, "U", "R", "Übertrag einer längeren Bezeichnung", ""]
    rows = pl.DataFrame(
        {"customer_id": [0, 0, 1, 1, 1, 1], "kind": kinds, "number": ["a", "b", "c", "d", "e", "f"]},
        schema_overrides={"customer_id": pl.UInt32},
    )
    writer = SnapshotWriter(tmp_path, 3)
    writer.write(table.name, pl.concat([table.columns.to_frame(), rows], how="diagonal").lazy(), ["number"])
    snapshot = Snapshot(tmp_path)
    assert snapshot.rows(table.name, 1)["kind"].to_list() == kinds[2:]
    assert snapshot.rows(table.name, 1, ("number", "kind")).rows() == list(zip("cdef", kinds[2:], strict=True))
    assert snapshot.whole(table.name)["kind"].to_list() == kinds
    assert snapshot.columns(table.name, ["kind"]).rows() == [(kind,) for kind in kinds]
    assert writer.scan(table.name).collect()["kind"].to_list() == kinds
    assert snapshot.rows(table.name, 0)["text"].to_list() == [None, None]  # a column without any text
    with pa.memory_map(str(tmp_path / f"{table.name}.arrow")) as file:
        assert pa.ipc.open_file(file).schema.field("kind").type == pa.uint8()


def test_a_table_that_is_sorted_in_pieces_is_the_same_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts and amounts of all pieces share their words and the width of the widest number."""
    table = TABLES["open_items"]
    owners = [4, 0, 2, 4, 0, 6, 2]
    rows = pl.DataFrame(
        {
            "customer_id": owners,
            "kind": ["z", "b", "y", "a", None, "c", "b"],
            "balance": [Decimal("0.01"), Decimal("-30000000.00"), None, *[Decimal("0.02")] * 4],
        },
        schema_overrides={"customer_id": pl.UInt32, "balance": table.columns["balance"]},
    )
    whole = pl.concat([table.columns.to_frame(), rows], how="diagonal").lazy()
    folders = [tmp_path / "one", tmp_path / "pieces"]
    for folder, customers_at_once in zip(folders, (100, 2), strict=True):
        folder.mkdir()
        monkeypatch.setattr(snapshot_writer, "_CUSTOMERS_AT_ONCE", customers_at_once)
        SnapshotWriter(folder, 8).write(table.name, whole, ["kind"], descending=True)
    expected = [(0, "b"), (0, None), (2, "y"), (2, "b"), (4, "z"), (4, "a"), (6, "c")]
    assert Snapshot(folders[1]).columns(table.name, ["customer_id", "kind"]).rows() == expected
    assert Snapshot(folders[1]).whole(table.name).equals(Snapshot(folders[0]).whole(table.name))
    for folder in folders:  # four bytes a customer, and the end
        assert struct.unpack("<9I", (folder / "open_items.offsets").read_bytes()) == (0, 2, 2, 4, 4, 6, 6, 7, 7)
    assert not list(folders[1].glob("*.pieces"))


def test_no_decimal_lies_in_a_file_where_it_could_not_be_mapped(demo_settings: Path) -> None:
    folder = SnapshotStore(read_settings(demo_settings).state_folder / "snapshots").newest().folder
    for name, table in TABLES.items():
        with pa.memory_map(str(folder / f"{name}.arrow")) as file:
            types = {field.name: field.type for field in pa.ipc.open_file(file).schema}
        assert {column for column in types if pa.types.is_signed_integer(types[column])} >= {
            column for column, dtype in table.columns.items() if isinstance(dtype, pl.Decimal)
        }
        assert not any(pa.types.is_decimal(each) for each in types.values()), name


@pytest.mark.parametrize(
    ("days", "moments", "numbers", "stored"),
    [
        (
            (date(1880, 4, 15), date(2059, 9, 18)),  # 2**15 days before 1970, and one less after
            (datetime(1901, 12, 13, 20, 45, 52, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC)),
            (-128, 127),
            ("int16", "int32", "int8"),
        ),
        (
            (date(1880, 4, 14), date(2059, 9, 19)),
            (datetime(2026, 3, 1, 8, 0, 0, 1, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)),
            (-129, 2**15 - 1),
            ("date32[day]", "timestamp[us, tz=UTC]", "int16"),
        ),
    ],
)
def test_days_moments_and_numbers_lie_in_the_shortest_type_that_holds_them(
    tmp_path: Path,
    days: tuple[date, ...],
    moments: tuple[datetime, ...],
    numbers: tuple[int, ...],
    stored: tuple[str, ...],
) -> None:
    columns = ("invoice_date", "ordered_at", "mileage_km")
    values = {name: [*each, None] for name, each in zip(columns, (days, moments, numbers), strict=True)}
    table = TABLES["orders"]
    own = {"customer_id": pl.UInt32, **{name: table.columns[name] for name in columns}}
    rows = pl.DataFrame({"customer_id": [0, 0, 1], **values}, schema_overrides=own)
    whole = pl.concat([table.columns.to_frame(), rows], how="diagonal")
    SnapshotWriter(tmp_path, 2).write(table.name, whole.lazy(), ["mileage_km"])
    with pa.memory_map(str(tmp_path / "orders.arrow")) as file:
        assert tuple(str(pa.ipc.open_file(file).schema.field(name).type) for name in columns) == stored
    snapshot = Snapshot(tmp_path)
    assert snapshot.whole("orders").equals(whole)
    assert snapshot.rows("orders", 0).equals(whole.head(2))
    assert SnapshotWriter(tmp_path, 2).scan("orders").collect().equals(whole)
    assert snapshot.whole("orders", where=pl.col("invoice_date") == days[1]).equals(whole.slice(1, 1))


def test_an_amount_of_more_digits_than_a_whole_number_has_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 18 digits"):
        stored_types(Table("", "", "customers", pl.Schema({"amount": pl.Decimal(19, 2)})))


def test_a_file_with_other_columns_than_declared_is_damaged(tmp_path: Path) -> None:
    snapshot = publish(tmp_path, "a", 1, owned((0, "x"))).newest()
    owned((0, "x")).drop("reason").write_ipc(snapshot.folder / f"{TABLE}.arrow")
    for ask in (lambda: snapshot.rows(TABLE, 0), lambda: snapshot.whole(TABLE)):
        with pytest.raises(SnapshotDamaged, match="run: clientinfo refresh"):
            ask()


def test_rows_of_nobody_are_left_out(tmp_path: Path) -> None:
    assert publish(tmp_path, "a", 1, owned((None, "x"), (0, "y"))).newest().rows(TABLE, 0)[COLUMN].to_list() == ["y"]


@given(st.lists(st.text(), unique=True, max_size=30), st.text())
def test_a_number_is_found_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str], other: str
) -> None:
    ordered = pl.Series(numbers, dtype=pl.String).sort().to_list()
    snapshot = publish(tmp_path_factory.mktemp("s"), "a", len(numbers), owned(*enumerate(ordered))).newest()
    for place, number in enumerate(ordered):
        assert snapshot.find(TABLE, COLUMN, number) == place
    assert (snapshot.find(TABLE, COLUMN, other) is None) == (other not in numbers)


def test_an_open_snapshot_survives_its_successors(tmp_path: Path) -> None:
    rows = owned((0, "first"))
    old = publish(tmp_path, "1", 1, rows).newest()
    assert old.rows(TABLE, 0).height == 1
    for name in "234":
        store = publish(tmp_path, name, 1, owned((0, name)))
    assert old.rows(TABLE, 0)[COLUMN].to_list() == ["first"]
    assert store.newest().rows(TABLE, 0)[COLUMN].to_list() == ["4"]
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == ["3", "4"]


def test_what_a_crash_left_behind_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "dead.new").mkdir()
    SnapshotStore(tmp_path).stage("next")
    assert [each.name for each in tmp_path.iterdir()] == ["next.new"]


def test_no_snapshot_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="clientinfo refresh"):
        SnapshotStore(tmp_path).newest()


@pytest.mark.parametrize("form", [5, "0123456789abcdef"])
def test_a_snapshot_of_another_version_asks_for_a_refresh(tmp_path: Path, form: object) -> None:
    with pytest.raises(SnapshotMissing, match="another version; run: clientinfo refresh"):
        publish(tmp_path, "a", 1, owned((0, "x")), form).newest()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    rows = owned((0, "x"))
    snapshot = publish(tmp_path, "a", 1, rows).newest()
    (snapshot.folder / f"{TABLE}.arrow").write_bytes(b"rubbish")
    with pytest.raises(SnapshotDamaged, match=TABLE):
        snapshot.rows(TABLE, 0)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish"])
@pytest.mark.parametrize("file", [f"{TABLE}.arrow", f"{TABLE}.offsets", "manifest.json", "../current"])
def test_whatever_is_damaged_the_message_says_what_to_do(tmp_path: Path, file: str, rubbish: bytes) -> None:
    rows = owned((0, "x"))
    store = publish(tmp_path, "a", 1, rows)
    (tmp_path / "a" / file).write_bytes(rubbish)
    with pytest.raises(SnapshotDamaged, match="run: clientinfo refresh"):
        store.newest().rows(TABLE, 0)


def test_an_unknown_table_or_column_is_no_damage_and_names_the_near_ones(tmp_path: Path) -> None:
    snapshot = publish(tmp_path, "a", 1, owned((0, "x"))).newest()
    for ask in (lambda name: snapshot.rows(name, 0), snapshot.whole, lambda name: snapshot.columns(name, ["x"])):
        with pytest.raises(TableUnknown, match="no table 'debtor_account'; did you mean 'debtor_accounts'"):
            ask("debtor_account")
    with pytest.raises(TableUnknown, match="there are: customers, debtor_accounts, "):
        snapshot.whole("xyz")
    for ask in (lambda name: snapshot.columns(TABLE, [name]), lambda name: snapshot.find(TABLE, name, "x")):
        with pytest.raises(ColumnUnknown, match="'debtor_accounts' has no column 'acount'; did you mean 'account'"):
            ask("acount")


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda rows: rows.drop("reason"), "reason is missing"),
        (lambda rows: rows.with_columns(pl.lit(1).alias("color")), "color is not declared"),
        (
            lambda rows: rows.with_columns(pl.col(COLUMN).cast(pl.Categorical)),
            "account is Categorical, declared as String",
        ),
    ],
)
def test_what_is_written_has_the_declared_columns(
    tmp_path: Path, change: Callable[[pl.DataFrame], pl.DataFrame], difference: str
) -> None:
    with pytest.raises(TableNotAsDeclared, match=f"'debtor_accounts' .*: {difference}"):
        SnapshotWriter(tmp_path, 1).write(TABLE, change(owned((0, "x"))).lazy())
    balances = pl.DataFrame({"debtor_account": ["1"], "balance": [1.5]})
    with pytest.raises(TableNotAsDeclared, match="balance is Float64"):
        SnapshotWriter(tmp_path, 1).write_whole("ledger_open_items", balances)
    assert not list(tmp_path.iterdir())


def test_a_table_has_the_order_of_its_declaration(tmp_path: Path) -> None:
    snapshot = publish(tmp_path, "a", 1, owned((0, "x")).select("vat_id", "reason", COLUMN, "customer_id")).newest()
    assert snapshot.whole(TABLE).schema == TABLES[TABLE].columns


def test_another_rule_or_another_column_makes_another_form(tmp_path: Path) -> None:
    rules = [tmp_path / package for package in ("ingest", "search")]
    for folder in rules:
        shutil.copytree(files("clientinfo_kernel").joinpath(folder.name), folder)
    assert form_of(TABLES.values(), rules) == snapshot_format()
    forms = {snapshot_format()}
    changes = (
        ("ingest/curate/profit.py", b"< 0", b"<= 0"),
        ("ingest/charts/skr03.csv", b"8400", b"8401"),
        ("search/spelling.py", b"ss", b"s"),
    )
    for file, old, new in changes:
        (tmp_path / file).write_bytes((tmp_path / file).read_bytes().replace(old, new) + b"\n")
        forms.add(form_of(TABLES.values(), rules))
    wider = replace(TABLES[TABLE], columns=pl.Schema({**TABLES[TABLE].columns, "color": pl.String}))
    forms.add(form_of([*TABLES.values(), wider], rules))
    assert len(forms) == 5
    (tmp_path / "search" / "__pycache__").mkdir(exist_ok=True)
    (tmp_path / "search" / "__pycache__" / "spelling.cpython-314.pyc").write_bytes(b"compiled")
    assert form_of([*TABLES.values(), wider], rules) in forms
