"""What pays an invoice, what only looks like it, and numbers that are used again."""

from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl
import pytest

from clientinfo_kernel.query.payments import PaymentBehaviour, payment_behaviour
from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment


def behaviour(book: Book) -> PaymentBehaviour:
    return payment_behaviour(book.payments, date(2021, 12, 31))


def paid_out(day: str, amount: str, number: str, text: str = "Überweisung") -> dict[str, object]:
    return posting(day, amount, "S", "10012", "1200", document_ref1=number, text=text)


def test_a_written_off_invoice_is_not_paid() -> None:
    # 240.00 came, the rest is given up: the item is settled, the invoice is not paid.
    book = Book(
        invoice("2021-01-10", "595.00", "R7"),
        payment("2021-02-10", "240.00", "R7"),
        posting("2021-03-30", "355.00", "H", "10012", "2400", document_ref1="R7", tax_key="3"),
    )
    assert book.rebuilt.is_empty()
    assert (behaviour(book).days_to_pay, behaviour(book).paid_invoices) == (None, 0)
    assert book.kinds()[2] == ("write_off", "write_off_account")


def test_a_direct_debit_that_came_back_paid_nothing() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        payment("2021-01-20", "119.00", "R7"),
        paid_out("2021-01-24", "119.00", "R7", "Rücklastschrift"),
    )
    assert book.rebuilt["balance"].to_list() == [Decimal("119.00")]
    assert book.open_items()["amount"].to_list() == [Decimal("119.00")]
    assert behaviour(book).paid_invoices == 0
    assert book.kinds()[2] == ("returned_payment", "payment_came_back")


@pytest.mark.parametrize(
    "charged",
    [
        (paid_out("2021-01-24", "127.50", "R7", "Rücklastschrift mit Gebühr"),),
        (paid_out("2021-01-24", "8.50", "R7", "Gebühr"), paid_out("2021-01-24", "119.00", "R7")),
        (
            paid_out("2021-01-24", "119.00", "R7"),
            posting("2021-01-24", "8.50", "S", "10012", "2700", document_ref1="R7"),
        ),
    ],
)
def test_the_banks_fee_of_a_returned_debit_is_a_claim_beside_the_invoice(
    charged: tuple[dict[str, object], ...],
) -> None:
    """In one sum with the debit, in a line of its own, charged on: who pays the invoice has paid it after 30 days."""
    rows = (invoice("2021-01-10", "119.00", "R7"), payment("2021-01-20", "119.00", "R7"), *charged)
    open_now = Book(*rows)
    assert open_now.rebuilt["balance"].to_list() == [Decimal("127.50")]
    assert open_now.entries.collect_schema()["amount"] == pl.Decimal(18, 2)  # as the snapshot declares it
    fees = open_now.entries.filter(movement="dunning_charge").select("amount", "movement_reason").collect()
    assert fees.rows() == [(Decimal("8.50"), "returned_debit_fee")]
    assert open_now.profit() == {"revenue": Decimal("100.00")}
    paid = Book(*rows, payment("2021-02-09", "119.00", "R7"))
    assert paid.rebuilt["balance"].to_list() == [Decimal("8.50")]
    assert (behaviour(paid).days_to_pay, behaviour(paid).paid_invoices) == (30, 1)


def test_a_return_of_two_payments_in_one_sum_has_no_fee() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        *(payment("2021-01-20", "100.00", "R7"), payment("2021-01-22", "19.00", "R7")),
        paid_out("2021-01-24", "119.00", "R7", "Rücklastschrift"),
    )
    assert book.kinds()[3:] == [("returned_payment", "payment_came_back")]
    assert book.entries.filter("is_annulled").collect()["amount"].sum() == Decimal(0)


def test_a_debit_that_came_back_on_its_own_day_is_one_in_either_order_of_the_lines() -> None:
    paid, back = payment("2021-01-20", "119.00", "R7"), paid_out("2021-01-20", "119.00", "R7")
    for rows in ((paid, back), (back, paid)):
        book = Book(invoice("2021-01-02", "119.00", "R7"), *rows)
        assert ("returned_payment", "payment_came_back") in book.kinds()
        assert book.rebuilt["balance"].to_list() == [Decimal("119.00")]
        assert behaviour(book).paid_invoices == 0


