"""Whose document it is, row by row: what the invoice says, then its split, then the order; and where they disagree."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.curate import attribution
from clientinfo_kernel.ingest.normalise import document_key
from data_sources.dealer_system.contract import Invoices, Orders, OrderSplits

from .contract_rows import CUSTOMER_IDS, MAKER, MEIER, OTHER, table

DEBTORS = pl.DataFrame(
    {"account": ["10012", "10001", "10099"], "customer_id": [MEIER, MAKER, OTHER]},
    schema_overrides={"customer_id": pl.UInt32},
)
DAY = date(2011, 3, 7)


def owners(
    *invoices: dict[str, Any], splits: tuple[dict[str, Any], ...] = (), orders: tuple[dict[str, Any], ...] = ()
) -> list[tuple[Any, ...]]:
    found = attribution.document_owners(
        table(Invoices, *invoices), table(OrderSplits, *splits), table(Orders, *orders), CUSTOMER_IDS
    )
    assert found.columns == [
        *("key", "owner_id", "payer_number", "by_warranty", "is_internal", "invoiced_on", "order_number", "number_key"),
    ]
    return found.sort("key").drop("number_key").rows()


def bill(number: str | None, customer: str | None = "12", payer: str | None = "12", **more: Any) -> dict[str, Any]:
    known = {"invoice_number": number, "customer_number": customer, "paying_customer_number": payer}
    return {**known, "kind": "workshop", "invoiced_on": DAY, "order_number": "A1", **more}


def split(number: str | None, payer: str = "customer", **more: Any) -> dict[str, Any]:
    return {"order_number": "A2", "split": 1, "state": "billed", "payer": payer, "invoice_number": number, **more}


ORDER = {"order_number": "A2", "customer_number": "12"}


def key(number: str) -> str:
    return pl.select(document_key(pl.lit(number))).item()


def test_an_invoice_says_it_all() -> None:
    assert owners(bill("R1", payer="99")) == [(key("R1"), MEIER, "99", False, False, DAY, "A1")]


def test_a_split_says_it_where_no_invoice_is_delivered() -> None:
    later = date(2011, 4, 1)
    known = split("R1", paying_customer_number="99", invoiced_on=later)
    assert owners(splits=(known,), orders=(ORDER,)) == [(key("R1"), MEIER, "99", False, False, later, "A2")]


def test_what_the_invoice_says_comes_before_what_split_and_order_say() -> None:
    other = split("R1", paying_customer_number="1", invoiced_on=date(2011, 4, 1))
    found = owners(bill("R1", "99", "99"), splits=(other,), orders=(ORDER,))
    assert found == [(key("R1"), OTHER, "99", False, False, DAY, "A1")]
    # What it leaves open, they say; and who pays is whose it is at last.
    found = owners(bill("R1", None, None, invoiced_on=None, order_number=None), splits=(other,), orders=(ORDER,))
    assert found == [(key("R1"), MEIER, "1", False, False, date(2011, 4, 1), "A2")]
    assert owners(bill("R1", None, "99")) == [(key("R1"), OTHER, "99", False, False, DAY, "A1")]


def test_who_received_the_service_is_found_by_the_order_that_the_invoice_names() -> None:
    """A leasing bank (99) pays for customer 12's order; the split has no number of the invoice, or there is none."""
    billed = bill("R1", None, "99", order_number="A2")
    expected = [(key("R1"), MEIER, "99", False, False, DAY, "A2")]
    assert owners(billed, orders=(ORDER,)) == expected
    assert owners(billed, splits=(split(None),), orders=(ORDER,)) == expected


def test_an_order_that_was_taken_long_after_the_bill_is_another_one_of_the_number() -> None:
    later = {**ORDER, "ordered_at": datetime(2012, 3, 7, 8, tzinfo=UTC)}
    of_payer = [(key("R1"), OTHER, "99", False, False, DAY, "A2")]
    assert owners(bill("R1", None, "99", order_number="A2"), orders=(later,)) == of_payer
    known = split("R1", paying_customer_number="99", invoiced_on=DAY)
    assert owners(bill("R1", None, "99", order_number=None), splits=(known,), orders=(later,)) == of_payer
    # Billed ahead, or a day that was typed wrong, is nothing like it.
    soon = {**ORDER, "ordered_at": datetime(2011, 9, 6, 8, tzinfo=UTC)}
    assert owners(bill("R1", None, "99", order_number="A2"), orders=(soon,))[0][1] == MEIER


