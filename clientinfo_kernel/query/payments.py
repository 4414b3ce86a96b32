"""How a customer pays: days to pay, delay, and the age of what is open (domain.md 5)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from clientinfo_kernel.money import rounded
from clientinfo_kernel.query.answers import AGEING, AGEING_CLASSES
from clientinfo_kernel.query.small_frames import amount_series, cents_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

CREDIT = "credit"
_NO_AGES = [pl.Series("days_overdue", [], pl.Int32), pl.Series("ageing", [], pl.String)]
_UPPER_DAYS = (0, 30, 60, 90, 120)


@dataclass(frozen=True)
class PaymentBehaviour:
    """Amount-weighted whole days; None where no paid invoice falls into the period.

    Attributes:
        days_to_pay: Invoice to payment, all time.
        days_to_pay_last_12: Payments of the 12 months up to the key date.
        days_to_pay_before: Payments of the 12 months before those.
        delay_days: Due date to payment, all time (negative: early).
        paid_invoices: Number of invoices paid in full.
    """

    days_to_pay: int | None
    days_to_pay_last_12: int | None
    days_to_pay_before: int | None
    delay_days: int | None
    paid_invoices: int


class _Payment(NamedTuple):
    debtor_account: str
    number: str
    use: int
    paid_on: date
    days: int
    delay: int | None
    settles: Decimal
    is_settled: bool


PAYMENT_COLUMNS = _Payment._fields  # of what ``payment_behaviour`` is given


def payment_behaviour(payments: pl.DataFrame, key_date: date) -> PaymentBehaviour:
    """Weigh each payment of a settled invoice with its amount: Σ(days x amount) / Σ amount.

    Part payments count with their own days, which says more than the day of the last one.

    Args:
        payments: Payments of one customer (``tables.ledger.PAYMENTS``, at least ``PAYMENT_COLUMNS``).
        key_date: Day up to which the 12 months count.
    """
    every = (_Payment(*row) for row in payments[:, list(PAYMENT_COLUMNS)].rows())
    settled = [each for each in every if each.is_settled and each.paid_on <= key_date]
    year, two_years = _years_before(key_date, 1), _years_before(key_date, 2)
    last = [each for each in settled if each.paid_on > year]
    before = [each for each in settled if two_years < each.paid_on <= year]
    return PaymentBehaviour(
        _weighted((each.days, each.settles) for each in settled),
        _weighted((each.days, each.settles) for each in last),
        _weighted((each.days, each.settles) for each in before),
        _weighted((each.delay, each.settles) for each in settled if each.delay is not None),
        len({(each.debtor_account, each.number, each.use) for each in settled}),
    )


def with_ages(open_items: pl.DataFrame, key_date: date) -> pl.DataFrame:
    """Add the days since each due date (``days_overdue``) and their class (``ageing``), ``credit`` for a credit.

    Args:
        open_items: Open items, of one customer or of all (``tables.ledger.OPEN_ITEMS``).
        key_date: Day for which the ages are computed.
    """
    if open_items.is_empty():
        return open_items.hstack(_NO_AGES)
    due = open_items["due_on"].to_list()
    overdue = [None if day is None else (key_date - day).days for day in due]
    pairs = zip(open_items["balance"].to_list(), overdue, strict=True)
    classes = [CREDIT if balance < 0 else ageing_class(days) for balance, days in pairs]
    return open_items.hstack(
        [
            pl.Series("days_overdue", overdue, pl.Int32),
            pl.Series("ageing", classes, pl.String),
        ]
    )


def ageing_class(days_overdue: int | None) -> str:
    """Return the class of age by days since the due date: not_due, 1_30, 31_60, 61_90, 91_120, over_120.

    Without a due date an item counts as the oldest.
    """
    if days_overdue is None:
        return AGEING_CLASSES[-1]
    return AGEING_CLASSES[bisect_left(_UPPER_DAYS, days_overdue)]


def ageing(open_items: pl.DataFrame) -> pl.DataFrame:
    """Add up what ``with_ages`` returned by class of age, every class present, credits apart (``answers.AGEING``)."""
    count = dict.fromkeys((*AGEING_CLASSES, CREDIT), 0)
    balance = dict.fromkeys(count, 0)
    for cents, age in zip(cents_of(open_items["balance"]), open_items["ageing"].to_list(), strict=True):
        count[age] += 1
        balance[age] += cents
    counts = pl.Series("items", list(count.values()), AGEING["items"])
    return pl.DataFrame([pl.Series("ageing", list(count)), counts, amount_series("balance", balance.values())])


def _weighted(values: Iterable[tuple[int, Decimal]]) -> int | None:
    """Return the mean of days weighted by amounts, half days rounded away from zero (kaufmännisch): -2.5 is -3."""
    pairs = list(values)
    weight = sum((amount for _days, amount in pairs), Decimal(0))
    if not weight:
        return None
    exact = sum((days * amount for days, amount in pairs), Decimal(0)) / weight
    return int(rounded(exact, places=0))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
