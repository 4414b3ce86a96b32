"""Revenue on accounts for warranty, where the dealer system's invoice and order know of none."""

from collections.abc import Sequence
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
    kinds: dict[str, str],
    payers: dict[str, str],
    *,
    booked_on: date = DAY,
    insured: Sequence[str] = (),
    elsewhere: Sequence[str] = (),
    **entry: Any,
) -> list[tuple[str, str, Decimal, str, int]]:
    """What the check says of invoices by number, each with 100.00 on one account for warranty.

    Customer 12 pays those of ``insured`` not himself but 5003; what is ``elsewhere`` stands on an account of another kind.
    """
    invoices = [
        {
            "invoice_number": number, "kind": kind, "invoiced_on": DAY, "customer_number": "12",
            "paying_customer_number": "5003" if number in insured else "12",
        }
        for number, kind in kinds.items()
    ]  # fmt: skip
    splits = [
        {"invoice_number": number, "order_number": number, "split": 1, "state": "billed", "payer": payer}
        for number, payer in payers.items()
    ]
    usual = {
        "account": "841000", "role": "revenue", "movement": "invoice", "is_annulled": False, "is_warranty": True,
        "amount": Decimal("100.00"), "posted_on": booked_on, "source_file": "a.csv",
    }  # fmt: skip
    other = {"account": "840000", "is_warranty": False}
    profits = [
        {**usual, "key": number, "source_row": line, **(other if number in elsewhere else {}), **entry}
        for line, number in enumerate(kinds, start=3)
    ]
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


BOUGHT = dict.fromkeys(("R1", "R2", "R3"), "workshop")
MANY_MAKERS = dict.fromkeys((f"G{number}" for number in range(4)), "warranty")


@pytest.mark.parametrize(
    ("insured", "elsewhere", "wrong"),
    [
        (("R1", "R2"), (), ["R3"]),  # an insurer of warranties; R3 the customer pays himself
        (("R1",), (), ["R1", "R2", "R3"]),  # once says nothing
        (("R1", "R2", "R3"), ("R3",), []),
        (("R1", "R2", "R3"), ("R2", "R3"), ["R1"]),  # who pays accidents: this one is booked wrongly
        (("R1", "R2", "R3", "R4"), ("R3", "R4"), ["R1", "R2"]),
    ],
)
def test_who_mostly_pays_warranties_insures_them(
    insured: tuple[str, ...], elsewhere: tuple[str, ...], wrong: list[str]
) -> None:
    kinds = {**BOUGHT, "R4": "workshop"} if "R4" in insured else BOUGHT
    named = found({**kinds, **MANY_MAKERS}, {}, insured=insured, elsewhere=elsewhere)
    assert sorted(subject for _kind, subject, *_more in named) == wrong
