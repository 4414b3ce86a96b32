"""An opening balance repeats a claim of the old year: it counts only where the old year is not in the data."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.query.payments import payment_behaviour
from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment


def opening(year: int, amount: str, number: str | None, side: str = "S", **more: Any) -> dict[str, Any]:
    return posting(f"{year}-01-01", amount, side, "10012", "9008", document_ref1=number, **more)


def balances(book: Book) -> dict[str | None, Decimal]:
    return dict(book.rebuilt.group_by("number").agg(pl.col("balance").sum()).rows())


def test_with_the_old_year_it_changes_neither_balance_nor_days() -> None:
    book = Book(
        invoice("2020-12-10", "1160.00", "R1"),
        invoice("2020-12-11", "116.00", "R2"),
        opening(2021, "1160.00", "R1"),
        opening(2021, "116.00", "R2"),
        payment("2021-01-15", "1160.00", "R1"),
    )
    assert balances(book) == {"R2": Decimal("116.00")}
    assert book.rebuilt["date"].to_list() == [date(2020, 12, 11)]
    # 10 December to 15 January
    assert payment_behaviour(book.payments, date(2021, 12, 31)).days_to_pay == 36
    assert [reason for kind, reason in book.kinds() if kind == "opening_balance"] == ["carried_forward_again"] * 2


def test_without_the_old_year_it_is_the_claim() -> None:
    book = Book(opening(2021, "500.00", "R1", service_on=date(2020, 11, 2)), payment("2021-01-15", "200.00", "R1"))
    assert balances(book) == {"R1": Decimal("300.00")}
    assert book.open_items()["date"].to_list() == [date(2020, 11, 2)]


def test_its_payment_has_days_only_where_it_tells_the_day_of_the_invoice() -> None:
    def days(**more: Any) -> int | None:
        book = Book(opening(2021, "500.00", "R1", **more), payment("2021-01-15", "500.00", "R1"))
        assert balances(book) == {}
        return payment_behaviour(book.payments, date(2021, 12, 31)).days_to_pay

    # 2 November to 15 January are 74 days.
    assert (days(service_on=date(2020, 11, 2)), days()) == (74, None)


def test_a_short_fiscal_year_that_begins_in_the_same_calendar_year_is_an_old_year_too() -> None:
    # January to June 2021, then July to June: what July opens with is claimed already.
    later = {"fiscal_year_start": date(2021, 7, 1)}
    book = Book(
        invoice("2021-05-10", "1190.00", "R1"),
        invoice("2021-06-11", "119.00", "R2"),
        posting("2021-07-01", "1190.00", "S", "10012", "9008", document_ref1="R1", **later),
        posting("2021-07-01", "119.00", "S", "10012", "9008", document_ref1="R2", **later),
        payment("2021-07-09", "1190.00", "R1", **later),
    )
    assert balances(book) == {"R2": Decimal("119.00")}
    assert payment_behaviour(book.payments, date(2021, 12, 31)).days_to_pay == 60  # 10 May to 9 July


@pytest.mark.parametrize("number", [None, "EB-SAMMEL"])
def test_one_sum_for_all_items_of_a_debtor_repeats_them_too(number: str | None) -> None:
    book = Book(
        invoice("2020-12-10", "1160.00", "R1"),
        invoice("2020-12-11", "116.00", "R2"),
        opening(2021, "1276.00", number),
    )
    assert balances(book) == {"R1": Decimal("1160.00"), "R2": Decimal("116.00")}


def test_where_only_a_payment_of_the_old_year_is_there_the_rest_of_the_claim_comes_from_the_opening() -> None:
    # 1,000.00 were owed; 400.00 came in December (in the data), 600.00 are carried forward.
    book = Book(payment("2020-12-10", "400.00", "R1"), opening(2021, "600.00", "R1"))
    assert balances(book) == {"R1": Decimal("600.00")}
    assert ("opening_balance", "carried_forward_difference") in book.kinds()


def test_a_claim_carried_forward_through_two_years_counts_once() -> None:
    rows = [opening(2020, "900.00", "R1"), payment("2020-05-05", "100.00", "R1"), opening(2021, "800.00", "R1")]
    assert balances(Book(*rows)) == {"R1": Decimal("800.00")}
    assert balances(Book(*rows, payment("2021-02-02", "800.00", "R1"))) == {}


def test_a_credit_is_carried_forward_as_well() -> None:
    book = Book(payment("2020-12-10", "40.00", "U17"), opening(2021, "40.00", "U17", side="H"))
    assert balances(book) == {"U17": Decimal("-40.00")}
    assert balances(Book(opening(2021, "40.00", "U17", side="H"))) == {"U17": Decimal("-40.00")}


@pytest.mark.parametrize("old_year", [True, False])
def test_a_corrected_opening_balance_counts_as_corrected(old_year: bool) -> None:  # noqa: FBT001
    # Carried forward with 100.00, reversed, and carried forward with 90.00.
    rows = [
        opening(2021, "100.00", "R1"),
        opening(2021, "100.00", "R1", is_reversal=True),
        opening(2021, "90.00", "R1"),
    ]
    book = Book(*[invoice("2020-12-10", "90.00", "R1")] * old_year, *rows)
    assert balances(book) == {"R1": Decimal("90.00")}


def test_of_two_items_only_the_one_that_the_old_year_does_not_explain_counts() -> None:
    book = Book(invoice("2020-12-10", "100.00", "R1"), opening(2021, "100.00", "R1"), opening(2021, "50.00", "R2"))
    assert balances(book) == {"R1": Decimal("100.00"), "R2": Decimal("50.00")}
    assert [reason for kind, reason in book.kinds() if kind == "opening_balance"] == [
        *("carried_forward_again", "carried_forward")
    ]


def test_a_claim_that_only_openings_know_is_repeated_by_the_next_one_under_another_number() -> None:
    assert balances(Book(opening(2020, "900.00", "R1"), opening(2021, "900.00", "EB"))) == {"R1": Decimal("900.00")}
