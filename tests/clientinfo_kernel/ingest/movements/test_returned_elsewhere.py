"""Direct debits that come back under another number than their invoice's, or under none: it is not paid any more."""

from decimal import Decimal
from typing import Any

import pytest

from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment

FIRST = (invoice("2021-03-01", "119.00", "R1"), payment("2021-03-11", "119.00", "R1"))
SECOND = (invoice("2021-04-01", "119.00", "R2"), payment("2021-04-21", "119.00", "R2"))
TAKEN = ("returned_payment", "came_back_elsewhere")
RETURNED = ("returned_payment", "payment_came_back")
PAID, REFUND = ("payment", "money_received"), ("refund", "money_paid_out")


def back(amount: str, number: str | None = None, *, day: str = "2021-04-25", text: str = "Rücklastschrift") -> Any:
    return posting(day, amount, "S", "10012", "1200", document_ref1=number, text=text)


@pytest.mark.parametrize("number", [None, "RLS1"])
def test_the_invoice_is_not_paid_any_more_and_owed_where_the_ledger_says_so(number: str | None) -> None:
    book = Book(*FIRST, back("119.00", number))
    assert book.kinds()[1:] == [TAKEN, RETURNED]
    assert book.payments.is_empty()
    assert book.rebuilt.select("number", "balance").rows() == [(number, Decimal("119.00"))]
    paid = book.documents.filter(number="R1")
    assert paid.select("debit", "credit", "balance").rows() == [(Decimal("119.00"), Decimal("119.00"), Decimal("0.00"))]


@pytest.mark.parametrize("text", ["Rücklastschrift", "RUECKLASTSCHRIFT", "Lastschriftrückgabe", "RLS 4711"])
def test_words_for_it(text: str) -> None:
    assert Book(*FIRST, back("119.00", text=text)).kinds()[1:] == [TAKEN, RETURNED]


@pytest.mark.parametrize("text", ["Rückgabe Anlasser", "Erstattung", None])
def test_goods_are_given_back_too(text: str) -> None:
    assert Book(*FIRST, back("119.00", text=text)).kinds()[1:] == [PAID, REFUND]


def days_to_pay(book: Book) -> list[tuple[str, int, Decimal, bool]]:
    return book.payments.sort("paid_on").select("number", "days", "settles", "is_settled").rows()


AGAIN = payment("2021-05-05", "119.00", "R1")  # 65 days after the invoice


@pytest.mark.parametrize("number", [None, "RLS1"])
def test_what_is_paid_again_under_the_invoices_number_pays_it(number: str | None) -> None:
    assert days_to_pay(Book(*FIRST, back("119.00", number), AGAIN)) == [("R1", 65, Decimal("119.00"), True)]
    # 59 euros of 119 are no whole invoice, though nothing stands open under its own number
    part = (invoice("2021-03-01", "119.00", "R1"), payment("2021-03-11", "60.00", "R1"), back("60.00", number))
    assert days_to_pay(Book(*part, payment("2021-05-05", "59.00", "R1"))) == [("R1", 65, Decimal("59.00"), False)]


@pytest.mark.parametrize(("fee", "settled"), [("119.00", "119.00"), ("125.50", "119.00")])
def test_what_is_paid_under_the_number_of_the_return_pays_the_invoice(fee: str, settled: str) -> None:
    book = Book(*FIRST, back(fee, "RLS1"), payment("2021-05-05", fee, "RLS1"))
    assert book.kinds()[1:] == [TAKEN, RETURNED, PAID]
    assert days_to_pay(book) == [("R1", 65, Decimal(settled), True)]
    assert book.rebuilt.is_empty()


def test_two_instalments_under_the_number_of_the_return() -> None:
    first, last = payment("2021-05-05", "60.00", "RLS1"), payment("2021-05-15", "59.00", "RLS1")
    returned = (*FIRST, back("119.00", "RLS1"))
    whole = [("R1", 65, Decimal("60.00"), True), ("R1", 75, Decimal("59.00"), True)]
    assert days_to_pay(Book(*returned, first, last)) == whole
    assert days_to_pay(Book(*returned, first)) == [("R1", 65, Decimal("60.00"), False)]


def test_a_debit_that_comes_back_twice_is_paid_by_the_third() -> None:
    second = payment("2021-05-05", "119.00", "RLS1")
    twice = (*FIRST, back("119.00", "RLS1"), second, back("119.00", "RLS1", day="2021-05-08"))
    assert days_to_pay(Book(*twice)) == []
    assert days_to_pay(Book(*twice, payment("2021-05-15", "119.00", "RLS1"))) == [("R1", 75, Decimal("119.00"), True)]


