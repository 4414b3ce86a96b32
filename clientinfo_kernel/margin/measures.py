"""What can be measured: sums of whole numbers over rows, and what is computed of the sums, never of single rows.

So a ratio is the ratio of sums on every level, and a distinct count is counted again on every level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS, LINES
from clientinfo_kernel.query.tables.margin import LABOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from polars._typing import PolarsDataType

    from clientinfo_kernel.margin.dimensions import Level

Kind = Literal["money", "percent", "count", "units", "hours"]

# Counted, not added up: who and what has a posting of revenue. Credit notes and cancellations are ``invoices``, too: that
# many documents; a document of ``pieces`` counts by its sign: who gives something back has one less.
DISTINCT = ("customers", "invoices", "pieces")
_MINUTES_PER_HOUR = 60
_HUNDREDTH = pl.Decimal(18, 2)
_TYPES: Mapping[Kind, PolarsDataType] = {
    "money": MONEY,
    "percent": _HUNDREDTH,
    "units": _HUNDREDTH,
    "hours": _HUNDREDTH,
    "count": pl.Int64(),
}


@dataclass(frozen=True)
class Measure:
    """A figure of an answer.

    Attributes:
        key: Its name in questions, and the name of its column.
        kind: EUR, per cent, a number, labour units, hours of labour.
        needs: The sums of whole numbers (cents, hundredths of a unit, ten-thousandths of a minute) that it is made of.
        of_sums: From these to whole numbers of its last digit; null where there is no such figure.
    """

    key: str
    kind: Kind
    needs: tuple[str, ...]
    of_sums: pl.Expr

    @property
    def dtype(self) -> PolarsDataType:
        """Type of its column."""
        return _TYPES[self.kind]

    @property
    def level(self) -> Level:
        """The coarsest rows that know it."""
        return "facts" if set(self.needs) & set(DISTINCT) else "cube"

    @property
    def is_ratio(self) -> bool:
        """Whether it is not there where what it is divided by is not."""
        return self.kind == "percent" or "_per_" in self.key

    @property
    def is_of_postings(self) -> bool:
        """Whether single postings know it."""
        return set(self.needs) <= set(LINES)

    def expression(self) -> pl.Expr:
        """Return its column from columns of the sums."""
        whole = self.of_sums.cast(pl.Int64)
        column = whole if self.kind == "count" else whole.cast(pl.Int128).reinterpret(dtype=_HUNDREDTH)
        return column.cast(self.dtype).alias(self.key)


def quotient(dividend: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """Return a quotient as a whole number, rounded half away from zero (kaufmännisch); null for nothing to divide by."""
    up, down = dividend.abs(), divisor.abs()
    rounded = (2 * up + down) // (2 * pl.when(down != 0).then(down))
    return dividend.sign() * divisor.sign() * rounded


def _plain(key: str, kind: Kind) -> Measure:
    return Measure(key, kind, (key,), pl.col(key))


def _measures() -> list[Measure]:
    net = ("revenue", "revenue_deductions")
    gross_profit = pl.sum_horizontal(LINES)
    minutes = pl.col("labour_minutes")
    return [
        _plain("revenue", "money"),
        _plain("revenue_deductions", "money"),
        Measure("net_revenue", "money", net, pl.sum_horizontal(net)),
        _plain("cost_of_goods", "money"),
        _plain("calculated_labour_cost", "money"),
        Measure("gross_profit", "money", LINES, gross_profit),
        Measure("margin_percent", "percent", LINES, quotient(gross_profit * 10_000, pl.col("revenue"))),
        Measure("revenue_per_invoice", "money", ("revenue", "invoices"), quotient(pl.col("revenue"), pl.col("invoices"))),
        Measure("gross_profit_per_invoice", "money", (*LINES, "invoices"), quotient(gross_profit, pl.col("invoices"))),
        Measure(
            *("gross_profit_per_labour_hour", "money", (*LINES, "labour_minutes")),
            quotient((gross_profit * (_MINUTES_PER_HOUR * 10_000)), minutes),
        ),
        _plain("labour_units", "units"),
        Measure("labour_hours", "hours", ("labour_minutes",), quotient(minutes, pl.lit(_MINUTES_PER_HOUR * 100))),
        _plain("customers", "count"),
        _plain("invoices", "count"),
        _plain("pieces", "count"),
    ]  # fmt: skip


MEASURES: Mapping[str, Measure] = {each.key: each for each in _measures()}
DEFAULT_MEASURES = (*GROSS_PROFIT_AMOUNTS, "margin_percent")


def sums_for(measures: Iterable[str]) -> list[str]:
    """Return the sums that measures are made of, in a fixed order."""
    needed = {each for key in measures for each in MEASURES[key].needs}
    return [each for each in (*LINES, *LABOUR, *DISTINCT) if each in needed]
