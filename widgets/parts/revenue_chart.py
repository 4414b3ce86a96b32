"""The chart "Jahresumsätze": revenue per fiscal year, stacked by division."""

from collections.abc import Sequence
from typing import Literal

import polars as pl

from clientinfo_kernel.query.profit_lines import DIVISIONS
from widgets.texts.language import _
from widgets.texts.words import DIVISIONS as DIVISION_WORDS
from widgets.view_models import Chart, Series

_STRONG: tuple[Literal["1", "2"], ...] = ("1", "2")


def divisions_with_revenue(revenue: pl.DataFrame) -> list[str]:
    """Return divisions that have revenue in any year, in their fixed order; the unassigned rest is last."""
    return [division for division in DIVISIONS if (revenue[division].fill_null(0) != 0).any()]


def revenue_chart(revenue: pl.DataFrame) -> Chart:
    """Return the chart; the two strongest divisions have a colour of their own; the neutral third one is everything else.

    Three colours are what stays apart on a small bar in both themes; each division has its column in the table.
    """
    shown = divisions_with_revenue(revenue)
    assigned = [division for division in shown if division != "unassigned"]
    strongest = sorted(assigned, key=lambda division: revenue[division].sum(), reverse=True)[: len(_STRONG)]
    own = [division for division in assigned if division in strongest]
    rest = [division for division in shown if division not in own]
    series = [
        Series(_(DIVISION_WORDS[division]), tuple(revenue[division].fill_null(0)), color)
        for division, color in zip(own, _STRONG, strict=False)
    ]
    if rest:
        series.append(Series(_rest_name(rest), tuple(revenue.select(pl.sum_horizontal(rest)).to_series()), "3"))
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