def test_one_number_for_all_that_comes_back_does_not_say_which_invoice_is_paid_there() -> None:
    returned = (*FIRST, *SECOND, back("119.00", "RLS"), back("119.00", "RLS", day="2021-04-26"))
    assert days_to_pay(Book(*returned, payment("2021-05-05", "119.00", "RLS"))) == []


def test_a_number_that_is_an_invoices_is_paid_for_itself() -> None:
    loose = (invoice("2021-03-01", "119.00", "R1"), payment("2021-03-11", "119.00", None))
    book = Book(*loose, *SECOND, back("119.00", "R1"), payment("2021-05-05", "119.00", "R1"))
    # nobody knows what the first payment was for: of R1 one payment stays open, and R2 was paid
    assert days_to_pay(book) == [("R2", 20, Decimal("119.00"), True), ("R1", 65, Decimal("0.00"), False)]


def test_the_last_payment_of_the_amount_comes_back_unless_the_text_names_another() -> None:
    assert Book(*FIRST, *SECOND, back("119.00")).kinds()[1::2] == [PAID, TAKEN]
    named = Book(*FIRST, *SECOND, back("119.00", text="RLS R1"))
    assert named.kinds()[1::2] == [TAKEN, PAID]


@pytest.mark.parametrize(
    ("last", "text"),
    [("R", "RLS R1"), ("1", "RLS R1"), ("24", "RLS 24.04.2021 R1"), ("04", "RLS R1, 24.04.2021.")],
    ids=["its beginning", "its end", "a day", "a month"],
)
def test_a_number_that_is_part_of_what_the_text_says_is_not_named(last: str, text: str) -> None:
    paid = (invoice("2021-04-01", "119.00", last), payment("2021-04-21", "119.00", last))
    assert Book(*FIRST, *paid, back("119.00", text=text)).kinds()[1::2] == [TAKEN, PAID]


def test_two_that_come_back_take_two_payments_back() -> None:
    book = Book(*FIRST, *SECOND, back("119.00"), back("119.00", day="2021-04-26"), back("119.00", day="2021-04-27"))
    assert book.kinds()[1::2] == [TAKEN, TAKEN, RETURNED]
    assert book.kinds()[4:] == [RETURNED, RETURNED, REFUND]


def test_with_the_banks_fee_it_is_the_only_payment_that_it_can_be() -> None:
    assert Book(*FIRST, back("125.50")).kinds()[1:] == [TAKEN, RETURNED]
    assert Book(*FIRST, *SECOND, back("125.50")).kinds()[1::2] == [PAID, PAID]
    assert Book(*FIRST, back("169.01")).kinds()[1:] == [PAID, REFUND]


@pytest.mark.parametrize(
    "other",
    [
        back("119.00", day="2021-03-10"),
        back("119.00", day="2022-04-12"),
        back("118.99"),
        back("119.00") | {"account": "10013"},
    ],
    ids=["before it was paid", "more than 13 months later", "less", "of another debtor"],
)
def test_what_cannot_be_that_payment_takes_none_back(other: dict[str, Any]) -> None:
    assert PAID in Book(*FIRST, other).kinds()


def test_a_payment_that_came_back_under_its_own_number_does_not_come_back_again() -> None:
    book = Book(*FIRST, back("119.00", "R1", day="2021-03-15"), payment("2021-03-20", "119.00", "R1"), back("119.00"))
    assert book.kinds()[1:] == [PAID, RETURNED, TAKEN, RETURNED]


def test_a_debit_that_comes_back_twice_under_numbers_of_their_own_is_paid_under_the_last() -> None:
    """119.00 are owed: the third payment settles them, and a fourth one nothing."""
    second = payment("2021-05-05", "119.00", "RLS1")
    twice = (*FIRST, back("119.00", "RLS1"), second, back("119.00", "RLS2", day="2021-05-08"))
    assert days_to_pay(Book(*twice)) == []
    third, fourth = payment("2021-05-15", "119.00", "RLS2"), payment("2021-05-25", "119.00", "RLS2")
    paid = ("R1", 75, Decimal("119.00"), True)
    assert days_to_pay(Book(*twice, third)) == [paid]
    assert days_to_pay(Book(*twice, third, fourth)) == [paid, ("R1", 85, Decimal("0.00"), True)]
    part = payment("2021-05-15", "60.00", "RLS2")
    assert days_to_pay(Book(*twice, part)) == [("R1", 75, Decimal("60.00"), False)]