def test_what_came_back_of_one_document_says_nothing_of_another() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        payment("2021-01-20", "119.00", "R7"),
        paid_out("2021-01-24", "119.00", "R7", "Rücklastschrift"),
        invoice("2021-01-10", "595.00", "R8"),
        payment("2021-01-20", "595.00", "R8"),
    )
    assert book.kinds()[3:] == [("invoice", "revenue_charged"), ("payment", "money_received")]
    assert not book.entries.collect().filter(number="R8")["is_annulled"].any()


def test_the_payment_after_a_returned_one_counts() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        payment("2021-01-20", "119.00", "R7"),
        paid_out("2021-01-24", "119.00", "R7"),
        payment("2021-02-09", "119.00", "R7"),
    )
    assert book.rebuilt.is_empty()
    assert (behaviour(book).days_to_pay, behaviour(book).paid_invoices) == (30, 1)


def test_a_double_payment_that_is_paid_back_does_not_weigh() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        payment("2021-01-20", "119.00", "R7"),
        payment("2021-03-01", "119.00", "R7"),
    )
    assert behaviour(book).days_to_pay == 10
    refunded = Book(
        invoice("2021-01-10", "119.00", "R7"),
        payment("2021-01-20", "119.00", "R7"),
        payment("2021-03-01", "119.00", "R7"),
        paid_out("2021-03-09", "119.00", "R7"),
    )
    assert refunded.rebuilt.is_empty()
    assert refunded.kinds()[3] == ("refund", "money_paid_out")
    assert (behaviour(refunded).days_to_pay, behaviour(refunded).paid_invoices) == (10, 1)


def test_an_overpaid_invoice_is_paid_with_what_it_needed() -> None:
    # 100.00 after 10 days and 50.00 after 40, of which 19.00 were needed: (10 x 100 + 40 x 19) / 119 = 14.8
    book = Book(
        invoice("2021-01-10", "119.00", "R7"),
        payment("2021-01-20", "100.00", "R7"),
        payment("2021-02-19", "50.00", "R7"),
    )
    assert book.rebuilt["balance"].to_list() == [Decimal("-31.00")]
    assert behaviour(book).days_to_pay == 15


def test_a_credit_note_paid_out_is_a_refund() -> None:
    note = posting("2021-01-10", "119.00", "H", "10012", "8300", document_ref1="G1", tax_key="3")
    book = Book(note, paid_out("2021-01-20", "119.00", "G1"))
    assert book.kinds() == [("credit_note", "revenue_credited"), ("refund", "money_paid_out")]
    assert behaviour(book).paid_invoices == 0


@pytest.mark.parametrize("account", ["1593", "1718"])
def test_a_deposit_that_is_offset_is_no_payment(account: str) -> None:
    # 300.00 were paid in advance; 295.00 of the invoice of 595.00 come after 20 days.
    book = Book(
        invoice("2021-01-10", "595.00", "R7"),
        posting("2021-01-10", "300.00", "H", "10012", account, document_ref1="R7"),
        payment("2021-01-30", "295.00", "R7"),
    )
    assert book.rebuilt.is_empty()
    assert book.payments["amount"].to_list() == [Decimal("295.00")]
    assert behaviour(book).days_to_pay == 20
    assert book.kinds()[1] == ("deposit_offset", "deposit_account")


def test_a_reminders_fee_is_no_invoice() -> None:
    fee = posting("2021-03-01", "5.00", "S", "10012", "8300", document_ref1="R7", circumstance="40")
    book = Book(invoice("2021-01-10", "119.00", "R7"), fee)
    assert book.kinds()[1] == ("dunning_charge", "dunning_circumstance")


def test_a_number_used_again_in_another_year_is_another_invoice() -> None:
    book = Book(
        invoice("2019-03-01", "119.00", "100"),
        payment("2019-03-11", "119.00", "100"),
        invoice("2020-05-01", "595.00", "100"),
        payment("2020-05-31", "500.00", "100"),
    )
    assert book.rebuilt.select("date", "debit", "credit", "balance").rows() == [
        (date(2020, 5, 1), Decimal("595.00"), Decimal("500.00"), Decimal("95.00"))
    ]
    assert (behaviour(book).days_to_pay, behaviour(book).paid_invoices) == (10, 1)


