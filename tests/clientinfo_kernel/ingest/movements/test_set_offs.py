"""What a debtor has to their credit pays another of their documents over a clearing account, without money."""

from typing import Any

import pytest

from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment

CLEARING = "1590"
DAY = "2021-04-06"
SET_OFF = ("transfer", "credit_set_off")
PAID_OUT = ("refund", "paid_out_unknown_account")
PAID_IN = ("payment", "money_received_unknown_account")


def leaves(amount: str, number: str | None, *, day: str = DAY, debtor: str = "10012", over: str = CLEARING) -> Any:
    return posting(day, amount, "S", debtor, over, document_ref1=number)


def reaches(amount: str, number: str | None, *, day: str = DAY, debtor: str = "10012", over: str = CLEARING) -> Any:
    return posting(day, amount, "H", debtor, over, document_ref1=number)


def credit_note(amount: str, number: str, debtor: str = "10012") -> dict[str, Any]:
    return posting("2021-03-01", amount, "H", debtor, "8300", document_ref1=number, tax_key="3")


def bill(amount: str, number: str, debtor: str = "10012") -> dict[str, Any]:
    return posting("2021-03-02", amount, "S", debtor, "8300", document_ref1=number, tax_key="3")


NOTE, BILL = credit_note("238.00", "G1"), bill("238.00", "R2")


def test_a_credit_note_pays_an_invoice_and_nobody_paid() -> None:
    book = Book(NOTE, BILL, leaves("238.00", "G1"), reaches("238.00", "R2"))
    assert book.kinds()[2:] == [SET_OFF, SET_OFF]
    assert book.rebuilt.is_empty()


def test_money_on_its_way_is_none_where_as_much_leaves_as_comes() -> None:
    book = Book(NOTE, BILL, leaves("238.00", "G1", over="1360"), reaches("238.00", "R2", over="1360"))
    assert book.kinds()[2:] == [SET_OFF, SET_OFF]
    by_card = Book(BILL, reaches("238.00", "R2", over="1360"))
    assert by_card.kinds()[1:] == [("payment", "money_received")]


def test_the_side_that_is_booked_first_is_of_no_account() -> None:
    assert Book(reaches("238.00", "R2"), BILL, leaves("238.00", "G1"), NOTE).kinds()[::2] == [SET_OFF, SET_OFF]


@pytest.mark.parametrize(
    "reached",
    [
        reaches("237.99", "R2"),
        reaches("238.00", "R2", day="2021-04-07"),
        reaches("238.00", "R2", debtor="10013"),
        reaches("238.00", "R2", over="1591"),
        reaches("238.00", None),
        reaches("238.00", "G1"),  # of the same document: it went and came back
    ],
)
def test_what_does_not_match_is_no_set_off(reached: dict[str, Any]) -> None:
    assert SET_OFF not in Book(NOTE, BILL, leaves("238.00", "G1"), reached).kinds()


def test_what_leaves_without_a_document_is_no_set_off() -> None:
    assert SET_OFF not in Book(NOTE, BILL, leaves("238.00", None), reaches("238.00", "R2")).kinds()


def test_money_that_had_come_for_the_first_document_pays_the_second() -> None:
    # Paid twice: the second 119.00 stand as a credit on R1 and are moved to R2.
    twice = (payment("2021-03-05", "119.00", "R1"), payment("2021-03-06", "119.00", "R1"))
    first, second = invoice("2021-03-01", "119.00", "R1"), invoice("2021-03-02", "119.00", "R2")
    book = Book(first, *twice, second, leaves("119.00", "R1"), reaches("119.00", "R2"))
    assert SET_OFF not in book.kinds()
    assert book.kinds()[-1] == PAID_IN


def test_money_of_another_debtor_of_the_same_number_is_not_asked() -> None:
    theirs = posting("2021-03-05", "238.00", "S", "1200", "10013", document_ref1="G1")
    book = Book(NOTE, BILL, theirs, leaves("238.00", "G1"), reaches("238.00", "R2"))
    assert book.kinds()[3:] == [SET_OFF, SET_OFF]


def test_two_that_leave_and_one_that_is_reached_are_one_set_off() -> None:
    two_notes = (credit_note("238.00", "G1"), credit_note("238.00", "G2"))
    book = Book(*two_notes, BILL, leaves("238.00", "G1"), leaves("238.00", "G2"), reaches("238.00", "R2"))
    assert book.kinds()[3:] == [SET_OFF, PAID_OUT, SET_OFF]


def test_an_annulled_leg_takes_part_in_none() -> None:
    wrong = leaves("238.00", "G1")
    back = wrong | {"is_reversal": True}
    assert SET_OFF not in Book(NOTE, BILL, wrong, back, reaches("238.00", "R2")).kinds()


def test_what_is_paid_out_in_money_is_no_set_off() -> None:
    paid_out = posting(DAY, "238.00", "S", "10012", "1000", document_ref1="G1")
    book = Book(NOTE, BILL, paid_out, posting(DAY, "238.00", "S", "1000", "10012", document_ref1="R2"))
    assert book.kinds()[2:] == [("refund", "money_paid_out"), ("payment", "money_received")]
