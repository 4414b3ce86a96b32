"""A reversal cancels its original, whichever side the export writes (Generalumkehr, DATEV field 118 or tax key)."""

from datetime import date
from decimal import Decimal

import pytest

from clientinfo_kernel.query.payments import payment_behaviour
from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment

SIDES = pytest.mark.parametrize("side", ["S", "H"], ids=["side kept", "side turned"])
NOTHING = Decimal("0.00")


@SIDES
@pytest.mark.parametrize("marked", [{"is_reversal": True}, {"tax_key": "23"}], ids=["field 118", "tax key"])
def test_a_reversed_invoice_earns_and_owes_nothing(side: str, marked: dict[str, object]) -> None:
    book = Book(
        invoice("2021-01-10", "595.00", "R7"),
        invoice("2021-01-12", "595.00", "R7", **marked) | {"side": side},
    )
    assert book.profit() == {"revenue": NOTHING}
    assert book.rebuilt.is_empty()
    assert book.payments.is_empty()
    assert book.kinds() == [("invoice", "revenue_charged"), ("reversal", "reverses_original")]


@SIDES
def test_a_reversed_payment_leaves_the_invoice_open_and_unpaid(side: str) -> None:
    book = Book(
        invoice("2021-01-10", "595.00", "R7"),
        posting("2021-01-20", "595.00", "H", "10012", "1200", document_ref1="R7"),
        posting(
            "2021-01-25", "595.00", "S" if side == "H" else "H", "10012", "1200", document_ref1="R7", is_reversal=True
        ),
    )
    assert book.rebuilt["balance"].to_list() == [Decimal("595.00")]
    assert book.open_items()["amount"].to_list() == [Decimal("595.00")]
    assert payment_behaviour(book.payments, date(2021, 12, 31)).paid_invoices == 0


@SIDES
def test_a_reversal_without_a_tax_of_its_own_takes_back_what_was_booked(side: str) -> None:
    # 8400 is an automatic account: 119.00 were booked as 100.00 and 19.00 tax, and so they go.
    row = posting("2021-03-11", "119.00", side, "10012", "8400", document_ref1="R7", tax_key="20")
    book = Book(posting("2021-03-10", "119.00", "S", "10012", "8400", document_ref1="R7"), row)
    assert book.profit() == {"revenue": NOTHING}


@SIDES
def test_a_reversal_takes_back_the_tax_of_the_day_of_supply(side: str) -> None:
    # Supplied in December 2020 with 16 %; reversed in 2021, when the key stands for 19 %.
    book = Book(
        invoice("2020-12-20", "116.00", "R7"),
        invoice("2021-01-15", "116.00", "R7", is_reversal=True) | {"side": side},
    )
    assert book.profit() == {"revenue": NOTHING}


def test_a_second_reversal_of_one_invoice_finds_no_original() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        invoice("2021-01-12", "119.00", "R7", is_reversal=True),
        invoice("2021-01-13", "119.00", "R7", is_reversal=True),
    )
    assert [reason for _kind, reason in book.kinds()] == [
        *("revenue_charged", "reverses_original", "reversal_without_original")
    ]
    assert book.profit() == {"revenue": Decimal("-100.00")}


@SIDES
def test_a_part_of_a_document_taken_back_is_said_to_be_one(side: str) -> None:
    # 300.00 of 357.00 come back; of 119.00 twice 60.00, which is more than was booked.
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        invoice("2021-01-10", "238.00", "R7"),
        invoice("2021-01-12", "300.00", "R7", is_reversal=True) | {"side": side},
    )
    assert [reason for _kind, reason in book.kinds()] == ["revenue_charged", "revenue_charged", "reverses_part"]
    assert book.rebuilt["balance"].to_list() == [Decimal("57.00")]
    more = Book(
        invoice("2021-01-10", "119.00", "R7"),
        invoice("2021-01-12", "60.00", "R7", is_reversal=True) | {"side": side},
        invoice("2021-01-13", "60.00", "R7", is_reversal=True) | {"side": side},
    )
    assert [reason for _kind, reason in more.kinds()][1:] == ["reversal_without_original"] * 2
    assert more.rebuilt["balance"].to_list() == [Decimal("-1.00")]