def test_a_number_used_again_in_the_next_short_fiscal_year_is_another_invoice_though_the_calendar_year_is_the_same() -> (
    None
):
    """January to June 2021, then July to June: (119 x 10 + 238 x 20) / 357 days."""
    later = {"fiscal_year_start": date(2021, 7, 1)}
    book = Book(
        invoice("2021-01-10", "119.00", "100"),
        payment("2021-01-20", "119.00", "100"),
        invoice("2021-09-01", "238.00", "100", **later),
        payment("2021-09-21", "238.00", "100", **later),
    )
    assert (payment_behaviour(book.payments, date(2021, 12, 31)).days_to_pay, book.payments.height) == (17, 2)


def test_a_late_payment_finds_the_use_of_the_number_that_it_settles() -> None:
    book = Book(
        invoice("2019-09-01", "119.00", "100"),
        invoice("2020-02-01", "238.00", "100"),
        payment("2020-02-10", "119.00", "100"),
    )
    assert book.rebuilt.select("date", "balance").rows() == [(date(2020, 2, 1), Decimal("238.00"))]
    # 1 September 2019 to 10 February 2020
    assert behaviour(book).days_to_pay == 162


def test_a_further_charge_soon_after_the_year_belongs_to_its_invoice() -> None:
    book = Book(
        invoice("2020-12-20", "116.00", "R7"),
        invoice("2021-01-05", "11.90", "R7"),
        payment("2021-01-19", "127.90", "R7"),
    )
    assert book.documents.select("date", "debit", "balance").rows() == [
        (date(2020, 12, 20), Decimal("127.90"), Decimal("0.00"))
    ]
    assert behaviour(book).days_to_pay == 30


@pytest.mark.parametrize(
    ("paid", "items", "days"),
    [
        # 5 February to 15 February; the claim of December stays.
        (["238.00"], [(date(2020, 12, 1), "116.00")], 10),
        (["233.24"], [(date(2020, 12, 1), "116.00")], 10),  # 2 % of 238.00 are 4.76 of discount
        (["116.00"], [(date(2021, 2, 5), "238.00")], 76),
        (["354.00"], [], 76),  # in one sum: one claim of 1 December
        (["200.00"], [(date(2020, 12, 1), "154.00")], None),
    ],
)
def test_whoever_pays_a_further_charge_to_the_cent_has_two_invoices(
    paid: list[str], items: list[tuple[date, str]], days: int | None
) -> None:
    book = Book(
        invoice("2020-12-01", "116.00", "77"),
        invoice("2021-02-05", "100.00", "77"),
        invoice("2021-02-05", "138.00", "77"),
        *(payment("2021-02-15", each, "77", cash_discount="4.76" if each == "233.24" else None) for each in paid),
    )
    assert book.rebuilt.select("date", pl.col("balance").cast(pl.String)).rows() == items
    assert behaviour(book).days_to_pay == days


def test_what_a_number_is_used_for_later_leaves_two_invoices_two() -> None:
    book = Book(
        invoice("2020-12-01", "116.00", "77"),
        invoice("2021-02-05", "238.00", "77"),
        payment("2021-02-15", "238.00", "77"),
        invoice("2022-06-01", "50.00", "77"),
        payment("2022-06-01", "50.00", "77"),
    )
    assert book.documents.sort("date").select("date", "balance").rows() == [
        (date(2020, 12, 1), Decimal("116.00")),
        (date(2021, 2, 5), Decimal("0.00")),
        (date(2022, 6, 1), Decimal("0.00")),
    ]


FEBRUARY_TO_JUNE = [f"2021-0{month}-01" for month in range(2, 7)]