def test_warranty_is_said_by_the_invoice_or_by_any_of_its_splits() -> None:
    assert [row[3] for row in owners(bill("R1", kind="warranty"))] == [True]
    for payer, expected in (("warranty", True), ("goodwill", True), ("insurance", False), ("customer", False)):
        assert [row[3] for row in owners(bill("R1"), splits=(split("R1", payer),))] == [expected]
    both = (split("R1", "customer"), split("R1", "warranty", split=2))
    assert [row[3] for row in owners(splits=both, orders=(ORDER,))] == [True]
    # Of two orders the one with warranty counts, then the first.
    first = {"order_number": "A0", "customer_number": "99"}
    two = (split("R1", order_number="A0"), split("R1"))
    assert [row[1] for row in owners(splits=two, orders=(ORDER, first))] == [OTHER]
    two = (split("R1", order_number="A0"), split("R1", "warranty"))
    assert [row[1] for row in owners(splits=two, orders=(ORDER, first))] == [MEIER]


def test_an_internal_document_is_kept_and_is_nobodys() -> None:
    assert owners(bill("R1", None, None, kind="internal")) == [(key("R1"), None, None, False, True, DAY, "A1")]
    # The invoice says that it is not: what the split says does not count.
    assert [row[4] for row in owners(bill("R1"), splits=(split("R1", "internal"),))] == [False]
    # Only where every split is internal the document is.
    internal = split("R1", "internal", order_number="A0")
    assert [row[4] for row in owners(splits=(internal,))] == [True]
    assert [row[4] for row in owners(splits=(internal, split("R1")), orders=(ORDER,))] == [False]


def test_documents_of_unknown_customers_without_numbers_or_of_two_invoices_say_nothing() -> None:
    assert owners(bill("R1", "4711", "4711"), bill(None), splits=(split(None),), orders=(ORDER,)) == []
    assert owners(bill("R1"), bill("R 1", "99", "99")) == []


def entry(number: str | None, debtor: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "debtor_account": debtor, "number": number, "posted_on": DAY, "of_supplier": False, "order_number": None,
        "is_warranty": False, "movement": "invoice", "movement_reason": "revenue_charged", "amount": Decimal("1.00"),
        **more,
    }  # fmt: skip


def attributed(
    *entries: dict[str, Any], invoices: tuple[dict[str, Any], ...] = (), ledger: tuple[tuple[str, str], ...] = ()
) -> list[tuple[Any, ...]]:
    rows = pl.LazyFrame(
        [{**each, "place": place} for place, each in enumerate(entries)],
        schema_overrides={"debtor_account": pl.String, "number": pl.String, "order_number": pl.String},
    )
    known = attribution.document_owners(table(Invoices, *invoices), table(OrderSplits), table(Orders), CUSTOMER_IDS)
    items = pl.LazyFrame(list(ledger), schema={"debtor_account": pl.String, "number": pl.String}, orient="row")
    items = items.with_columns(pl.lit(2011).alias("year"), posted_on=DAY, movement=pl.lit("invoice"))
    found = attribution.attribute(rows, DEBTORS, known, attribution.ledger_owners(items, DEBTORS), CUSTOMER_IDS)
    frame = found.collect().sort("place")
    assert frame.columns == [*entry(None), "place", "customer_id", "payer", "key", "invoice_key"]
    return frame.select("customer_id", "payer", "is_warranty", "movement", "movement_reason").rows()


PLAIN = (False, "invoice", "revenue_charged")


def test_an_entry_belongs_to_the_invoice_then_to_its_debtor_then_to_the_number_in_the_ledger() -> None:
    found = attributed(
        entry("R1", "10099"),  # the invoice says 12, the debtor pays
        entry("R2", "10099"),
        entry("R3"),
        entry("R4"),
        entry(None),
        invoices=(bill("R1"),),
        ledger=(("10012", "R3"), ("10012", "R4"), ("10099", "R4")),
    )
    assert found == [
        (MEIER, "99", *PLAIN),
        (OTHER, None, *PLAIN),
        (MEIER, None, *PLAIN),
        (None, None, *PLAIN),
        (None, None, *PLAIN),
    ]


