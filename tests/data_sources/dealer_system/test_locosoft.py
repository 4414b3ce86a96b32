"""Loco-Soft's reporting database on a real PostgreSQL."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import psycopg
import pytest

from data_sources.connector import Batch, connector_class
from data_sources.dealer_system.contract import DealerSystem
from data_sources.dealer_system.locosoft_tables import TABLES
from data_sources.errors import SourceAbsent, SourceError, SourceMalformed, SourceSettingsWrong, SourceUnreadable
from data_sources.remarks import remark
from demo_dealership.dealership import chunks
from demo_dealership.locosoft import INSURER_CODE, LEDGER_REFERENCE, locosoft_tables, write_locosoft

pytestmark = pytest.mark.postgres

SCHEMAS = DealerSystem.member_schemas()
# what no table of the reporting database holds
# Its published schema names no ends of contracts and no recalls.
NO_TABLE = {"recalls"}
NOT_THERE = {
    "vehicles": {"leasing_end_on", "financing_end_on", "warranty_end_on"},
    "customers": {"customer_group", "classification", "credit_rating", "credit_limit", "payment_terms", "remark"},
    "orders": {"title"},
    "order_splits": {"title", "seag"},
    "invoices": {"due_on"},
    "appointments": {"automatic_wanted"},
}


def read(dsn: str, monkeypatch, **settings) -> dict[str, list[Batch]]:
    monkeypatch.setenv("LOCOSOFT", dsn)
    tables: dict[str, list[Batch]] = {name: [] for name in SCHEMAS}
    for batch in connector_class("dealer_system", "locosoft")(dsn_env="LOCOSOFT", **settings).read():
        tables[batch.table].append(batch)
    return tables


def kept(batches: list[Batch]) -> pl.DataFrame:
    return pl.concat(batch.kept for batch in batches)


def no_rows() -> dict[str, pl.DataFrame]:
    return {name: schema.create_empty().drop("source_file", "source_row") for name, schema in SCHEMAS.items()}


def insert(dsn: str, table: str, *rows: dict) -> None:
    with psycopg.connect(dsn) as connection:
        for row in rows:
            assert row.keys() <= TABLES[table].keys()
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f"%({name})s" for name in row)
            connection.execute(f"insert into {table} ({names}) values ({marks})", row)


@pytest.fixture
def empty(database) -> str:
    write_locosoft(database, no_rows())
    return database


def test_the_demo_dealership_comes_back(database, monkeypatch):
    frames = next(chunks(150, 7)).dealer_system
    write_locosoft(database, frames)
    tables = read(
        database,
        monkeypatch,
        ledger_reference=LEDGER_REFERENCE,
        insurer_code=INSURER_CODE,
        invoice_number="{number:08}",
    )
    assert all(batch.rejects.is_empty() for batches in tables.values() for batch in batches)
    billed = frames["order_splits"].drop_nulls("invoice_number").select("order_number", "split")
    for name in SCHEMAS.keys() - NO_TABLE:
        schema, want, got = SCHEMAS[name], frames[name], kept(tables[name])
        if name in {"order_splits", "order_lines"}:  # what is open has no split of its own yet
            want, got = (frame.join(billed, on=["order_number", "split"], how="semi") for frame in (want, got))
        fields = [field for field in want.columns if field not in NOT_THERE.get(name, set())]
        if name == "order_lines":  # labour has units, services a price: neither has pieces
            fields.remove("quantity")
            without_units = pl.col("kind") == "external"
            want = want.with_columns(unit_price=pl.when(~without_units).then("unit_price"))
        key = schema.primary_key() or ["customer_number", "kind", "address"]
        assert want.height > 0
        assert got.select(fields).sort(key).rows() == want.select(fields).sort(key).rows(), name


def test_every_filled_column_is_one_of_locosoft():
    for name, frame in locosoft_tables(next(chunks(20, 1)).dealer_system).items():
        assert set(frame.columns) <= set(TABLES[name]), name


def test_suppliers_and_dummies_are_counted_not_delivered(empty, monkeypatch):
    insert(
        empty,
        "customers_suppliers",
        {"customer_number": 1, "family_name": "Kunde"},
        {"customer_number": 2, "is_supplier": True},
        {"customer_number": 3, "is_supplier": True, "is_natural_person": True},
        {"customer_number": 4, "is_dummy_customer": True},
        {"customer_number": 5, "is_dummy_customer": True},
    )
    insert(empty, "orders", {"number": 10, "order_customer": 3})
    (batch,) = read(empty, monkeypatch)["customers"]
    assert batch.kept.select("customer_number", "kind", "source_file", "source_row").rows() == [
        ("1", None, "customers_suppliers", 1),
        ("3", "person", "customers_suppliers", 3),
    ]
    assert batch.notes == (remark("left_out", customers=2, suppliers=1),)


LABOUR = {"order_number": 10, "order_position_line": 1, "is_invoiced": True, "invoice_type": 2, "invoice_number": 77}
PART = {"order_number": 10, "order_position": 1, "order_position_line": 2, "is_invoiced": True}


@pytest.fixture
def order(empty) -> str:
    """Order 10 of customer 1: billed to him, to the manufacturer (50), to an insurer (60), and partly open."""
    insert(empty, "customers_suppliers", *({"customer_number": number} for number in (1, 50, 60)))
    insert(empty, "customer_to_customercodes", {"customer_number": 60, "customer_code": 9})
    insert(
        empty,
        "orders",
        {
            "number": 10,
            "order_customer": 1,
            "paying_customer": 1,
            "order_date": "2024-07-01 08:00",
        },
        {"number": 11, "order_customer": 1, "order_date": "2024-03-31 02:30"},
    )
    insert(
        empty,
        "labours",
        {**LABOUR, "order_position": 1, "time_units": 12, "net_price_in_order": Decimal("108.00"), "mechanic_no": 4},
        {**LABOUR, "order_position": 2, "charge_type": 95, "net_price_in_order": Decimal("44.50")},
        {**LABOUR, "order_position": 3, "invoice_type": 6, "goodwill_percent": 100, "net_price_in_order": 5},
        {**LABOUR, "order_position": 4, "invoice_number": 78, "net_price_in_order": Decimal("0.005")},
        {**LABOUR, "order_position": 5, "is_invoiced": False, "invoice_number": 0, "net_price_in_order": 20},
        {**LABOUR, "order_position": 6, "is_invoiced": False, "invoice_type": 4, "net_price_in_order": 30},
    )
    insert(
        empty,
        "parts",
        {
            **PART,
            "invoice_type": 2,
            "invoice_number": 77,
            "part_number": "A1",
            "amount": 2,
            "sum": 10,
            "usage_value": 7,
        },
        {**PART, "order_position": 5, "is_invoiced": False, "amount": 3, "sum": 10},
    )
    invoice = {"order_number": 10, "invoice_date": date(2024, 7, 2)}
    insert(
        empty,
        "invoices",
        {**invoice, "invoice_type": 2, "invoice_number": 77, "paying_customer": 1, "total_gross": Decimal("193.38"),
         "job_amount_net": Decimal("152.50"), "part_amount_net": 10},
        {**invoice, "invoice_type": 6, "invoice_number": 77, "paying_customer": 50, "total_gross": 5},
        {**invoice, "invoice_type": 2, "invoice_number": 78, "paying_customer": 60, "is_canceled": True},
        {**invoice, "invoice_type": 2, "invoice_number": 79, "paying_customer": 1, "is_credit": True,
         "credit_invoice_type": 2, "credit_invoice_number": 77, "total_gross": Decimal("-193.38")},
        {**invoice, "invoice_type": 2, "invoice_number": 80, "paying_customer": 60, "is_canceled": True},
        {"invoice_type": 9, "invoice_number": 1},
    )  # fmt: skip
    return empty


def test_splits_of_an_order(order, monkeypatch):
    batches = read(order, monkeypatch, insurer_code=9, invoice_number="{type}/{number:04}")["order_splits"]
    fields = ["split", "state", "payer", "paying_customer_number", "invoice_number"]
    totals = ["labour_total", "parts_total", "external_total", "amount"]
    splits = kept(batches).sort("split")
    assert splits.select(fields).rows() == [
        (1, "billed", "customer", "1", "2/0077"),
        (2, "billed", "goodwill", "50", "6/0077"),
        (4, "open", "customer", "1", None),
        (5, "open", "internal", None, None),
        # all its lines are open again
        (6, "cancelled", "insurance", "60", "2/0080"),
    ]
    assert splits.select(totals).rows()[0] == (Decimal("108.00"), Decimal("10.00"), Decimal("44.50"), Decimal("193.38"))
    assert splits.select(totals).rows()[2] == (Decimal("20.00"), Decimal("10.00"), Decimal("0.00"), None)
    # half a cent is refused, not rounded
    (reject,) = pl.concat(batch.rejects for batch in batches).to_dicts()
    assert (reject["rule"], reject["file"], reject["line"]) == ("labour_total|not_a_number", "invoices", 2_000_000_078)


def test_goodwill_by_per_cent_is_shared_between_the_customer_and_the_manufacturer(order, monkeypatch):
    """Of 100.00 the manufacturer takes 40 per cent over: the line is billed to the customer, its share by an invoice of type 6."""
    line = {**LABOUR, "order_number": 11, "order_position": 1, "net_price_in_order": 100}
    insert(order, "labours", {**line, "invoice_number": 90, "goodwill_percent": 40})
    invoice = {"order_number": 11, "invoice_date": date(2024, 7, 3)}
    insert(
        order,
        "invoices",
        {**invoice, "invoice_type": 2, "invoice_number": 90, "paying_customer": 1, "job_amount_net": 60},
        {**invoice, "invoice_type": 6, "invoice_number": 91, "paying_customer": 50, "job_amount_net": 40},
    )
    splits = kept(read(order, monkeypatch)["order_splits"]).filter(pl.col("order_number") == "11").sort("split")
    shown = splits.select("payer", "paying_customer_number", "invoice_number", "labour_total").rows()
    assert shown == [("customer", "1", "90", Decimal("60.00")), ("goodwill", "50", "91", Decimal("40.00"))]


def test_a_shared_line_elsewhere_on_the_order_makes_no_goodwill_of_a_warranty(order, monkeypatch):
    """Invoice 92 is a warranty that was cancelled, its line open again; what is shared on order 10 is not billed yet."""
    line = {**LABOUR, "order_number": 11, "net_price_in_order": 100}
    is_open = {"is_invoiced": False, "invoice_number": 0}
    insert(
        order,
        "labours",
        {**line, "order_position": 1, "invoice_number": 90, "goodwill_percent": 40},
        {**line, "order_position": 2, **is_open, "invoice_type": 6},
        {**line, "order_number": 10, "order_position": 7, **is_open, "goodwill_percent": 40},
    )
    invoice = {"invoice_date": date(2024, 7, 3), "invoice_type": 6, "paying_customer": 50}
    insert(
        order,
        "invoices",
        {**invoice, "order_number": 11, "invoice_number": 92, "is_canceled": True},
        {**invoice, "order_number": 10, "invoice_number": 93},
    )
    splits = kept(read(order, monkeypatch)["order_splits"])
    of_maker = splits.filter(pl.col("invoice_number").is_in(["92", "93"])).sort("invoice_number")
    assert of_maker.select("payer", "state").rows() == [("warranty", "cancelled"), ("warranty", "billed")]


def test_lines_of_an_order(order, monkeypatch):
    batches = read(order, monkeypatch)["order_lines"]
    assert {batch.file for batch in batches} == {"labours", "parts"}
    lines = kept(batches).sort("split", "line")
    assert lines.select("split", "line", "kind", "quantity", "labour_units", "unit_price", "amount", "cost").rows() == [
        (1, 1, "labour", None, Decimal("12.00"), Decimal("9.00"), Decimal("108.00"), None),
        (1, 2, "parts", Decimal("2.000"), None, Decimal("5.00"), Decimal("10.00"), Decimal("7.00")),
        (1, 3, "external", None, None, None, Decimal("44.50"), None),
        (2, 1, "labour", None, None, None, Decimal("5.00"), None),
        (4, 1, "labour", None, None, None, Decimal("20.00"), None),
        # ten for three: no price of one gives the amount exactly
        (4, 2, "other", Decimal("3.000"), None, None, Decimal("10.00"), None),
        (5, 1, "labour", None, None, None, Decimal("30.00"), None),
    ]
    assert lines["mechanic"][0] == "4"
    assert lines["source_row"].to_list()[:2] == [10_001_001, 10_001_002]


def test_invoices_keep_their_split_and_correction(order, monkeypatch):
    (batch,) = read(order, monkeypatch, invoice_number="{type}-{number}")["invoices"]
    fields = ["invoice_number", "kind", "split", "customer_number", "is_cancelled", "is_credit_note"]
    assert batch.kept.select(*fields, "corrects_invoice_number").rows() == [
        ("2-77", "workshop", 1, "1", False, False, None),
        ("2-78", "workshop", 3, "1", True, False, None),
        ("2-79", "workshop", 1, "1", False, True, "2-77"),
        ("2-80", "workshop", 6, "1", True, False, None),
        ("6-77", "warranty", 2, "1", False, False, None),
    ]
    assert batch.rejects.select("line", "rule").rows() == [(9_000_000_001, "kind|nullability")]


def test_two_invoices_with_one_number_need_their_type(order, monkeypatch):
    (batch,) = read(order, monkeypatch)["invoices"]
    assert batch.kept["invoice_number"].to_list() == ["78", "79", "80", "77"]
    assert "duplicate_key" in batch.rejects["rule"].to_list()


def test_an_invoice_over_two_orders_is_no_amount_of_one(order, monkeypatch):
    insert(order, "labours", {**LABOUR, "order_number": 11, "order_position": 1, "net_price_in_order": 7})
    splits = kept(read(order, monkeypatch)["order_splits"]).filter(pl.col("invoice_number") == "77")
    workshop = splits.filter(pl.col("payer") == "customer").sort("order_number")
    assert workshop.select("order_number", "labour_total", "amount").rows() == [
        ("10", Decimal("108.00"), None),
        ("11", Decimal("7.00"), None),
    ]


def test_local_times_become_utc_and_impossible_ones_are_refused(order, monkeypatch):
    (batch,) = read(order, monkeypatch)["orders"]
    assert batch.kept["ordered_at"].to_list() == [datetime(2024, 7, 1, 6, 0, tzinfo=UTC)]
    assert batch.rejects.select("file", "line", "rule").rows() == [("orders", 11, "ordered_at|not_a_moment")]


def test_without_a_reference_the_customer_number_is_the_account(order, monkeypatch):
    (batch,) = read(order, monkeypatch)["debtor_accounts"]
    assert batch.kept["debtor_account"].to_list() == ["1", "50", "60"]


def test_missing_tables_and_columns_are_named(order, monkeypatch):
    with psycopg.connect(order) as connection:
        connection.execute("drop table fuels")
        connection.execute("alter table orders drop column order_mileage")
    with pytest.raises(SourceMalformed, match=r"no table fuels, column orders\.order_mileage"):
        read(order, monkeypatch)
    with pytest.raises(SourceMalformed, match="schema 'dms' is not"):
        read(order, monkeypatch, schema="dms")


def test_a_statement_that_takes_too_long(order, monkeypatch):
    with psycopg.connect(order) as somebody:
        somebody.execute("lock table vehicles in access exclusive mode")
        with pytest.raises(SourceUnreadable, match="statement timeout"):
            read(order, monkeypatch, timeout_seconds=1)


@pytest.mark.parametrize(
    ("dsn", "error", "message"),
    [
        ("", SourceSettingsWrong, "LOCOSOFT with the address is not set"),
        ("no address", SourceSettingsWrong, "cannot be understood"),
        ("host=/nowhere dbname=x password=geheim", SourceAbsent, "does not answer"),
    ],
)
def test_a_server_that_is_not_there(monkeypatch, dsn, error, message):
    with pytest.raises(error, match=message) as refused:
        read(dsn, monkeypatch)
    assert "geheim" not in str(refused.value)


def test_a_login_that_is_refused(database, monkeypatch):
    with pytest.raises(SourceUnreadable, match="refuses the login"):
        read(database.replace("postgres:@", "stranger:@"), monkeypatch)


def test_the_form_of_invoice_numbers_is_checked(monkeypatch):
    with pytest.raises(SourceError, match="must be like"):
        read("x", monkeypatch, invoice_number="{num}")
