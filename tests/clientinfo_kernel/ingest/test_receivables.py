from datetime import date
from decimal import Decimal

import polars as pl

from clientinfo_kernel.query.payments import payment_behaviour

from .ledger_rows import posting
from .small_ledger import Book, invoice, payment


def test_part_payments_weigh_with_their_own_days() -> None:
    book = Book(
        invoice("2011-01-01", "2000.00", "R1"),
        payment("2011-02-03", "250.00", "R1"),
        payment("2011-02-26", "750.00", "R1"),
        payment("2011-01-30", "1000.00", "R1"),
    )
    # (33 x 250 + 56 x 750 + 29 x 1000) / 2000 = 39.6
    behaviour = payment_behaviour(book.payments, date(2011, 12, 31))
    assert behaviour.days_to_pay == 40
    assert behaviour.paid_invoices == 1


def test_an_invoice_that_is_not_paid_in_full_does_not_count() -> None:
    book = Book(invoice("2011-01-01", "100.00", "R1"), payment("2011-01-11", "99.99", "R1"))
    assert payment_behaviour(book.payments, date(2011, 12, 31)).days_to_pay is None
    assert book.open_items().select("number", "amount", "balance").rows() == [
        ("R1", Decimal("100.00"), Decimal("0.01"))
    ]


def test_the_last_twelve_months_and_the_twelve_before_stand_apart() -> None:
    book = Book(
        invoice("2009-03-10", "100.00", "R1"),
        payment("2010-10-12", "100.00", "R1"),
        invoice("2011-10-01", "100.00", "R2"),
        payment("2011-10-12", "100.00", "R2"),
    )
    behaviour = payment_behaviour(book.payments, date(2012, 10, 11))
    assert (behaviour.days_to_pay_last_12, behaviour.days_to_pay_before) == (11, 581)


def test_delay_counts_against_the_due_date() -> None:
    book = Book(invoice("2011-01-01", "10.00", "R1", due_on=date(2011, 1, 31)), payment("2011-02-10", "10.00", "R1"))
    assert payment_behaviour(book.payments, date(2011, 12, 31)).delay_days == 10


def test_a_credit_note_and_a_cash_discount_are_no_payments() -> None:
    book = Book(
        invoice("2011-01-01", "119.00", "R1"),
        posting("2011-01-05", "19.00", "H", "10012", "8300", document_ref1="R1", tax_key="3"),
        posting("2011-01-11", "2.00", "S", "8730", "10012", document_ref1="R1", tax_key="3"),
        payment("2011-01-11", "98.00", "R1"),
    )
    assert book.payments.select("amount", "days").rows() == [(Decimal("98.00"), 10)]
    assert book.rebuilt.is_empty()


def test_a_cancelled_invoice_leaves_nothing_open_and_is_not_paid() -> None:
    book = Book(invoice("2011-01-01", "119.00", "R1"), invoice("2011-01-02", "119.00", "R1", is_reversal=True))
    assert book.rebuilt.is_empty()
    assert book.payments.is_empty()


def test_a_payment_without_a_number_becomes_a_credit_of_its_own() -> None:
    book = Book(payment("2011-01-01", "10.00", None), payment("2011-01-02", "10.00", None))
    items = book.open_items()
    assert items.select("kind", "number", "amount", "balance").rows() == [
        ("U", "", Decimal("0.00"), Decimal("-10.00")),
        ("U", "", Decimal("0.00"), Decimal("-10.00")),
    ]


def test_a_booking_without_invoice_keeps_its_number_as_kind() -> None:
    book = Book(payment("2009-06-15", "1112.88", "U2004", text="U2004/15.06.09/2012500"))
    assert book.open_items().select("kind", "number", "amount", "balance").rows() == [
        ("U2004", "", Decimal("0.00"), Decimal("-1112.88"))
    ]
    assert payment_behaviour(book.payments, date(2012, 1, 1)).paid_invoices == 0


def test_an_opening_balance_keeps_the_original_day() -> None:
    opening = posting(
        "2009-01-01",
        "785.00",
        "S",
        "10012",
        "9008",
        document_ref1="0107091089",
        service_on=date(2007, 5, 14),
        text="272237/NA-PT 193 S",
    )
    item = Book(opening).open_items().row(0, named=True)
    assert (item["date"], item["order_number"], item["license_plate"]) == (date(2007, 5, 14), "272237", "NA-PT 193")


def test_terms_give_a_due_date_where_none_is_booked() -> None:
    terms = pl.LazyFrame({"debtor_account": ["10012"], "term_days": [30]}, schema_overrides={"term_days": pl.Int32})
    assert Book(invoice("2011-01-01", "10.00", "R1")).open_items(terms)["due_on"].to_list() == [date(2011, 1, 31)]


def test_the_posting_that_opened_a_document_speaks_for_it() -> None:
    discount = posting("2011-03-01", "3.21", "H", "10012", "8736", document_ref1="R1", text="Nachlass", source_row=1)
    book = Book(
        discount,
        invoice("2011-03-01", "85.50", "R1", text="101745/HO-XE 939 S", source_row=9),
        payment("2011-03-01", "50.00", "R1", text="Zahlung", source_row=2),
    )
    (item,) = book.open_items().to_dicts()
    assert (item["text"], item["license_plate"], item["source_row"]) == ("101745/HO-XE 939 S", "HO-XE 939", 9)


def test_only_money_pays() -> None:
    # The same credit on the debtor, booked against the bank and against accounts that bring no money: opening
    # balances (class 9), a written-off claim (2400), the stock of used cars that takes a car in payment (3970).
    def booked_against(contra: str) -> pl.DataFrame:
        return Book(
            invoice("2011-01-01", "100.00", "R1"),
            posting("2011-01-11", "100.00", "H", "10012", contra, document_ref1="R1"),
        ).payments

    assert [booked_against(contra).height for contra in ("1200", "1360", "9000", "9008", "2400", "3970")] == [
        *(1, 1, 0, 0, 0, 0)
    ]
