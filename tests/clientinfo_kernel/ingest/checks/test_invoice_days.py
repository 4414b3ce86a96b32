"""The day of an invoice, as the dealer system wrote it and the ledger booked it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.checks.invoice_days import invoice_day_differences

MONEY = pl.Decimal(18, 2)
DAY = date(2021, 3, 1)
MANY = 60


def booked(number: int, day: date, amount: str = "119.00", **more: Any) -> dict[str, Any]:
    place = {"source_file": "EXTF.csv", "source_row": number + 3}
    return (
        {"key": str(number), "movement": "invoice", "is_annulled": False, "posted_on": day, "amount": amount}
        | place
        | more
    )


def day_findings(*entries: dict[str, Any], notes: frozenset[int] = frozenset()) -> list[tuple[str, Decimal, int]]:
    invoices = [
        {
            "invoice_key": str(number),
            "invoice_number": f"R{number}",
            "invoiced_on": DAY,
            "is_credit_note": number in notes,
            "is_cancelled": False,
        }
        for number in range(MANY)
    ]
    rows = pl.LazyFrame(entries).with_columns(pl.col("amount").cast(MONEY))
    found = invoice_day_differences(rows, pl.LazyFrame(invoices)).collect()
    return found.select("subject", "amount", "source_row").rows()


def test_an_invoice_with_a_line_of_another_day_is_found() -> None:
    same = [booked(number, DAY) for number in range(MANY)]
    moved = booked(7, DAY + timedelta(days=31), "23.80", source_row=99)
    assert day_findings(*same, moved) == [("R7", Decimal("23.80"), 99)]
    assert day_findings(*same, moved | {"is_annulled": True}) == []


def test_a_payment_has_a_day_of_its_own_and_so_has_what_is_credited_later() -> None:
    same = [booked(number, DAY) for number in range(MANY)]
    later = DAY + timedelta(days=10)
    others = [booked(7, later, "-119.00", movement=each) for each in ("payment", "credit_note")]
    assert day_findings(*same, *others) == []


def test_a_credit_note_is_held_against_its_own_day() -> None:
    same = [booked(number, DAY) for number in range(1, MANY)]
    note = booked(0, DAY + timedelta(days=1), "-119.00", movement="credit_note")
    assert day_findings(*same, note, notes=frozenset({0})) == [("R0", Decimal("119.00"), 3)]


def test_a_house_that_books_by_the_week_has_no_such_rule() -> None:
    assert day_findings(*(booked(number, DAY + timedelta(days=number % 7)) for number in range(MANY))) == []
