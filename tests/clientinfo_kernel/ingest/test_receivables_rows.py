"""Documents, payments and open items, column by column: sums on paper of one small account."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate import receivables
from data_sources.ledger.contract import UNREADABLE_LEVEL, OpenItems

from .contract_rows import table
from .ledger_rows import posting
from .small_ledger import Book, invoice, payment

NOTHING = Decimal("0.00")
TEXT = "272237/NA-PT 193 S"


def money(frame: pl.DataFrame, *columns: str) -> list[Any]:
    return [tuple(str(value) for value in row) for row in frame.select(columns).rows()]


def one(frame: pl.DataFrame) -> dict[str, Any]:
    (row,) = frame.to_dicts()
    return row


def test_a_document_with_everything() -> None:
    # 595.00 are charged, 11.90 credited, 240.00 paid and 40.00 of it paid back, 100.00 given up:
    # 595.00 - 11.90 - 240.00 + 40.00 - 100.00 = 283.10 are left.
    book = Book(
        invoice("2021-01-10", "595.00", "R7", text=TEXT, due_on=date(2021, 1, 24), source_file="a.csv"),
        posting("2021-01-15", "11.90", "H", "10012", "8300", document_ref1="R7", tax_key="3", due_on=date(2021, 1, 1)),
        payment("2021-02-10", "240.00", "R7", text="Zahlung"),
        posting("2021-02-20", "40.00", "S", "10012", "1200", document_ref1="R7", text="Überweisung", due_on=date(2021, 3, 1)),
        posting("2021-03-30", "100.00", "H", "10012", "2400", document_ref1="R7"),
    )  # fmt: skip
    assert one(book.documents) == {
        "debtor_account": "10012", "number": "R7", "use": 0, "date": date(2021, 1, 10), "due_on": date(2021, 1, 24),
        "debit": Decimal("635.00"), "credit": Decimal("351.90"), "balance": Decimal("283.10"),
        "invoiced": Decimal("595.00"), "claim": Decimal("595.00"), "written_off": Decimal("100.00"),
        "paid": Decimal("240.00"), "refunded": Decimal("40.00"), "has_invoice_day": True, "last_on": date(2021, 3, 30),
        "is_invoice": True, "stands": True, "text": TEXT, "source_file": "a.csv", "source_row": 3,
    }  # fmt: skip
    assert book.payments.is_empty() or not book.payments["is_settled"].any()
    assert one(book.open_items()) == {
        "debtor_account": "10012", "kind": "R", "number": "R7", "date": date(2021, 1, 10), "due_on": date(2021, 1, 24),
        "text": TEXT, "amount": Decimal("635.00"), "balance": Decimal("283.10"), "dunning_level": None,
        "order_number": "272237", "license_plate": "NA-PT 193", "source_file": "a.csv", "source_row": 3,
    }  # fmt: skip


def test_a_document_that_is_only_a_credit() -> None:
    note = posting(
        "2021-01-15", "11.90", "H", "10012", "8300", document_ref1="G1", tax_key="3", due_on=date(2021, 2, 1)
    )
    book = Book(note)
    row = one(book.documents)
    assert (row["date"], row["due_on"], row["is_invoice"], row["has_invoice_day"]) == (
        *(date(2021, 1, 15), date(2021, 2, 1), False, False),
    )
    assert (row["debit"], row["credit"], row["claim"], row["invoiced"]) == (NOTHING, Decimal("11.90"), NOTHING, NOTHING)
    assert money(book.open_items(), "amount", "balance", "kind") == [("-11.90", "-11.90", "R")]


def test_a_reversed_document_keeps_its_day_and_what_was_charged() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        invoice("2021-01-12", "119.00", "R7", is_reversal=True, text="Storno"),
    )
    row = one(book.documents)
    assert (row["date"], row["last_on"], row["has_invoice_day"], row["is_invoice"]) == (
        *(date(2021, 1, 10), date(2021, 1, 12), False, True),
    )
    assert (row["debit"], row["credit"], row["balance"]) == (NOTHING, NOTHING, NOTHING)
    assert (row["invoiced"], row["claim"], row["text"]) == (Decimal("119.00"), NOTHING, "Storno")


def test_the_day_of_a_document_is_that_of_its_invoice_though_money_came_before() -> None:
    book = Book(payment("2021-01-02", "100.00", "R7"), invoice("2021-01-10", "119.00", "R7"))
    row = one(book.documents)
    assert (row["date"], row["balance"]) == (date(2021, 1, 10), Decimal("19.00"))
    # Paid eight days before the invoice, and not in full.
    assert book.payments.select("days", "is_settled").rows() == [(-8, False)]


def test_a_charge_that_is_no_invoice_has_the_day_on_which_it_was_booked() -> None:
    # A fee of a reminder of March after a payment of January.
    fee = posting("2021-03-01", "5.00", "S", "10012", "8300", document_ref1="R7", circumstance="40")
    row = one(Book(payment("2021-01-02", "1.00", "R7"), fee).documents)
    assert (row["date"], row["has_invoice_day"], row["claim"]) == (date(2021, 3, 1), False, NOTHING)
    # What was paid back opened nothing: the document's day is that of the payment.
    back = posting("2021-03-01", "5.00", "S", "10012", "1200", document_ref1="R7")
    assert one(Book(payment("2021-01-02", "9.00", "R7"), back).documents)["date"] == date(2021, 1, 2)


def test_what_is_carried_forward_is_claimed_and_keeps_its_day() -> None:
    opening = posting("2021-01-01", "500.00", "S", "10012", "9008", document_ref1="R1", service_on=date(2020, 11, 2))
    book = Book(opening, payment("2021-01-15", "500.00", "R1"))
    row = one(book.documents)
    assert (row["date"], row["claim"], row["invoiced"], row["is_invoice"], row["has_invoice_day"]) == (
        *(date(2020, 11, 2), Decimal("500.00"), NOTHING, False, True),
    )
    without_day = one(Book({**opening, "service_on": None}).documents)
    assert (without_day["date"], without_day["has_invoice_day"]) == (date(2021, 1, 1), False)


def test_a_payment_with_everything() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7", due_on=date(2021, 1, 24)),
        payment("2021-01-20", "100.00", "R7", source_file="b.csv"),
        payment("2021-02-19", "50.00", "R7"),
        payment("2021-02-20", "10.00", "R7"),
    )
    # 119.00 were needed: all of the first, 19.00 of the second, nothing of the third.
    assert book.payments.sort("paid_on").to_dicts() == [
        {
            "debtor_account": "10012", "number": "R7", "use": 0, "paid_on": paid_on, "amount": Decimal(amount),
            "source_file": file, "source_row": line, "invoiced_on": date(2021, 1, 10), "due_on": date(2021, 1, 24),
            "days": days, "delay": delay, "is_settled": True, "settles": Decimal(settles),
        }
        for paid_on, amount, file, line, days, delay, settles in (
            (date(2021, 1, 20), "100.00", "b.csv", 4, 10, -4, "100.00"),
            (date(2021, 2, 19), "50.00", "EXTF_test.csv", 5, 40, 26, "19.00"),
            (date(2021, 2, 20), "10.00", "EXTF_test.csv", 6, 41, 27, "0.00"),
        )
    ]  # fmt: skip


def terms(days: int) -> pl.LazyFrame:
    return pl.LazyFrame({"debtor_account": ["10012"], "term_days": [days]}, schema_overrides={"term_days": pl.Int32})


def test_a_payment_is_late_against_the_terms_where_no_due_day_is_booked() -> None:
    # Due 14 days after 10.01.2021: paid 27 days late. Belegfeld 2 of a payment says nothing about it.
    paid = payment("2021-02-20", "119.00", "R7", due_on=date(2021, 2, 20))
    (row,) = Book(invoice("2021-01-10", "119.00", "R7"), paid, terms=terms(14)).payments.to_dicts()
    assert (row["days"], row["due_on"], row["delay"]) == (41, date(2021, 1, 24), 27)
    booked = invoice("2021-01-10", "119.00", "R7", due_on=date(2021, 2, 10))
    assert Book(booked, paid, terms=terms(14)).payments["delay"].to_list() == [10]
    # Without terms nobody knows.
    assert Book(invoice("2021-01-10", "119.00", "R7"), paid).payments["delay"].to_list() == [None]


@pytest.mark.parametrize(
    "settling",
    [
        payment("2021-02-20", "19.00", "R7", due_on=date(2021, 2, 20)),
        posting("2021-02-20", "19.00", "S", "10012", "1200", document_ref1="R7", due_on=date(2021, 2, 20)),
        posting("2021-02-20", "19.00", "H", "10012", "2400", document_ref1="R7", due_on=date(2021, 2, 20)),
        posting("2021-02-20", "19.00", "H", "10012", "8300", document_ref1="R7", due_on=date(2021, 2, 20)),
    ],
    ids=["a payment", "money paid back", "a loss", "a credit note"],
)
def test_what_settles_an_invoice_is_not_its_due_day(settling: dict[str, Any]) -> None:
    assert one(Book(invoice("2021-01-10", "119.00", "R7"), settling).documents)["due_on"] is None
    late = invoice("2021-01-10", "119.00", "R7", due_on=date(2021, 3, 10))
    assert one(Book(late, settling).documents)["due_on"] == date(2021, 3, 10)


def test_the_due_day_is_that_of_the_invoice_that_stands() -> None:
    wrong = invoice("2021-01-10", "119.00", "R7", due_on=date(2021, 1, 24))
    right = invoice("2021-02-15", "238.00", "R7", due_on=date(2021, 3, 1))
    book = Book(wrong, wrong | {"is_reversal": True}, right)
    assert (one(book.documents)["date"], one(book.documents)["due_on"]) == (date(2021, 2, 15), date(2021, 3, 1))


def test_bookings_without_a_number_stand_singly() -> None:
    charged = posting("2021-01-05", "7.00", "S", "10012", "3970", text="Rest", due_on=date(2021, 2, 1))
    book = Book(charged, payment("2021-01-06", "9.00", None), payment("2021-01-07", "3.00", "U2004"))
    assert book.rebuilt.sort("date").to_dicts() == [
        {
            "debtor_account": "10012", "number": number, "date": day, "due_on": due, "debit": Decimal(debit),
            "credit": Decimal(credit), "balance": Decimal(debit) - Decimal(credit), "text": text,
            "source_file": "EXTF_test.csv", "source_row": line, "dunning_level": None,
        }
        for number, day, due, debit, credit, text, line in (
            (None, date(2021, 1, 5), date(2021, 2, 1), "7.00", "0.00", "Rest", 3),
            (None, date(2021, 1, 6), None, "0.00", "9.00", None, 4),
            ("U2004", date(2021, 1, 7), None, "0.00", "3.00", None, 5),
        )
    ]  # fmt: skip
    assert money(book.open_items(), "kind", "number", "amount", "balance") == [
        ("U", "", "0.00", "7.00"),
        ("U", "", "0.00", "-9.00"),
        ("U2004", "", "0.00", "-3.00"),
    ]


def test_the_delivered_list_has_the_form_of_the_rebuilt_one() -> None:
    delivered = table(
        OpenItems,
        {
            "account": "10012", "document_ref1": "R1", "document_on": date(2021, 1, 5), "due_on": date(2021, 2, 4),
            "debit": Decimal("119.00"), "credit": NOTHING, "balance": Decimal("19.00"), "text": TEXT,
            "source_file": "OPOS.csv", "source_row": 9, "dunning_level": 2,
        },
    )  # fmt: skip
    listed = receivables.listed_open_items(delivered).collect()
    assert listed.columns == Book(payment("2021-01-06", "9.00", None)).rebuilt.columns
    terms = pl.LazyFrame({"debtor_account": ["10012"], "term_days": [10]}, schema_overrides={"term_days": pl.Int32})
    assert one(receivables.open_items(listed.lazy(), terms).collect()) == {
        "debtor_account": "10012", "kind": "R", "number": "R1", "date": date(2021, 1, 5), "due_on": date(2021, 2, 4),
        "text": TEXT, "amount": Decimal("119.00"), "balance": Decimal("19.00"), "dunning_level": 2,
        "order_number": "272237", "license_plate": "NA-PT 193", "source_file": "OPOS.csv", "source_row": 9,
    }  # fmt: skip
    assert receivables.balance_cents(listed.lazy()).collect().rows() == [("10012", 1900)]


def test_each_list_says_for_itself_who_is_dunned() -> None:
    def item(file: str, line: int, level: int | None) -> dict[str, Any]:
        row = {"account": "10012", "document_on": date(2021, 1, 5), "debit": Decimal("9.00"), "credit": NOTHING}
        return row | {"balance": Decimal("9.00"), "source_file": file, "source_row": line, "dunning_level": level}

    rows = table(OpenItems, item("a", 2, 1), item("a", 3, None), item("a", 4, UNREADABLE_LEVEL), item("b", 2, None))
    levels = receivables.listed_open_items(rows).sort("source_file", "source_row").select("dunning_level").collect()
    assert levels["dunning_level"].to_list() == [1, 0, None, None]


def test_the_day_on_which_a_document_falls_due() -> None:
    book = Book(
        invoice("2021-01-10", "10.00", "R1", due_on=date(2021, 1, 12)),
        invoice("2021-01-10", "10.00", "R2"),
        posting("2021-01-10", "10.00", "S", "10013", "8300", document_ref1="R3"),
    )
    found = receivables.with_payable_day(book.documents.lazy(), terms(30)).collect().sort("number")
    assert found["payable_on"].to_list() == [date(2021, 1, 12), date(2021, 2, 9), date(2021, 1, 10)]
    assert found.columns == [*book.documents.columns, "payable_on"]


@pytest.mark.parametrize(
    ("paid", "is_settled"),
    [
        pytest.param([("2021-04-10", "1190.00")], True, id="the invoice alone"),
        pytest.param([("2021-04-10", "1230.00")], True, id="both in one sum"),
        pytest.param([("2021-04-05", "40.00"), ("2021-04-10", "1190.00")], True, id="both, one after the other"),
        pytest.param([("2021-04-05", "40.00"), ("2021-04-10", "1150.00")], False, id="the fee, and 40.00 too little"),
        pytest.param([("2021-04-05", "1150.00"), ("2021-04-10", "40.00")], False, id="40.00 too little, and the fee"),
        pytest.param([("2021-03-10", "1150.00"), ("2021-04-10", "40.00")], False, id="a part before the fee, and the fee"),
        pytest.param([("2021-04-01", "40.00"), ("2021-04-10", "1150.00")], False, id="the fee on its day, and 40.00 too little"),
        pytest.param([("2021-03-10", "1190.00")], True, id="the invoice before the fee, nothing since"),
        pytest.param([("2021-03-10", "500.00"), ("2021-04-10", "690.00")], True, id="a part before the fee, and the rest"),
        pytest.param([("2021-04-05", "500.00"), ("2021-04-10", "690.00")], False, id="instalments: the fee comes first"),
        pytest.param([("2021-04-05", "15.00"), ("2021-04-10", "1190.00")], True, id="a part of the fee, and the invoice"),
        pytest.param([("2021-04-05", "15.00"), ("2021-04-10", "1175.00")], False, id="a part of the fee, 15.00 too little"),
    ],
)  # fmt: skip
def test_a_payment_of_the_fee_is_none_of_the_invoice(*, paid: list[tuple[str, str]], is_settled: bool) -> None:
    # § 367 (1) BGB: costs first. 1190.00 are invoiced, 40.00 charged for a reminder on 1 April.
    fee = posting("2021-04-01", "40.00", "S", "10012", "2650", document_ref1="R1", circumstance="40")
    book = Book(invoice("2021-03-01", "1190.00", "R1"), fee, *(payment(day, amount, "R1") for day, amount in paid))
    assert set(book.payments["is_settled"]) == {is_settled}


def test_what_is_paid_since_the_first_of_two_fees_settles_a_fee() -> None:
    # 10.00 of 20 April are the fee of 1 April, so that of 1,190.00 only 1,180.00 came.
    fees = (
        posting(day, "10.00", "S", "10012", "2650", document_ref1="R1", circumstance="40")
        for day in ("2021-04-01", "2021-05-01")
    )
    paid = (payment("2021-04-20", "10.00", "R1"), payment("2021-05-10", "1180.00", "R1"))
    book = Book(invoice("2021-03-01", "1190.00", "R1"), *fees, *paid)
    assert set(book.payments["is_settled"]) == {False}


SOLD, NOTED = invoice("2021-01-10", "119.00", "R1"), posting("2021-01-10", "119.00", "H", "10012", "8300", document_ref1="R1", tax_key="3")  # fmt: skip
CAME, WENT = payment("2021-01-20", "119.00", "R1"), posting("2021-01-20", "119.00", "S", "10012", "1200", document_ref1="R1")  # fmt: skip
OPENED = posting("2021-01-01", "119.00", "S", "10012", "9008", document_ref1="R1")


def reversed_later(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"posted_on": date(2021, 2, 1), "is_reversal": True}


@pytest.mark.parametrize(
    ("rows", "stands"),
    [
        ([SOLD], True),
        ([SOLD, CAME], True),
        ([SOLD, reversed_later(SOLD)], False),
        ([SOLD, CAME, reversed_later(SOLD)], False),  # the payment is a credit
        ([SOLD, CAME, reversed_later(SOLD), WENT | {"posted_on": date(2021, 3, 1)}], False),  # and paid back
        ([SOLD, reversed_later(SOLD), SOLD | {"posted_on": date(2021, 3, 1)}], True),  # posted anew
        ([OPENED], True),
        ([NOTED], True),
        ([NOTED, reversed_later(NOTED)], False),
        ([NOTED, WENT, reversed_later(NOTED)], False),  # what was paid out is a claim
        ([CAME], True),
        ([SOLD, NOTED | {"amount": "19.00"}], True),
        ([SOLD, NOTED], True),  # credited in full
        ([SOLD, NOTED | {"amount": "19.00"}, reversed_later(SOLD)], False),
    ],
)
def test_what_was_reversed_altogether_does_not_stand(rows: list[dict[str, Any]], stands: bool) -> None:  # noqa: FBT001
    assert one(Book(*rows).documents)["stands"] is stands
