"""Revenue on accounts for warranty, where the dealer system's invoice and order know of none."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.checks.warranty import unknown_warranties
from data_sources.dealer_system.contract import Invoices, OrderSplits
from tests.clientinfo_kernel.ingest.contract_rows import table

DAY = date(2012, 3, 5)


def found(
    kinds: dict[str, str], payers: dict[str, str], *, booked_on: date = DAY, **entry: Any
) -> list[tuple[str, str, Decimal, str, int]]:
    """What the check says of invoices by number, each with 100.00 on one account for warranty."""
    invoices = [{"invoice_number": number, "kind": kind, "invoiced_on": DAY} for number, kind in kinds.items()]
    splits = [
        {"invoice_number": number, "order_number": number, "split": 1, "state": "billed", "payer": payer}
        for number, payer in payers.items()
    ]
    usual = {
        "account": "841000", "role": "revenue", "movement": "invoice", "is_annulled": False, "is_warranty": True,
        "amount": Decimal("100.00"), "posted_on": booked_on, "source_file": "a.csv",
    }  # fmt: skip
    profits = [{**usual, "key": number, "source_row": line, **entry} for line, number in enumerate(kinds, start=3)]
    checked = unknown_warranties(pl.LazyFrame(profits), table(Invoices, *invoices), table(OrderSplits, *splits))
    return checked.select("kind", "subject", "amount", "source_file", "source_row").collect().rows()


MAKERS = dict.fromkeys(("G1", "G2"), "warranty")
WRONG = [("warranty_unknown", "R1", Decimal("100.00"), "a.csv", 3)]


@pytest.mark.parametrize(
    ("kind", "payer", "is_wrong"),
    [
        ("workshop", "customer", True),
        ("workshop", "insurance", True),
        ("workshop", None, True),
        ("workshop", "warranty", False),  # the order says so
        ("workshop", "goodwill", False),
        ("goodwill", "customer", False),  # the invoice does
        ("complaint", "customer", False),  # who pays in the end nobody knows
        ("internal", "internal", False),
    ],
)
def test_what_neither_invoice_nor_order_calls_a_warranty(kind: str, payer: str | None, *, is_wrong: bool) -> None:
    payers = {"R1": payer} if payer else {}
    assert found({"R1": kind, **MAKERS}, payers) == (WRONG if is_wrong else [])


def test_what_no_figure_of_warranty_holds_is_left_out() -> None:
    kinds = {"R1": "workshop", **MAKERS}
    assert found(kinds, {}, is_warranty=False) == []
    assert found(kinds, {}, is_annulled=True) == []
    assert found(kinds, {}, booked_on=date(2014, 3, 5)) == []  # of another year's invoice of the number


def test_a_house_that_uses_the_account_otherwise_is_asked_nothing() -> None:
    assert found({"R1": "workshop", "R2": "workshop", **MAKERS}, {}) == []
