"""Days to pay, delay and ages, with the sums worked by hand."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from clientinfo_kernel.query.answers import AGEING
from clientinfo_kernel.query.key_date import rows_on
from clientinfo_kernel.query.payments import ageing, ageing_class, payment_behaviour, with_ages
from clientinfo_kernel.query.tables.ledger import DEBTOR_DOCUMENTS, DEBTOR_ENTRIES, OPEN_ITEMS, PAYMENTS

KEY_DATE = date(2012, 10, 11)


def payment(paid_on: date, days: int, amount: str, **more: object) -> dict[str, object]:
    known = {"debtor_account": "10012", "number": f"{paid_on}", "use": 0, "delay": days - 30, "is_settled": True}
    paid = {"amount": Decimal(amount), "settles": Decimal(amount)}
    return {"paid_on": paid_on, "days": days, **paid, **known, **more}


def behaviour(*rows: dict[str, object]) -> tuple[int | None, int | None, int | None, int | None, int]:
    frame = pl.DataFrame(rows, PAYMENTS.columns)
    result = payment_behaviour(frame, KEY_DATE)
    return (
        *(result.days_to_pay, result.days_to_pay_last_12, result.days_to_pay_before),
        *(result.delay_days, result.paid_invoices),
    )


def test_days_are_weighted_by_amounts() -> None:
    last, before, long_ago = date(2012, 10, 11), date(2011, 10, 11), date(2009, 1, 5)
    # last 12 months: 10 days; before: (20 x 300 + 40 x 100) / 400 = 25; long ago: 60 days.
    # all: (10 x 100 + 20 x 300 + 40 x 100 + 60 x 500) / 1,000 = 41; the delay is 30 days less.
    assert behaviour(
        payment(last, 10, "100.00"),
        payment(before, 20, "300.00", number="a"),
        payment(before, 40, "100.00", number="b"),
        payment(long_ago, 60, "500.00"),
    ) == (41, 10, 25, 11, 4)


@pytest.mark.parametrize(
    ("paid_on", "periods"),
    [
        (date(2012, 10, 12), (None, None, None)),  # after the key date
        (date(2012, 10, 11), (7, 7, None)),
        (date(2011, 10, 12), (7, 7, None)),
        (date(2011, 10, 11), (7, None, 7)),
        (date(2010, 10, 12), (7, None, 7)),
        (date(2010, 10, 11), (7, None, None)),
    ],
)
def test_the_twelve_months_end_with_the_key_date(paid_on: date, periods: tuple[int | None, ...]) -> None:
    assert behaviour(payment(paid_on, 7, "1.00"))[:3] == periods


def test_a_year_before_29_february_is_28_february() -> None:
    rows = [payment(date(2011, 2, 28), 5, "1.00"), payment(date(2011, 3, 1), 9, "1.00")]
    result = payment_behaviour(pl.DataFrame(rows, PAYMENTS.columns), date(2012, 2, 29))
    assert (result.days_to_pay_last_12, result.days_to_pay_before) == (9, 5)


def test_an_invoice_in_part_payments_counts_once_and_an_open_one_not() -> None:
    day = date(2012, 5, 1)
    assert behaviour(
        payment(day, 10, "50.00", number="R1"),
        payment(day, 20, "50.00", number="R1"),
        payment(day, 90, "900.00", number="R2", is_settled=False),
    ) == (15, 15, None, -15, 1)


def test_a_payment_without_a_due_date_has_days_and_no_delay() -> None:
    day = date(2012, 5, 1)
    assert behaviour(payment(day, 10, "50.00", delay=None)) == (10, 10, None, None, 1)
    assert behaviour(payment(day, 10, "50.00", delay=None), payment(day, 20, "50.00", delay=4))[3] == 4


@pytest.mark.parametrize(
    ("days", "rounded"),
    [((2, 3), 3), ((0, 1), 1), ((-2, -3), -3), ((0, -1), -1), ((1, 1), 1), ((2, 2, 3), 2), ((-2, -2, -3), -2)],
)
def test_half_days_are_rounded_away_from_zero(days: tuple[int, ...], rounded: int) -> None:
    assert behaviour(*(payment(date(2012, 5, 1), each, "1.00") for each in days))[0] == rounded


def test_nothing_is_known_of_who_never_paid() -> None:
    assert behaviour() == (None, None, None, None, 0)


AGES = {
    -1: "not_due", 0: "not_due", 1: "1_30", 30: "1_30", 31: "31_60", 60: "31_60", 61: "61_90", 90: "61_90",
    91: "91_120", 120: "91_120", 121: "over_120", 4000: "over_120",
}  # fmt: skip


def test_each_class_of_age_ends_with_its_last_day() -> None:
    assert {days: ageing_class(days) for days in AGES} == AGES
    assert ageing_class(None) == "over_120"  # nobody knows since when


def test_open_items_add_up_by_age_with_credits_apart() -> None:
    rows = [
        {"due_on": date(2012, 10, 11), "balance": Decimal("0.50")},  # due today: not due
        {"due_on": date(2012, 10, 10), "balance": Decimal("2.00")},  # 1 day
        {"due_on": date(2012, 9, 11), "balance": Decimal("4.00")},  # 30 days
        {"due_on": date(2012, 9, 10), "balance": Decimal("8.00")},  # 31 days
        {"due_on": date(2010, 1, 1), "balance": Decimal("16.00")},
        {"due_on": date(2010, 1, 1), "balance": Decimal("-32.00")},  # a credit, however old
    ]
    aged = with_ages(pl.DataFrame(rows, OPEN_ITEMS.columns), KEY_DATE)
    assert aged["days_overdue"].to_list()[:4] == [0, 1, 30, 31]
    assert aged["ageing"].to_list() == ["not_due", "1_30", "1_30", "31_60", "over_120", "credit"]
    assert ageing(aged).schema == AGEING
    assert ageing(aged).rows() == [
        ("not_due", 1, Decimal("0.50")),
        ("1_30", 2, Decimal("6.00")),
        ("31_60", 1, Decimal("8.00")),
        ("61_90", 0, Decimal("0.00")),
        ("91_120", 0, Decimal("0.00")),
        ("over_120", 1, Decimal("16.00")),
        ("credit", 1, Decimal("-32.00")),
    ]


def settled_on(day: date, written_off: str, *entries: tuple[date, str, str]) -> list[bool]:
    """Of the payments of R1, which was paid in the end, those up to a day: whether it was paid in full by then."""
    item = {"debtor_account": "10012", "number": "R1", "use": 0}
    booked = [{**item, "posted_on": on, "movement": kind, "amount": Decimal(amount)} for on, kind, amount in entries]
    paid = [payment(on, 1, amount.strip("-"), number="R1") for on, kind, amount in entries if kind == "payment"]
    tables = {
        "debtor_entries": pl.DataFrame(booked, DEBTOR_ENTRIES.columns),
        "debtor_documents": pl.DataFrame([{**item, "written_off": Decimal(written_off)}], DEBTOR_DOCUMENTS.columns),
        "payments": pl.DataFrame(paid, PAYMENTS.columns),
    }
    return rows_on(tables.__getitem__, "payments", day)["is_settled"].to_list()


def test_a_write_off_that_was_reversed_left_the_rest_to_be_paid() -> None:
    entries = (
        (date(2012, 1, 2), "invoice", "100.00"), (date(2012, 1, 10), "payment", "-50.00"),
        (date(2012, 2, 1), "write_off", "-50.00"), (date(2012, 3, 1), "reversal", "50.00"),
        (date(2012, 6, 1), "payment", "-50.00"),
    )  # fmt: skip
    assert settled_on(date(2012, 1, 15), "0.00", *entries) == [False]
    assert settled_on(date(2012, 6, 1), "0.00", *entries) == [True, True]


def test_what_was_written_off_later_was_never_to_be_paid() -> None:
    entries = (
        (date(2012, 1, 2), "invoice", "100.00"), (date(2012, 1, 10), "payment", "-99.00"),
        (date(2012, 2, 1), "write_off", "-1.00"),
    )  # fmt: skip
    assert settled_on(date(2012, 1, 15), "1.00", *entries) == [True]


INVOICE, FEE = (date(2012, 1, 2), "invoice", "119.00"), (date(2012, 2, 1), "dunning_charge", "5.00")
LAST = (date(2012, 3, 10), "payment", "-5.00")


@pytest.mark.parametrize(
    ("entries", "is_settled"),
    [
        pytest.param([FEE, (date(2012, 2, 10), "payment", "-119.00"), LAST], True, id="the fee is paid later"),
        pytest.param([FEE, (date(2012, 2, 10), "payment", "-119.00")], True, id="never"),
        pytest.param([(date(2012, 2, 10), "payment", "-119.00"), (date(2012, 2, 11), FEE[1], FEE[2]), LAST], True, id="a fee of that day"),
        pytest.param([FEE, (date(2012, 2, 10), "payment", "-119.00"), (date(2012, 3, 1), "reversal", "-5.00")], True, id="the fee is taken back later"),
        pytest.param([FEE, FEE, (date(2012, 2, 6), "reversal", "-5.00"), (date(2012, 2, 10), "payment", "-119.00"), LAST], True, id="one of two fees is taken back"),
        pytest.param(
            [FEE, (date(2012, 2, 10), "payment", "-114.00"), LAST, LAST], False,
            id="the fee and 5.00 of the invoice are paid later",
        ),
        pytest.param(
            [FEE, (date(2012, 2, 5), "payment", "-5.00"), (date(2012, 2, 10), "payment", "-114.00"), LAST], False,
            id="the fee is paid, 5.00 of the invoice are not",
        ),
        pytest.param(
            [FEE, (FEE[0], "payment", "-5.00"), (date(2012, 2, 10), "payment", "-114.00"), LAST], False,
            id="the fee is paid on its own day, 5.00 of the invoice are not",
        ),
        pytest.param(
            [FEE, (date(2012, 2, 5), "reversal", "-5.00"), (date(2012, 2, 10), "payment", "-114.00"), LAST], False,
            id="the fee is taken back, 5.00 of the invoice are not paid",
        ),
        pytest.param(
            [(date(2012, 2, 10), "payment", "-115.00"), (date(2012, 3, 1), "dunning_charge", "5.00"),
             (date(2012, 3, 10), "payment", "-4.00")], False,
            id="4.00 of the invoice are paid later, a fee of then never",
        ),
    ],
)  # fmt: skip
def test_a_fee_that_was_not_paid_then_is_no_part_of_the_invoice(
    entries: list[tuple[date, str, str]], *, is_settled: bool
) -> None:
    """119.00 are invoiced; asked is the state of 11 February."""
    assert set(settled_on(date(2012, 2, 11), "0.00", INVOICE, *entries)) == {is_settled}