@pytest.mark.parametrize(
    ("charged", "paid", "left", "days"),
    [
        # From 1 December to 1 June are 182 days, to 1 April 121, to 1 February 62.
        pytest.param(("800.00", "200.00"), [(day, "200.00") for day in FEBRUARY_TO_JUNE], [], 182, id="all of five alike"),
        pytest.param(("800.00", "200.00"), [(day, "200.00") for day in FEBRUARY_TO_JUNE[:3]], ["400.00"], None, id="three of them"),
        pytest.param(
            ("1000.00", "200.00"), [*zip(FEBRUARY_TO_JUNE, ("200.00", "500.00", "500.00"), strict=False)], [], 121,
            id="the first as large as the supplement",
        ),
        pytest.param(("116.00", "30.00"), [("2021-02-01", "146.00")], [], 62, id="in one sum"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("again", [False, True])
def test_instalments_of_an_invoice_with_its_supplement_leave_it_one(
    *, charged: tuple[str, str], paid: list[tuple[str, str]], left: list[str], days: int | None, again: bool
) -> None:
    later = [invoice("2022-06-01", charged[0], "77"), payment("2022-06-01", charged[0], "77")] if again else []
    book = Book(
        invoice("2020-12-01", charged[0], "77"),
        invoice("2021-01-10", charged[1], "77"),
        *(payment(day, amount, "77") for day, amount in paid),
        *later,
    )
    assert [str(each) for each in book.rebuilt["balance"]] == left
    first = book.payments.filter(pl.col("use") == 0)
    assert set(first["is_settled"]) == {days is not None}
    assert days is None or max(first["days"]) == days


def test_a_debit_that_came_back_leaves_the_discount_of_its_payment_as_booked() -> None:
    # 1,190.00 less 23.80 of discount; the 1,166.20 that came went back.
    book = Book(
        invoice("2025-11-05", "1190.00", "R1"),
        payment("2025-11-15", "1166.20", "R1", cash_discount="23.80"),
        paid_out("2025-11-20", "1166.20", "R1", "Rücklastschrift"),
    )
    assert len(book.kinds()) == 4
    assert book.rebuilt["balance"].to_list() == [Decimal("1166.20")]
    assert book.profit() == {"revenue": Decimal("1000.00"), "revenue_deduction": Decimal("-20.00")}
    assert behaviour(book).paid_invoices == 0


def test_a_number_paid_with_a_discount_is_free_for_the_next_year() -> None:
    book = Book(
        invoice("2025-01-05", "1190.00", "R1"),
        payment("2025-01-15", "1166.20", "R1", cash_discount="23.80"),
        invoice("2026-05-05", "119.00", "R1"),
    )
    assert book.documents.sort("date").select("date", "credit", "balance").rows() == [
        (date(2025, 1, 5), Decimal("1190.00"), Decimal("0.00")),
        (date(2026, 5, 5), Decimal("0.00"), Decimal("119.00")),
    ]


def test_a_late_payment_finds_the_use_that_it_settles_together_with_its_discount() -> None:
    # The payment of 2026 with its discount is the invoice of November 2025 to the cent.
    book = Book(
        invoice("2025-11-05", "1190.00", "R1"),
        invoice("2026-03-01", "119.00", "R1"),
        payment("2026-03-10", "1166.20", "R1", cash_discount="23.80"),
    )
    assert book.rebuilt.select("date", "balance").rows() == [(date(2026, 3, 1), Decimal("119.00"))]


def test_each_line_counts_once_in_every_order_of_events() -> None:
    """125 documents of three events each, a number per document: their sums on paper, and no entry more or less."""
    events = {
        "sold": lambda day, number: (invoice(day, "1190.00", number), 119_000),
        "paid": lambda day, number: (payment(day, "1190.00", number), -119_000),
        "less": lambda day, number: (payment(day, "1166.20", number, cash_discount="23.80"), -119_000),
        "back": lambda day, number: (paid_out(day, "1166.20", number, "Rücklastschrift"), 116_620),
        "debt": lambda day, number: (paid_out(day, "1190.00", number), 119_000),
    }
    days = ("2025-11-05", "2025-11-20", "2026-04-05")
    made = {
        "-".join(names): [events[name](day, "-".join(names)) for name, day in zip(names, days, strict=True)]
        for names in product(events, repeat=3)
    }
    book = Book(*(row for each in made.values() for row, _ in each))
    sums = book.entries.group_by("number").agg((pl.col("amount").sum() * 100).cast(pl.Int64), pl.len()).collect()
    assert {number: (cents, count) for number, cents, count in sums.rows()} == {
        number: (sum(cents for _, cents in each), 3 + number.count("less")) for number, each in made.items()
    }


def test_a_debtor_booked_against_itself_has_each_side_once() -> None:
    book = Book(
        invoice("2025-11-05", "119.00", "R1"),
        payment("2025-11-15", "119.00", "R1"),
        posting("2025-11-18", "40.00", "S", "10012", "10012", document_ref1="R1"),
        paid_out("2025-11-20", "119.00", "R1", "Rücklastschrift"),
    )
    assert len(book.kinds()) == 5
    assert book.rebuilt["balance"].to_list() == [Decimal("119.00")]


def test_the_day_of_supply_is_not_the_day_of_the_invoice() -> None:
    book = Book(
        invoice("2021-01-10", "119.00", "R7", service_on=date(2020, 12, 1)), payment("2021-01-20", "119.00", "R7")
    )
    assert behaviour(book).days_to_pay == 10
