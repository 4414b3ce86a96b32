"""How a customer pays: days to pay, delay, and the age of what is open (domain.md 5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.answers import AGEING, AGEING_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

CREDIT = "credit"
_UPPER_DAYS = (0, 30, 60, 90, 120)


@dataclass(frozen=True)
class PaymentBehaviour:
    """Amount-weighted days, rounded half up; None where no paid invoice falls into the period.

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


def payment_behaviour(payments: pl.DataFrame, key_date: date) -> PaymentBehaviour:
    """Weigh each payment of a settled invoice with its amount: Σ(days x amount) / Σ amount.

    Part payments count with their own days, which tells more than the day of the last one.

    Args:
        payments: Rows of the snapshot's table ``payments`` of one customer.
        key_date: Day up to which the 12 months count.
    """
    year, two_years = _years_before(key_date, 1), _years_before(key_date, 2)
    every = payments.select("paid_on", "days", "delay", "amount", "is_settled", "debtor_account", "number").rows()
    rows = [row for row in every if row[4] and row[0] <= key_date]
    last = [row for row in rows if row[0] > year]
    before = [row for row in rows if two_years < row[0] <= year]
    return PaymentBehaviour(
        _weighted((row[1], row[3]) for row in rows),
        _weighted((row[1], row[3]) for row in last),
        _weighted((row[1], row[3]) for row in before),
        _weighted((row[2], row[3]) for row in rows if row[2] is not None),
        len({row[5:] for row in rows}),
    )


def ageing_class(days_overdue: pl.Expr) -> pl.Expr:
    """Class of age by days since the due date: not_due, 1_30, 31_60, 61_90, 91_120, over_120."""
    expression = pl.lit(AGEING_CLASSES[-1])
    for upper, name in reversed(list(zip(_UPPER_DAYS, AGEING_CLASSES, strict=False))):
        expression = pl.when(days_overdue <= upper).then(pl.lit(name)).otherwise(expression)
    return expression


def ageing(open_items: pl.DataFrame) -> pl.DataFrame:
    """Open items summed by class of age, every class present; credits stand apart (``answers.AGEING``)."""
    count = dict.fromkeys((*AGEING_CLASSES, CREDIT), 0)
    balance = dict.fromkeys(count, Decimal("0.00"))
    for amount, age in open_items.select("balance", "ageing").rows():
        kind = CREDIT if amount < 0 else age
        count[kind] += 1
        balance[kind] += amount
    return pl.DataFrame([list(count), list(count.values()), list(balance.values())], schema=AGEING)


def _weighted(values: Iterable[tuple[int, Decimal]]) -> int | None:
    pairs = list(values)
    weight = sum(amount for _, amount in pairs)
    if not weight:
        return None
    exact = sum(days * amount for days, amount in pairs) / weight
    return int((exact + (1 if exact >= 0 else -1) * type(exact)("0.5")).to_integral_value(rounding="ROUND_DOWN"))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
