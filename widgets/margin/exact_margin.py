"""Margins as a screen rounds them: of a margin that was rounded before, 71.946 % as 71.95, it would make 72.0 %."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.money import cents
from widgets.margin.words import MARGIN, margin_of

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Answer

_PLACES = 4
_KIND = pl.Decimal(18, _PLACES)


def with_exact_margins(answer: Answer) -> Answer:
    """Return an answer about gross profit and revenue whose margins are not rounded, neither of its rows nor of their total."""
    total = answer.total
    whole = total if total[MARGIN] is None else {**total, MARGIN: margin_of(total["gross_profit"], total["revenue"])}
    return replace(answer, rows=answer.rows.with_columns(_exact()), total=whole)


def _exact() -> pl.Expr:
    """Cut a margin off behind its fourth place: rounded to fewer places it is what the whole of it would be."""
    profit, revenue = cents(pl.col("gross_profit")), cents(pl.col("revenue"))
    cut = profit.abs() * (100 * 10**_PLACES) // pl.when(revenue != 0).then(revenue.abs())
    signed: pl.Expr = profit.sign() * revenue.sign() * cut
    return (signed.cast(pl.Decimal(18, 0)) * pl.lit("0.0001").cast(_KIND)).cast(_KIND).alias(MARGIN)
