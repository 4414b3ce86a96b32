"""What the charts share: bqplot's figures in the page's colours, round ticks in the session's language."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

import bqplot
import ipywidgets

from widgets.texts.formats import number
from widgets.views.round_ticks import round_ticks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Of the stylesheet, so that a dark page has dark charts.
LIGHT, FULL = "var(--ci-chart-light)", "var(--ci-chart-1)"
QUIET, GRID = "var(--ci-chart-3)", "var(--ci-chart-grid)"
BAD = "var(--ci-danger-solid)"
HEIGHT = 176
PERCENT = "\N{NO-BREAK SPACE}%"
_QUARTER, _HALF = Decimal(25), Decimal(50)
_FONT = {"font-size": "12px"}


def figure(marks: Sequence[Any], axes: Sequence[Any], margin: Mapping[str, int], height: int = HEIGHT) -> Any:
    """Return a figure of a fixed height that is as wide as its place.

    Args:
        marks: In the order in which they are drawn.
        axes: Their axes.
        margin: Pixels at ``top``, ``bottom``, ``left`` and ``right``.
        height: In pixels.
    """
    return bqplot.Figure(
        marks=list(marks),
        axes=list(axes),
        fig_margin=dict(margin),
        padding_x=0,
        padding_y=0,
        animation_duration=0,
        max_aspect_ratio=100,
        min_aspect_ratio=0.01,
        background_style={"fill": "none"},
        display_toolbar=False,
        layout=ipywidgets.Layout(width="100%", height=f"{height}px", min_width="0"),
    )


def value_axis(scale: Any, side: str = "left", *, lines: bool = True) -> Any:
    """Return an axis of values, with horizontal lines."""
    return bqplot.Axis(
        scale=scale,
        side=side,
        grid_lines="solid" if lines else "none",
        grid_color=GRID,
        color=QUIET,
        tick_style=_FONT,
    )


def label_axis(scale: Any) -> Any:
    """Return an axis along which things stand that are named below the figure."""
    return bqplot.Axis(scale=scale, grid_lines="none", color=QUIET, tick_style=_FONT, visible=False)


def spread(axis: Any, scale: Any, low: float, high: float, unit: str = "") -> None:
    """Fit a linear scale to figures from ``low`` to ``high``, zero among them, and name round ticks on its axis.

    Args:
        axis: Of the scale.
        scale: What is fitted.
        low: Its lowest figure.
        high: Its highest one.
        unit: Stands behind each tick; ``PERCENT`` has quarters, of which a hundred is the last one where it can be.
    """
    ends = Decimal(str(low)), Decimal(str(high))
    is_share = unit == PERCENT and ends[1] > _HALF
    ticks = round_ticks(
        *ends, _QUARTER * ceil((ends[1] - min(ends[0], Decimal(0))) / (5 * _QUARTER)) if is_share else None
    )
    with scale.hold_sync():
        scale.min, scale.max = float(ticks[0]), float(ticks[-1])
    name_ticks(axis, ticks, unit)


def name_ticks(axis: Any, ticks: Sequence[Decimal], unit: str = "") -> None:
    """Name the ticks of an axis in the session's language.

    The names go first: the browser writes ticks a moment after it has their places, by the names that it has then.
    """
    axis.tick_labels = {_key(tick): number(tick) + unit for tick in ticks}
    axis.tick_values = [float(tick) for tick in ticks]


def _key(tick: Decimal) -> str:
    """Return a figure as the browser spells it."""
    return str(int(tick)) if tick == int(tick) else repr(float(tick))
