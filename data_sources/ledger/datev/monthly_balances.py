"""A list of totals and balances with one column per month (Jahresübersicht): what each month moved, debit positive."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from data_sources.ledger.datev.open_items import signed_cents
from data_sources.ledger.datev.periods import Period, month_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST = 2


def month_columns(headings: Sequence[str], period: Period | None) -> dict[int, dt.date]:
    """Return the last day of the month per position, where several columns are headed by a month and nothing else.

    Args:
        headings: Of the list.
        period: What titles and file name say; its year is that of headings without one.
    """
    found = {at: month for at, heading in enumerate(headings, start=1) if (month := month_alone(heading))}
    year = period.end.year if period else None
    dated = {at: (said or year, month) for at, (said, month) in found.items()}
    if len(found) < _FEWEST or any(each is None for each, _month in dated.values()):
        return {}
    return {at: _last_day(each, month) for at, (each, month) in dated.items() if each}


def summed(raw: pl.DataFrame, months: Sequence[dt.date]) -> tuple[pl.DataFrame, dt.date]:
    """Return the list with the totals of the year and of its last month as texts, and that month's last day.

    The months ahead are empty or 0. A cell that is no amount takes the place of the total: it is refused there.

    Args:
        raw: Text columns ``month_1`` and so on.
        months: Last day of each.
    """
    names = [f"month_{place}" for place in range(1, len(months) + 1)]
    amounts = raw.select(signed_cents(name).alias(name) for name in names)
    moved = [place for place, name in enumerate(names) if (amounts[name].fill_null(0) != 0).any()]
    last = moved[-1] if moved else 0
    net = amounts.select(pl.sum_horizontal(names[: last + 1]).alias("year"), pl.col(names[last]).alias("month"))
    unreadable = pl.coalesce(
        pl.when((pl.col(name).str.strip_chars() != "") & amounts[name].is_null()).then(name) for name in names
    )
    sides = [
        (f"{total}_{side}", pl.max_horizontal(sign * net[total].fill_null(0), 0))
        for total in ("year", "month")
        for side, sign in (("debit", 1), ("credit", -1))
    ]
    texts = [
        pl.coalesce(unreadable, cents_text(cents)) if name == "year_debit" else cents_text(cents)
        for name, cents in sides
    ]
    return raw.with_columns(text.alias(name) for (name, _), text in zip(sides, texts, strict=True)), months[last]


def cents_text(cents: pl.Expr) -> pl.Expr:
    """Write whole cents as the intake reads amounts: ``-1234,05``."""
    digits = cents.abs().cast(pl.String).str.zfill(3).str.replace(r"([0-9]{2})$", ",$1")
    return pl.when(cents < 0).then("-" + digits).otherwise(digits)


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
