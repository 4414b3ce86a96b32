"""The chart "Jahresumsätze": revenue per fiscal year, stacked by division."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import polars as pl

from clientinfo_kernel.query.profit_lines import DIVISIONS
from widgets.texts.language import _
from widgets.texts.words import DIVISIONS as DIVISION_WORDS
from widgets.view_models import Chart, Series

_STRONG: tuple[Literal["1", "2"], ...] = ("1", "2")


def divisions_with_revenue(revenue: pl.DataFrame) -> list[str]:
    """Return divisions that have revenue in any year, in their fixed order; the unassigned rest is last."""
    return [division for division, years in _by_division(revenue).items() if any(years)]


def _by_division(revenue: pl.DataFrame) -> dict[str, list[Decimal]]:
    # A few rows: plain values cost less than a query plan for each division.
    return {division: [each or Decimal("0.00") for each in revenue[division].to_list()] for division in DIVISIONS}


def revenue_chart(revenue: pl.DataFrame) -> Chart:
    """Return the chart; the two strongest divisions have a colour of their own; the neutral third one is everything else.

    Three colours are what stays apart on a small bar in both themes; each division has its column in the table.
    """
    shown = {division: years for division, years in _by_division(revenue).items() if any(years)}
    assigned = [division for division in shown if division != "unassigned"]
    strongest = sorted(assigned, key=lambda division: sum(shown[division]), reverse=True)[: len(_STRONG)]
    own = [division for division in assigned if division in strongest]
    rest = [division for division in shown if division not in own]
    series = [
        Series(_(DIVISION_WORDS[division]), tuple(shown[division]), color)
        for division, color in zip(own, _STRONG, strict=False)
    ]
    if rest:
        sums = [sum(years, Decimal(0)) for years in zip(*(shown[division] for division in rest), strict=True)]
        series.append(Series(_rest_name(rest), tuple(sums), "3"))
    return Chart(
        "bars",
        tuple(str(year) for year in revenue["year"]),
        tuple(series),
        title=_("Jahresumsätze"),
        note=_("EUR, netto, inkl. Garantie"),
    )


def _rest_name(rest: Sequence[str]) -> str:
    if len(rest) == 1:
        return _(DIVISION_WORDS[rest[0]])
    return _("übrige Sparten und nicht zugeordnet") if "unassigned" in rest else _("übrige Sparten")
