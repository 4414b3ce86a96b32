import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.errors import SnapshotDamaged, SnapshotMissing
from clientinfo_kernel.query.snapshot import FORMAT, SnapshotStore, SnapshotWriter


def publish(folder: Path, name: str, customers: int, rows: pl.DataFrame, version: int = FORMAT) -> SnapshotStore:
    store = SnapshotStore(folder)
    staged = store.stage(name)
    SnapshotWriter(staged, customers).write("things", rows.lazy(), ["thing"])
    (staged / "manifest.json").write_text(json.dumps({"id": name, "format": version}))
    store.publish(staged)
    return store


@given(st.lists(st.tuples(st.integers(0, 6), st.text(max_size=5)), max_size=40))
def test_each_customer_gets_just_his_rows(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, str]]
) -> None:
    rows = pl.DataFrame(pairs, schema={"customer_id": pl.UInt32, "thing": pl.String}, orient="row")
    snapshot = publish(tmp_path_factory.mktemp("s"), "a", 7, rows).newest()
    for customer in range(7):
        expected = sorted(thing for owner, thing in pairs if owner == customer)
        assert snapshot.rows("things", customer)["thing"].to_list() == expected


def test_rows_of_nobody_are_left_out(tmp_path: Path) -> None:
    rows = pl.DataFrame({"customer_id": [None, 0], "thing": ["x", "y"]}, schema_overrides={"customer_id": pl.UInt32})
    assert publish(tmp_path, "a", 1, rows).newest().rows("things", 0)["thing"].to_list() == ["y"]


@given(st.lists(st.text(), unique=True, max_size=30), st.text())
def test_a_number_is_found_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str], other: str
) -> None:
    ordered = pl.DataFrame({"thing": numbers}, schema={"thing": pl.String}).sort("thing").with_row_index("customer_id")
    snapshot = publish(tmp_path_factory.mktemp("s"), "a", len(numbers), ordered).newest()
    for place, number in enumerate(ordered["thing"]):
        assert snapshot.find("things", "thing", number) == place
    assert (snapshot.find("things", "thing", other) is None) == (other not in numbers)


def test_an_open_snapshot_survives_its_successors(tmp_path: Path) -> None:
    rows = pl.DataFrame({"customer_id": [0], "thing": ["first"]}, schema_overrides={"customer_id": pl.UInt32})
    old = publish(tmp_path, "1", 1, rows).newest()
    assert old.rows("things", 0).height == 1
    for name in "234":
        store = publish(tmp_path, name, 1, rows.with_columns(pl.lit(name).alias("thing")))
    assert old.rows("things", 0)["thing"].to_list() == ["first"]
    assert store.newest().rows("things", 0)["thing"].to_list() == ["4"]
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == ["3", "4"]


def test_what_a_crash_left_behind_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "dead.new").mkdir()
    SnapshotStore(tmp_path).stage("next")
    assert [each.name for each in tmp_path.iterdir()] == ["next.new"]


def test_no_snapshot_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="clientinfo refresh"):
        SnapshotStore(tmp_path).newest()


def test_a_snapshot_of_another_version_asks_for_a_refresh(tmp_path: Path) -> None:
    rows = pl.DataFrame({"customer_id": [0], "thing": ["x"]}, schema_overrides={"customer_id": pl.UInt32})
    with pytest.raises(SnapshotMissing, match="another version"):
        publish(tmp_path, "a", 1, rows, version=FORMAT - 1).newest()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    rows = pl.DataFrame({"customer_id": [0], "thing": ["x"]}, schema_overrides={"customer_id": pl.UInt32})
    snapshot = publish(tmp_path, "a", 1, rows).newest()
    (snapshot.folder / "things.arrow").write_bytes(b"rubbish")
    with pytest.raises(SnapshotDamaged, match="things"):
        snapshot.rows("things", 0)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish"])
@pytest.mark.parametrize("file", ["things.arrow", "things.offsets", "manifest.json", "../current"])
def test_whatever_is_damaged_the_message_says_what_to_do(tmp_path: Path, file: str, rubbish: bytes) -> None:
    rows = pl.DataFrame({"customer_id": [0], "thing": ["x"]}, schema_overrides={"customer_id": pl.UInt32})
    store = publish(tmp_path, "a", 1, rows)
    (tmp_path / "a" / file).write_bytes(rubbish)
    with pytest.raises(SnapshotDamaged, match="run: clientinfo refresh"):
        store.newest().rows("things", 0)
