"""Bars by bqplot: stacked, or one series within the other. Colours are the stylesheet's, texts are Babel's.

The traps that this avoids: bqplot's legend covers bars (ours is markup below), its ticks and labels are English
(we write them), and it draws on white (we draw on nothing).
"""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Any

import bqplot
import ipywidgets

from widgets.texts.formats import money, number
from widgets.view_models import Chart
from widgets.views.segments import color

_LEFT, _TOP, _WIDEST_BAR = 50, 24, 56
_STEPS = 4


def figure(chart: Chart, width: int) -> ipywidgets.Widget:
    """Draw the bars, for about ``width`` px of room (0: not known)."""
    labels = list(chart.labels)
    across, up = bqplot.OrdinalScale(domain=labels), bqplot.LinearScale()
    stacked = chart.kind == "bars"
    ticks = _ticks(*_range(chart, stacked=stacked))
    up.min, up.max = float(ticks[0]), float(ticks[-1])
    scales = {"x": across, "y": up}
    gap = _gap(width, len(labels))
    marks: list[bqplot.Mark] = _stacked(chart, labels, scales, gap) if stacked else _within(chart, labels, scales, gap)
    marks.append(_figures(chart, labels, scales, stacked=stacked))
    years = bqplot.Axis(scale=across, grid_lines="none", color="var(--ci-border-strong)", tick_style=_small())
    amounts = bqplot.Axis(
        scale=up,
        side="left",
        tick_values=[float(tick) for tick in ticks],
        tick_labels={format(tick.normalize(), "f"): number(tick) for tick in ticks},
        grid_lines="solid",
        grid_color="var(--ci-chart-grid)",
        color="transparent",
        tick_style=_small(),
    )
    return bqplot.Figure(
        marks=marks,
        axes=[years, amounts],
        fig_margin={"top": _TOP, "bottom": 24 if stacked else 40, "left": _LEFT, "right": 0},
        padding_x=0,
        padding_y=0,
        # Its own layout adds the ticks' width to our margins, and fails in a hidden tab.
        auto_layout=False,
        min_aspect_ratio=0.01,
        max_aspect_ratio=100,
        animation_duration=0,
        background_style={"fill": "none"},
        layout=ipywidgets.Layout(width="100%", height="100%", min_width="0", margin="0"),
    )


def _stacked(chart: Chart, labels: list[str], scales: dict[str, Any], gap: float) -> list[bqplot.Mark]:
    bars = bqplot.Bars(
        x=labels,
        y=[[float(value) for value in one.values] for one in chart.series],
        scales=scales,
        type="stacked",
        colors=[color(one) for one in chart.series],
        # One colour per series; a single series would be coloured bar by bar.
        color_mode="element" if len(chart.series) > 1 else "no_group",
        padding=gap,
        stroke="var(--ci-surface)",
    )
    return [bars]


def _within(chart: Chart, labels: list[str], scales: dict[str, Any], gap: float) -> list[bqplot.Mark]:
    """Return the bars, each series half as wide as the one before it."""
    marks = []
    for one in chart.series:
        values = [float(value) for value in one.values]
        marks.append(bqplot.Bars(x=labels, y=values, scales=scales, colors=[color(one)], padding=gap))
        gap = 1 - (1 - gap) / 2
    return marks


def _figures(chart: Chart, labels: list[str], scales: dict[str, Any], *, stacked: bool) -> bqplot.Mark:
    """Return amounts in words: the sum above a stack, the last series' value below its label."""
    if stacked:
        sums = [sum(values, Decimal(0)) for values in _by_label(chart)]
        heights = [float(sum((value for value in values if value > 0), Decimal(0))) for values in _by_label(chart)]
    else:
        sums = [values[-1] for values in _by_label(chart)]
        heights = [scales["y"].min for _sum in sums]
    return bqplot.Label(
        x=labels,
        y=heights,
        text=[money(amount) for amount in sums],
        scales=scales,
        align="middle",
        y_offset=-7 if stacked else 33,
        default_size=12,
        font_weight="normal",
        colors=["var(--ci-text)"],
        apply_clip=False,
    )


def _by_label(chart: Chart) -> list[tuple[Decimal, ...]]:
    return list(zip(*(one.values for one in chart.series), strict=True))


def _range(chart: Chart, *, stacked: bool) -> tuple[Decimal, Decimal]:
    low = high = Decimal(0)
    for values in _by_label(chart):
        if stacked:
            high = max(high, sum((value for value in values if value > 0), Decimal(0)))
            low = min(low, sum((value for value in values if value < 0), Decimal(0)))
        else:
            high, low = max(high, *values), min(low, *values)
    return low, high


def _ticks(low: Decimal, high: Decimal) -> Sequence[Decimal]:
    """Return round figures from below the lowest to above the highest value, about four steps apart."""
    span = (high - low) or Decimal(1)
    rough = span / _STEPS
    power = Decimal(10) ** rough.adjusted()
    step = next(power * factor for factor in (1, 2, 4, 5, 10) if power * factor >= rough)
    first, last = floor(low / step), ceil(high / step)
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def _gap(width: int, count: int) -> float:
    """Return the part of a place that stays empty, so that no bar is wider than a finger."""
    place = max(width - _LEFT, 1) / max(count, 1)
    return 0.48 if not width else min(max(1 - _WIDEST_BAR / place, 0.4), 0.92)


def _small() -> dict[str, str]:
    return {"font-size": "11px", "fill": "var(--ci-text-subtle)"}