@SIDES
def test_a_reversal_under_a_number_of_its_own_takes_back_its_like(side: str) -> None:
    def taken_back(day: str, number: str) -> dict[str, object]:
        return invoice(day, "119.00", number, is_reversal=True) | {"side": side}

    sold, other = invoice("2021-01-10", "119.00", "R7"), invoice("2021-01-11", "238.00", "R8")
    book = Book(sold, other, taken_back("2021-01-12", "ST7"))
    assert [reason for _kind, reason in book.kinds()] == ["revenue_charged", "revenue_charged", "reverses_like"]
    assert book.profit() == {"revenue": Decimal("200.00")}
    # The second one has no like left, and where a credit note of that amount is there, it may be that one's.
    for more in (taken_back("2021-01-13", "ST8"), posting("2021-01-11", "119.00", "S", "8300", "10012", tax_key="3")):
        reasons = [reason for _kind, reason in Book(sold, taken_back("2021-01-12", "ST7"), more).kinds()]
        assert reasons[1] == "reversal_without_original"


@SIDES
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # What is booked two years later was not there to be reversed, on the same day it was.
        ("2010-01-12 ST7, 2012-05-01 +R7", ["ST7 lost"]),
        ("2012-05-01 ST7, 2012-05-01 +R7", ["ST7 like"]),
        # The one that was there is reversed under its own number.
        ("2010-01-10 +R1, 2010-03-01 R1, 2010-04-01 ST7, 2012-05-01 +R7", ["R1 original", "ST7 lost"]),
        # Each year has its own.
        ("2010-01-10 +R1, 2010-02-01 ST1, 2012-05-01 +R2, 2012-06-01 ST2", ["ST1 like", "ST2 like"]),
        # One without an original says nothing about a later one, for which two are left.
        ("2010-01-12 ST0, 2012-05-01 +R1, 2012-05-02 +R2, 2012-06-01 ST2", ["ST0 lost", "ST2 like"]),
    ],
)
def test_a_reversal_takes_back_what_was_booked_by_its_day_and_still_stands(
    side: str, rows: str, expected: list[str]
) -> None:
    reasons = {"reverses_like": "like", "reversal_without_original": "lost", "reverses_original": "original"}
    parsed = [row.split() for row in rows.split(", ")]
    book = Book(
        *(
            invoice(day, "119.00", number[1:])
            if number.startswith("+")
            else invoice(day, "119.00", number, is_reversal=True) | {"side": side}
            for day, number in parsed
        )
    )
    found = zip((number for _day, number in parsed), (reason for _kind, reason in book.kinds()), strict=True)
    assert [f"{number} {reasons[reason]}" for number, reason in found if not number.startswith("+")] == expected


def test_the_other_reversals_of_a_file_tell_which_way_one_without_an_original_goes() -> None:
    def lost(side: str) -> dict[str, object]:
        return invoice("2021-02-12", "238.00", "R1", is_reversal=True) | {"side": side}

    def known(side: str) -> tuple[dict[str, object], ...]:
        return (
            invoice("2021-01-10", "119.00", "R7"),
            invoice("2021-01-12", "119.00", "R7", is_reversal=True) | {"side": side},
        )

    # Both times an invoice of 200.00 net, whose own row was not delivered, is taken back.
    assert Book(*known("H"), lost("H")).profit() == {"revenue": Decimal("-200.00")}
    assert Book(*known("S"), lost("S")).profit() == {"revenue": Decimal("-200.00")}
    assert Book(lost("S")).profit() == {"revenue": Decimal("-200.00")}


def test_an_invoice_written_anew_after_its_reversal_counts_once() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        invoice("2021-01-12", "119.00", "R7", is_reversal=True) | {"side": "H"},
        invoice("2021-01-12", "119.00", "R7"),
        payment("2021-01-22", "119.00", "R7"),
    )
    assert book.profit() == {"revenue": Decimal("100.00")}
    assert book.rebuilt.is_empty()
    assert payment_behaviour(book.payments, date(2021, 12, 31)).days_to_pay == 10


@SIDES
def test_a_reversal_cancels_the_posting_of_its_own_debtor(side: str) -> None:
    # Two debtors with the same amount under the same number.
    other = posting("2021-01-09", "119.00", "S", "10013", "8300", document_ref1="R7", tax_key="3")
    back = invoice("2021-01-12", "119.00", "R7", is_reversal=True) | {"side": side}
    book = Book(other, invoice("2021-01-10", "119.00", "R7"), back)
    assert book.rebuilt.select("debtor_account", "balance").rows() == [("10013", Decimal("119.00"))]
    assert [row[1] for row in book.kinds()] == ["revenue_charged", "revenue_charged", "reverses_original"]
    annulled = book.entries.collect().filter("is_annulled")["debtor_account"].to_list()
    assert annulled == ["10012", "10012"]
