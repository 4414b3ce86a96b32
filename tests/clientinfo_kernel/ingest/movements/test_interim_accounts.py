"""An account between debtor and revenue is known by what it passes on under the document's number, to the cent."""

from typing import Any

import pytest

from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book

OWED = ("refund", "paid_out_unknown_account")
PAID = ("payment", "money_received_unknown_account")
INVOICE = ("invoice", "over_interim_account")
CREDIT = ("credit_note", "over_interim_account")


def line(
    amount: str, account: str, contra: str, *, number: str | None = "R1", year: int = 2021, **more: Any
) -> dict[str, Any]:
    return posting(f"{year}-03-01", amount, "S", account, contra, document_ref1=number, **more)


CHARGED, SOLD = line("119.00", "10012", "1590"), line("119.00", "1590", "8400")


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        pytest.param((CHARGED, SOLD), INVOICE, id="sold over it"),
        pytest.param((line("119.00", "1590", "10012"), line("119.00", "8400", "1590")), CREDIT, id="taken back over it"),
        pytest.param((CHARGED, line("100.00", "1590", "8200"), line("19.00", "1590", "1776")), INVOICE, id="net and tax"),
        pytest.param((line("69.00", "10012", "1590"), line("50.00", "10013", "1590"), SOLD), INVOICE, id="two debtors"),
        pytest.param((CHARGED, line("119.01", "1590", "8400")), OWED, id="a cent less"),
        pytest.param((CHARGED, line("118.99", "1590", "8400")), OWED, id="a cent more"),
        pytest.param((CHARGED, line("119.00", "1590", "1776")), OWED, id="no revenue"),
        pytest.param((CHARGED, line("119.00", "1590", "8400", number="R2")), OWED, id="another number"),
        pytest.param((CHARGED, line("119.00", "1591", "8400")), OWED, id="another account"),
        pytest.param((CHARGED, line("119.00", "8400", "1590")), OWED, id="the other way round"),
        pytest.param((CHARGED, SOLD, line("119.00", "10012", "1590", year=2020)), INVOICE, id="the number comes again"),
        pytest.param((CHARGED, line("119.00", "1590", "8400", year=2020)), OWED, id="sold the year before"),
        pytest.param((CHARGED, line("119.00", "1590", "8400", year=2022)), INVOICE, id="sold in the next year"),
        pytest.param((CHARGED, line("119.00", "1590", "8400", year=2023)), OWED, id="sold two years later"),
        pytest.param((CHARGED, line("119.01", "1590", "8400", year=2022)), OWED, id="a cent less in the next year"),
        pytest.param((CHARGED, SOLD, line("119.00", "1590", "8400", year=2022)), INVOICE, id="sold, and in the next year again"),
        pytest.param((CHARGED, *(line("119.00", each, other, year=2022) for each, other in (("10013", "1590"), ("1590", "8400")))), OWED, id="the next year's is its own"),
        pytest.param((line("119.00", "10012", "1590", number=None), line("119.00", "1590", "8400", number=None)), OWED, id="no number"),
        # Paid by card: the account is cleared by the bank, and what is sold stands on the debtor.
        pytest.param((line("119.00", "1590", "10012"), line("119.00", "1200", "1590"), line("119.00", "10012", "8400")), PAID, id="card"),
    ],
)  # fmt: skip
def test_what_the_account_passes_on_says_what_it_is(rows: tuple[dict[str, Any], ...], kind: tuple[str, str]) -> None:
    assert Book(*rows).kinds()[0] == kind


def test_only_what_the_account_passes_on_that_year_and_way_is_of_the_buyer() -> None:
    """Charged and sold for 119 in 2021; 20 of it are booked back by hand, and the year before 50 were sold and not charged."""
    book = Book(CHARGED, SOLD, line("20.00", "8400", "1590"), line("50.00", "1590", "8400", year=2020))
    found = book.profits.sort("source_row").select("year", "of_buyer").collect().rows()
    assert found == [(2021, True), (2021, False), (2020, False)]


def test_what_is_passed_on_in_the_next_year_is_of_the_buyer_there() -> None:
    """Charged in December, handed to revenue in January; what the year after that is sold under the number is not the buyer's."""
    book = Book(CHARGED, line("119.00", "1590", "8400", year=2022), line("119.00", "1590", "8400", year=2023))
    assert book.profits.sort("source_row").select("year", "of_buyer").collect().rows() == [(2022, True), (2023, False)]
