"""Margin facts, worked out on paper: what belongs together, what stays unassigned, and whose labour it is."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.curate import dimensions, margin
from clientinfo_kernel.ingest.curate.attribution import document_owners
from clientinfo_kernel.ingest.curate.bundles import BUNDLE, bundled, with_bundle
from clientinfo_kernel.ingest.normalise import document_key
from clientinfo_kernel.query.tables.margin import CUSTOMER_MONTHS
from data_sources.dealer_system.contract import Invoices, OrderLines, Orders, OrderSplits, Vehicles

from .contract_rows import CUSTOMER_IDS, MEIER, OTHER, table

MARCH, APRIL = date(2011, 3, 7), date(2011, 4, 2)
CUSTOMERS = pl.DataFrame(
    {
        "customer_id": [0, 1, 2],
        "customer_number": ["12", "1", "99"],
        "name": ["Meier", "Stern AG", "Nordbank Leasing"],
        "customer_group": ["55", None, "90"],
        "classification": ["NEUWAGEN", "HERSTELLER", "BANK"],
    },
    schema_overrides={"customer_id": pl.UInt32},
)
KINDS = {
    "customer_id": pl.UInt32, "year": pl.Int32, "number": pl.String, "posted_on": pl.Date, "role": pl.String,
    "division": pl.String, "is_warranty": pl.Boolean, "movement": pl.String, "amount": pl.Decimal(18, 2),
    "payer": pl.String, "invoice_key": pl.String, "supplier_order": pl.String,
}  # fmt: skip
INVOICES = (
    {"invoice_number": "R1", "kind": "workshop", "order_number": "A1", "customer_number": "12", "invoiced_on": MARCH},
    {"invoice_number": "R2", "kind": "parts", "customer_number": "99", "salesperson": "Voss", "branch": "Naila"},
)
ORDERS = (
    {"order_number": "A1", "vehicle_number": "V1", "service_advisor": "Adler", "branch": "Hof"},
    {
        "order_number": "A2",
        "customer_number": "12",
        "vehicle_number": "V1",
        "service_advisor": "Adler",
        "branch": "Hof",
    },
)
VEHICLES = ({"vehicle_number": "V1", "make": "BMW", "model": "320"},)


def key(number: str) -> str:
    return pl.select(document_key(pl.lit(number))).item()


def entry(amount: str, role: str = "revenue", division: str = "workshop", **more: Any) -> dict[str, Any]:
    number = more.get("number", "R1")
    return {
        "customer_id": MEIER, "year": 2011, "number": number, "posted_on": MARCH, "role": role, "division": division,
        "is_warranty": False, "movement": "invoice", "amount": Decimal(amount), "payer": None,
        "invoice_key": key(number) if number else None, "supplier_order": None, **more,
    }  # fmt: skip


def facts(
    *entries: dict[str, Any], lines: tuple[dict[str, Any], ...] = (), splits: tuple[dict[str, Any], ...] = ()
) -> list[dict[str, Any]]:
    """The facts of a small house, without what is not asked; and each entry is in the fact that its number names."""
    invoices, orders, vehicles = (table(Invoices, *INVOICES), table(Orders, *ORDERS), table(Vehicles, *VEHICLES))
    bills = table(OrderSplits, *splits)
    owners = document_owners(invoices, bills, orders, CUSTOMER_IDS)
    documents = dimensions.document_dimensions(owners, invoices, bills, orders, vehicles)
    of_orders = dimensions.order_dimensions(orders, vehicles)
    rows = with_bundle(pl.LazyFrame(list(entries), schema=KINDS))
    known = dimensions.with_dimensions(bundled(rows), documents, of_orders, CUSTOMERS)
    makes = of_orders.select(pl.col("supplier_order").alias("order_number"), "make")
    labour = margin.sold_labour(table(OrderLines, *lines), bills, makes, {"bmw": 12}, 10)
    found = margin.margin_facts(known, labour, owners, documents, {})
    declared = margin.as_table(found, CUSTOMERS)
    placed = rows.join(margin.facts_of(known, found), on=list(BUNDLE), how="left")
    booked = placed.group_by("fact").agg(pl.col("amount").sum()).collect()
    lines_of = pl.sum_horizontal("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost")
    whole = declared.with_row_index("fact").select(pl.col("fact").cast(pl.Int64), lines_of.alias("amount"))
    assert booked.null_count().sum_horizontal().item() == 0
    expected = {fact: amount for fact, amount in whole.rows() if amount}
    assert {fact: amount for fact, amount in booked.rows() if amount} == expected
    return declared.to_dicts()


def part(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(str(row[name]) if isinstance(row[name], Decimal) else row[name] for name in names) for row in rows]


def test_a_document_has_a_fact_per_division_and_month() -> None:
    found = facts(
        entry("100.00"),
        entry("-30.00", "cost_of_goods", "parts"),
        entry("-5.00", "revenue_deduction", posted_on=APRIL),
        entry("50.00", "revenue", "parts"),
        entry("20.00"),
    )
    names = ("month", "division", "revenue", "revenue_deductions", "cost_of_goods", "document", "is_invoice")
    assert part(found, *names) == [
        (date(2011, 3, 1), "parts", "50.00", "0.00", "-30.00", 0, True),
        (date(2011, 3, 1), "workshop", "120.00", "0.00", "0.00", 0, True),
        (date(2011, 4, 1), "workshop", "0.00", "-5.00", "0.00", 0, False),
    ]
    names = ("branch", "make", "model", "order_kind", "adviser", "customer_group", "classification", "payer")
    assert set(part(found, *names)) == {("Hof", "BMW", "320", "workshop", "Adler", "55", "NEUWAGEN", "customer")}


def test_a_price_that_is_lowered_takes_no_piece_back() -> None:
    """R1 is sold for 100.00; R2 lowers its price by 10.00; R3 takes 40.00 of goods back; R4 cancels R1; R5 lowers another's.

    R6 is lowered under its own number a month later.
    """
    found = facts(
        *(entry("100.00", number="R1"), entry("-60.00", "cost_of_goods", number="R1")),
        entry("-10.00", number="R2"),
        *(entry("-40.00", number="R3"), entry("24.00", "cost_of_goods", number="R3")),
        entry("-100.00", number="R4"),
        entry("-100.00", number="R5", customer_id=OTHER),
        *(entry("70.00", number="R6"), entry("-7.00", number="R6", posted_on=APRIL)),
    )
    assert part(found, "number", "is_invoice") == [
        *(("R1", True), ("R2", False), ("R3", True), ("R4", True), ("R6", True), ("R6", False), ("R5", False)),
    ]


def test_entries_that_differ_in_one_thing_are_in_bundles_of_their_own() -> None:
    """What a sum per document is asked by keeps entries apart; their role, account and day within the month do not."""
    alike = [entry("100.00"), entry("-30.00", "cost_of_goods", posted_on=date(2011, 3, 1))]
    different: list[dict[str, Any]] = [
        {"customer_id": OTHER}, {"customer_id": None}, {"year": 2012}, {"number": "R2"}, {"number": None},
        {"posted_on": APRIL}, {"division": "parts"}, {"is_warranty": True}, {"movement": "internal"}, {"payer": "99"},
        {"invoice_key": "R3"}, {"invoice_key": None}, {"supplier_order": "A2"}, {"payer": "A2"},
    ]  # fmt: skip
    rows = pl.LazyFrame([*alike, *(entry("1.00", **each) for each in different)], schema=KINDS)
    found = bundled(with_bundle(rows)).collect()
    assert found.height == 1 + len(different)
    both = found.filter(pl.col("cost_of_goods") != 0)
    assert both.select("revenue", "cost_of_goods", "posted_on", "is_sale").rows() == [
        (10000, -3000, date(2011, 3, 1), True)
    ]


def test_what_leads_nowhere_has_facts_of_its_own() -> None:
    found = facts(
        entry("10.00", number=None),
        entry("20.00", number="F7", invoice_key=None, customer_id=None),
        entry("40.00", "revenue", "unassigned", number=None, customer_id=None),
        entry("-3.00", "cost_of_goods", number="L8", invoice_key=None, customer_id=None, supplier_order="A2"),
    )
    names = ("customer", "number", "division", "branch", "payer", "revenue", "is_sale", "is_invoice")
    assert part(found, *names) == [
        (MEIER, None, "workshop", None, "customer", "10.00", True, False),
        (None, "F7", "workshop", None, None, "20.00", True, True),
        # A supplier's bill is known by its order alone.
        (None, "L8", "workshop", "Hof", None, "0.00", False, False),
        (None, None, None, None, None, "40.00", True, False),
    ]


def test_an_invoice_without_an_order_is_its_salesperson_s() -> None:
    assert part(facts(entry("7.00", "revenue", "parts", number="R2")), "adviser", "branch") == [("Voss", "Naila")]


def test_who_pays() -> None:
    insured = {"order_number": "A1", "split": 1, "state": "billed", "payer": "insurance", "invoice_number": "R1"}
    paid = {
        "internal": facts(entry("1.00", movement="internal", customer_id=None)),
        "manufacturer": facts(entry("1.00", is_warranty=True, payer="1")),
        "customer": facts(entry("1.00")),
        "insurer": facts(entry("1.00", payer="1"), splits=(insured,)),
        "leasing_bank": facts(entry("1.00", payer="99")),
        "other_customer": facts(entry("1.00", payer="1")),
    }
    for expected, rows in paid.items():
        assert part(rows, "payer") == [(expected,)], expected


def line(order: str, units: str, **more: Any) -> dict[str, Any]:
    return {"order_number": order, "split": 1, "line": 1, "kind": "labour", "labour_units": Decimal(units), **more}


def billed(order: str, number: str, **more: Any) -> dict[str, Any]:
    known = {"order_number": order, "split": 1, "state": "billed", "payer": "customer", "invoice_number": number}
    return {**known, "invoiced_on": MARCH, "paying_customer_number": "12", **more}


NAMES = ("number", "division", "revenue", "labour_units", "labour_minutes")


def test_labour_stands_with_the_division_that_sells_it() -> None:
    found = facts(
        entry("100.00"),
        entry("50.00", "revenue", "parts"),
        lines=(line("A1", "12.00"), line("A1", "6.00", line=2), line("A1", "9.00", line=3, kind="parts")),
        splits=(billed("A1", "R1"),),
    )
    # BMW counts in five minutes: 18 units are an hour and a half.
    assert part(found, *NAMES) == [
        ("R1", "parts", "50.00", "0.00", "0.0000"),
        ("R1", "workshop", "100.00", "18.00", "90.0000"),
    ]


def test_labour_of_two_divisions_or_of_none_is_shown_without_one() -> None:
    of_two = facts(
        entry("100.00"),
        entry("50.00", "revenue", "body_and_paint"),
        lines=(line("A1", "12.00"),),
        splits=(billed("A1", "R1"),),
    )
    assert part(of_two, *NAMES) == [
        ("R1", "body_and_paint", "50.00", "0.00", "0.0000"),
        ("R1", "workshop", "100.00", "0.00", "0.0000"),
        ("R1", None, "0.00", "12.00", "60.0000"),
    ]
    of_none = facts(entry("50.00", "revenue", "parts"), lines=(line("A1", "12.00"),), splits=(billed("A1", "R1"),))
    assert part(of_none, *NAMES)[-1] == ("R1", None, "0.00", "12.00", "60.0000")


def test_labour_of_a_cancelled_invoice_is_taken_back_with_its_revenue() -> None:
    """Sold in March and cancelled: in the same month nothing was sold, in April it is taken back there; a part given back is none."""
    worked = {"lines": (line("A1", "12.00"),), "splits": (billed("A1", "R1"),)}
    names = ("month", *NAMES[1:])
    assert part(facts(entry("100.00"), entry("-100.00"), **worked), *names) == [
        (MARCH.replace(day=1), "workshop", "0.00", "0.00", "0.0000")
    ]
    later = facts(entry("100.00"), entry("-100.00", posted_on=APRIL), **worked)
    assert part(later, *names) == [
        (MARCH.replace(day=1), "workshop", "100.00", "12.00", "60.0000"),
        (APRIL.replace(day=1), "workshop", "-100.00", "-12.00", "-60.0000"),
    ]
    again = facts(entry("100.00"), entry("-100.00", posted_on=APRIL), entry("90.00", posted_on=APRIL), **worked)
    less = facts(entry("100.00"), entry("-99.00", posted_on=APRIL), **worked)
    assert [sum(Decimal(row[3]) for row in part(each, *names)) for each in (again, less)] == [12, 12]
    # Of two divisions that sell labour the units have none, and neither has what takes them back.
    of_two = facts(
        entry("100.00"),
        entry("50.00", "revenue", "body_and_paint"),
        entry("-100.00", posted_on=APRIL),
        entry("-50.00", "revenue", "body_and_paint", posted_on=APRIL),
        **worked,
    )
    units = [(row[0].month, row[3]) for row in part(of_two, *names) if row[1] is None]
    assert units == [(3, "12.00"), (4, "-12.00")]


def test_labour_of_which_the_ledger_knows_nothing_is_shown_with_its_invoice() -> None:
    found = facts(
        entry("100.00", number="R5", invoice_key=None),
        lines=(line("A2", "12.00"), line("A3", "10.00")),
        splits=(billed("A2", "R9", invoiced_on=date(2012, 1, 3)), billed("A3", "R8", state="finished")),
    )
    names = ("customer", "number", "year", "month", "labour_units", "is_sale", "make")
    assert part(found, *names) == [
        (MEIER, "R5", 2011, date(2011, 3, 1), "0.00", True, None),
        (MEIER, "R9", 2012, date(2012, 1, 1), "12.00", False, "BMW"),
    ]  # A3 is not billed: nothing is sold yet


def test_the_cube_holds_the_same_sums() -> None:
    entries = (
        entry("100.00"),
        entry("7.00", customer_id=OTHER, number="R2"),
        entry("9.00", customer_id=None, number="X"),
    )
    declared = pl.DataFrame(facts(*entries), schema=margin.MARGIN_FACTS.columns)
    cells = margin.cube(declared).to_dicts()
    found = [(row["branch"], row["customer_group"], row["has_customer"], str(row["revenue"])) for row in cells]
    assert found == [("Hof", "55", True, "100.00"), ("Naila", "90", True, "7.00"), (None, None, False, "9.00")]


def test_a_customer_s_month_is_what_they_brought_without_vehicles() -> None:
    """Of the new car nothing, of work and parts and what no division has all: 100 - 30 and 50, and 9 that nobody owns is not here."""
    entries = (
        entry("20000.00", division="new_vehicles"),
        entry("100.00"),
        entry("-30.00", "cost_of_goods", "parts"),
        entry("50.00", division=None),
        entry("7.00", customer_id=OTHER, number="R2"),
        entry("-2.50", "revenue_deduction", posted_on=APRIL),
        entry("9.00", customer_id=None, number="X"),
    )
    declared = pl.DataFrame(facts(*entries), schema=margin.MARGIN_FACTS.columns)
    found = margin.customer_months(declared)
    assert found.schema == CUSTOMER_MONTHS.columns
    assert [(*row[:2], *map(str, row[2:])) for row in found.rows()] == [
        (date(2011, 3, 1), MEIER, "150.00", "120.00"),
        (date(2011, 3, 1), OTHER, "7.00", "7.00"),
        (date(2011, 4, 1), MEIER, "0.00", "-2.50"),
    ]