def test_who_pays_is_the_debtor_then_the_one_on_the_invoice() -> None:
    found = attributed(entry("R1"), entry("R1", "10012"), entry("R1", "10001"), invoices=(bill("R1", payer="99"),))
    assert [row[1] for row in found] == ["99", None, "1"]


def test_an_invoice_is_that_of_the_entry_from_92_days_before_to_366_days_after() -> None:
    # 7 March 2011: 5 December 2010 is 92 days before, 7 March 2012 is 366 days after (2012 has a 29 February).
    days = (date(2010, 12, 4), date(2010, 12, 5), date(2012, 3, 7), date(2012, 3, 8))
    found = attributed(*(entry("R1", "10099", posted_on=day) for day in days), invoices=(bill("R1"),))
    assert [row[0] for row in found] == [OTHER, MEIER, MEIER, OTHER]
    undated = attributed(entry("R1", posted_on=date(2019, 1, 1)), invoices=(bill("R1", invoiced_on=None),))
    assert [row[0] for row in undated] == [MEIER]


def test_an_invoice_of_a_number_that_begins_again_is_that_of_the_entrys_year() -> None:
    """R1 of March 2011 was for 12, R1 of February 2012 for 99; goods of the second leave 20 days before it is billed."""
    later = date(2012, 2, 1)
    known = (bill("R1"), bill("R1", "99", "1", invoiced_on=later))
    days = (date(2011, 3, 1), date(2011, 12, 20), date(2012, 1, 12), date(2012, 12, 30))
    found = attributed(*(entry("R1", posted_on=day) for day in days), invoices=known)
    assert [row[:2] for row in found] == [(MEIER, None), (MEIER, None), (OTHER, "1"), (OTHER, "1")]
    # One that was dated anew is one, and says two things: nothing.
    assert owners(bill("R1"), bill("R1", "99", invoiced_on=date(2011, 4, 7))) == []


def test_leading_zeros_are_forgiven_only_where_no_number_is_the_same() -> None:
    known = (bill("0012", "99", "99"), bill("12"))
    assert [row[0] for row in attributed(entry("0012"), entry("12"), invoices=known)] == [OTHER, MEIER]
    assert [row[0] for row in attributed(entry("12"), entry("000012"), invoices=known[:1])] == [OTHER, OTHER]
    # Of two that differ in nothing else neither is meant; and nothing but zeros is not a number.
    assert [row[0] for row in attributed(entry("00012"), entry("00"), invoices=(*known, bill("000")))] == [None, None]


def test_warranty_is_what_somebody_else_owes() -> None:
    known = (bill("G1", payer="1", kind="warranty"),)
    found = attributed(
        entry("G1", "10001"), entry("G1", "10012"), entry("G1"), entry("G1", "10012", is_warranty=True), invoices=known
    )
    assert [row[2] for row in found] == [True, False, True, True]


def test_an_internal_document_says_so_in_each_entry() -> None:
    found = attributed(entry("R1", "10012"), invoices=(bill("R1", kind="internal"),))
    assert found == [(None, None, False, "internal", "internal_document")]


def test_a_suppliers_entry_goes_by_the_order_whose_invoices_all_concern_one_customer() -> None:
    known = (
        bill("R1"),
        bill("R2"),
        bill("R3", order_number="A2"),
        bill("R4", "99", "99", order_number="A2"),
        bill("R5", order_number="A3", kind="internal"),
        bill("R6", order_number=None),
    )
    found = attributed(
        entry("L1", of_supplier=True, order_number="A1"),
        entry("R4", of_supplier=True, order_number="A2"),
        entry("L1", of_supplier=True, order_number="A3"),
        entry("L1", of_supplier=True),
        entry("L1", order_number="A1"),
        invoices=known,
    )
    assert [row[0] for row in found] == [MEIER, None, None, None, None]
