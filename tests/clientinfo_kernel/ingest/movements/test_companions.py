"""Lines that are what the lines beside them are: of the same debtor, document and day, on the same side."""

from typing import Any

import pytest

from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment

FEE = ("S", "10012", "1590")
TAX_CREDITED = ("H", "10012", "1776")


def line(
    amount: str, side: str, account: str, contra: str, *, day: str = "2021-03-01", number: str | None = "R1"
) -> dict[str, Any]:
    return posting(day, amount, side, account, contra, document_ref1=number)


def kind_beside(row: dict[str, Any], *others: dict[str, Any]) -> tuple[str, str]:
    return Book(row, *others).kinds()[0]


def test_a_fee_on_an_invoice_is_a_part_of_it() -> None:
    sold = invoice("2021-03-01", "1190.00", "R1")
    assert kind_beside(line("30.00", *FEE), sold) == ("invoice", "charged_with_invoice")
    assert kind_beside(line("30.00", "S", "10012", "2650"), sold) == ("invoice", "charged_with_invoice")
    book = Book(line("30.00", *FEE), sold)
    assert book.documents.select("claim", "invoiced").row(0) == (1220, 1220)


@pytest.mark.parametrize(
    "fee",
    [
        line("30.00", *FEE, day="2021-03-02"),
        line("30.00", *FEE, number="R2"),
        line("30.00", *FEE, number=None),
        line("30.00", "S", "10013", "1590"),
    ],
)
def test_a_fee_of_another_day_document_or_debtor_is_none(fee: dict[str, Any]) -> None:
    assert kind_beside(fee, invoice("2021-03-01", "1190.00", "R1")) == ("refund", "paid_out_unknown_account")


def test_what_is_charged_later_to_other_income_is_a_claim_beside_the_invoice() -> None:
    # 5.00 for a reminder against 2700, no circumstance said: 119.00 paid after 40 days is the invoice, 5.00 are left.
    rows = [line("5.00", "S", "10012", "2700", day="2021-03-25"), invoice("2021-03-01", "119.00", "R1")]
    assert kind_beside(*rows) == ("dunning_charge", "charged_beside_invoice")
    book = Book(*rows, payment("2021-04-10", "119.00", "R1"))
    assert book.rebuilt["balance"].to_list() == [5]
    assert book.payments.select("days", "is_settled").rows() == [(40, True)]
    # Before the invoice, or without one, nobody knows what it is.
    assert kind_beside(line("5.00", "S", "10012", "2700", day="2021-02-25"), rows[1])[0] == "other"
    assert kind_beside(rows[0])[0] == "other"


def test_money_paid_out_on_the_day_of_the_invoice_is_money() -> None:
    assert kind_beside(line("31.00", "S", "10012", "1000"), invoice("2021-03-01", "119.00", "R1")) == (
        "refund",
        "money_paid_out",
    )


def test_a_fee_comes_back_with_its_credit_note_and_not_with_an_invoice() -> None:
    back = line("30.00", "H", "10012", "1590", number="G1")
    assert kind_beside(back, line("1190.00", "H", "10012", "8300", number="G1")) == (
        "credit_note",
        "credited_with_note",
    )
    assert kind_beside(back, invoice("2021-03-01", "1190.00", "G1"))[0] == "payment"


@pytest.mark.parametrize(
    ("contra", "kind"),
    [("2400", "write_off"), ("8736", "cash_discount"), ("1710", "deposit_offset"), ("8300", "credit_note")],
)
def test_tax_booked_apart_is_what_its_net_is(contra: str, kind: str) -> None:
    found = kind_beside(line("19.00", *TAX_CREDITED), line("100.00", "H", "10012", contra))
    assert found == (kind, "tax_apart")


def test_tax_without_a_net_is_charged_or_credited() -> None:
    assert kind_beside(line("19.00", "S", "10012", "1776")) == ("invoice", "tax_apart")
    assert kind_beside(line("19.00", *TAX_CREDITED)) == ("credit_note", "tax_apart")
    # What is charged that day is not what is credited.
    assert kind_beside(line("19.00", *TAX_CREDITED), invoice("2021-03-01", "119.00", "R1"))[0] == "credit_note"


def test_what_was_reversed_stands_beside_nothing() -> None:
    sold = invoice("2021-03-01", "1190.00", "R1")
    fee = line("30.00", *FEE)
    assert kind_beside(fee, sold, {**sold, "is_reversal": True})[0] == "refund"
