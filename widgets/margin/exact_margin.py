"""Margins as a screen rounds them, once: of a margin that was rounded before, 71.946 % as 71.95, it would make 72.0 %.

The points between two margins likewise: 71.946 % and 70.10 % are 1.8 points apart, of 71.95 % it would be 1.9.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin import TARGET
from clientinfo_kernel.money import cents
from widgets.margin.words import MARGIN

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Answer

_PLACES = 4
_KIND = pl.Decimal(18, _PLACES)
_BEFORE, _CHANGE = f"{MARGIN}_before", f"{MARGIN}_change"


def with_exact_margins(answer: Answer) -> Answer:
    """Return an answer about gross profit and revenue whose margins are not rounded, neither of its rows nor of their total.

    Nor are those that they are compared with, and the points between them; beside a target, of an answer that knows net
    revenue, too.
    """
    rows, total = answer.rows, answer.total
    whole = pl.DataFrame([total], {key: rows.schema[key] for key in total})
    exact = [_percent(_cents("gross_profit"), _cents("revenue")).alias(MARGIN)]
    if answer.question.compare != TARGET:
        exact += _beside_rows() if answer.question.compare else []
    elif "net_revenue" in total:
        exact += _beside_target()
    return replace(answer, rows=rows.with_columns(exact), total=whole.with_columns(exact).row(0, named=True))


def _beside_rows() -> list[pl.Expr]:
    """Return the margin of what is compared with, and the points to it."""
    profit, revenue = _cents("gross_profit"), _cents("revenue")
    old_profit, old_revenue = _cents("gross_profit_before"), _cents("revenue_before")
    points = _percent(profit * old_revenue - old_profit * revenue, revenue * old_revenue)
    return [_percent(old_profit, old_revenue).alias(_BEFORE), points.alias(_CHANGE)]


def _beside_target() -> list[pl.Expr]:
    """Return the margin that is the target, where there is one, and the points to it.

    A target of revenue is what is left after deductions; before them it is in the proportion that there was.
    """
    profit, revenue, net = _cents("gross_profit"), _cents("revenue"), _cents("net_revenue")
    wanted_profit, wanted_net = _cents("gross_profit_before"), _cents("net_revenue_before")
    target = _percent(wanted_profit * net, wanted_net * revenue)
    points = _percent(profit * wanted_net - wanted_profit * net, revenue * wanted_net)
    has_target = pl.col(_BEFORE).is_not_null()
    return [pl.when(has_target).then(each).alias(name) for each, name in ((target, _BEFORE), (points, _CHANGE))]


def _cents(name: str) -> pl.Expr:
    # Two sums of cents multiplied are more than 64 bits.
    return cents(pl.col(name)).cast(pl.Int128)


def _percent(dividend: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """Return per cent, cut off behind the fourth place: rounded to fewer places that is what the whole of it would be."""
    cut = dividend.abs() * (100 * 10**_PLACES) // pl.when(divisor != 0).then(divisor.abs())
    signed: pl.Expr = dividend.sign() * divisor.sign() * cut
    return signed.cast(pl.Int128).reinterpret(dtype=_KIND)
