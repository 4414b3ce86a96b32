"""The four linked charts: months, divisions, customers by what they earn, revenue against margin.

What is selected is drawn in full colour within its light whole; nothing moves. The names below and beside the bars are
buttons, so that everything that a pointer selects can be selected with the keyboard.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import bqplot
from bqplot.interacts import BrushSelector

from widgets.margin.marks import (
    BAD,
    FULL,
    HEIGHT,
    LIGHT,
    PERCENT,
    QUIET,
    figure,
    label_axis,
    name_ticks,
    spread,
    value_axis,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MARGIN = {"top": 12, "bottom": 4, "left": 48, "right": 8}
# The part of its place that a bar leaves free.
_GAP, _ROW_GAP = 0.38, 0.5
# Pixels above the first row and below the last: half of the tick and one more, in which bqplot lets it stand out.
_ROOM = 4
_TENTH = 10


class BarChart:
    """Bars that are clicked, their selected part, and a line of what they are compared with.

    Args:
        pick: Called with the number of the bar that is clicked.
        gap: The part of its place that a bar leaves free.

    Attributes:
        figure: The widget.
    """

    def __init__(self, pick: Callable[[int], None], gap: float = _GAP) -> None:
        self._places, self._values = bqplot.OrdinalScale(), bqplot.LinearScale()
        scales = {"x": self._places, "y": self._values}
        self._whole, self._part = (
            bqplot.Bars(x=[], y=[], scales=scales, colors=[color], padding=gap, stroke="transparent", tooltip=None)
            for color in (LIGHT, FULL)
        )
        self._before = bqplot.Lines(
            x=[],
            y=[],
            scales=scales,
            colors=[QUIET],
            stroke_width=1.5,
            marker="circle",
            marker_size=24,
            fill_colors=[QUIET],
        )
        self._axis, self._below = value_axis(self._values), label_axis(self._places)
        for mark in (self._whole, self._part):
            mark.on_element_click(lambda _mark, event: _picked(pick, event))
        self.figure = figure((self._whole, self._part, self._before), (self._below, self._axis), _MARGIN)

    def show(
        self, values: Sequence[float], before: Sequence[float | None] = (), part: Sequence[float] = (), unit: str = ""
    ) -> None:
        """Draw figures.

        Args:
            values: One per bar.
            before: What each is compared with; None: with nothing.
            part: What of each is selected; empty: there is no selection, and every bar has its full colour.
            unit: Stands behind the ticks.
        """
        ends = [0.0, *values, *(each for each in before if each is not None), *part]
        spread(self._axis, self._values, min(ends), max(ends), unit)
        _put_places(self._places, list(range(len(values))), self._before)
        _fill(self._whole, self._part, values, part)
        known = [(place, each) for place, each in enumerate(before) if each is not None]
        with self._before.hold_sync():
            self._before.x, self._before.y = [place for place, _each in known], [each for _place, each in known]


class ShareChart(BarChart):
    """Bars of customers, most first, and a line of what they are together, in per cent at the right."""

    def __init__(self, pick: Callable[[int], None]) -> None:
        super().__init__(pick, gap=0.12)
        self._shares = bqplot.LinearScale(min=0.0, max=1.0)
        together = bqplot.Lines(
            x=[], y=[], scales={"x": self._places, "y": self._shares}, colors=["var(--ci-text)"], stroke_width=1.5
        )
        right = value_axis(self._shares, "right", lines=False)
        self._together = together
        self._right = right
        self.figure.marks = [*self.figure.marks, together]
        self.figure.axes = [*self.figure.axes, right]
        self.figure.fig_margin = {**_MARGIN, "right": 52, "bottom": 26}
        self.figure.layout.height = f"{HEIGHT + 22}px"

    def show_shares(self, shares: Sequence[float]) -> None:
        """Draw what the first customers are of the whole, each with those before it; in per cent."""
        highest = max([100.0, *shares])
        spread(self._right, self._shares, 0.0, highest, PERCENT)
        with self._together.hold_sync():
            self._together.x, self._together.y = list(range(len(shares))), list(shares)
        places = [place for place in range(len(shares)) if place == 0 or (place + 1) % _TENTH == 0]
        with self._below.hold_sync():
            self._below.visible = True
            # Every place has a tick; a blank is the name of one that has none.
            blank = {str(place): "\N{NO-BREAK SPACE}" for place in range(len(shares))}
            self._below.tick_labels = blank | {str(place): f"{place + 1}." for place in places}


class RowChart:
    """Bars that lie, one per row of the table beside them, with a tick at what each is compared with.

    Args:
        pick: Called with the number of the bar that is clicked.
        row: Height of a row of the table in pixels.
    """

    def __init__(self, pick: Callable[[int], None], row: int) -> None:
        self._row = row
        self._places, self._values = bqplot.OrdinalScale(), bqplot.LinearScale()
        scales = {"x": self._places, "y": self._values}
        self._whole, self._part = (
            bqplot.Bars(
                x=[],
                y=[],
                scales=scales,
                colors=[color],
                padding=_ROW_GAP,
                orientation="horizontal",
                stroke="transparent",
            )
            for color in (LIGHT, FULL)
        )
        self._before = bqplot.Scatter(
            x=[],
            y=[],
            scales={"x": self._values, "y": self._places},
            colors=[QUIET],
            marker="rectangle",
            default_size=40,
            default_skew=0.95,
            rotation=None,
        )
        for mark in (self._whole, self._part):
            mark.on_element_click(lambda _mark, event: _picked(pick, event))
        self.figure = figure(
            (self._whole, self._part, self._before), (), {"top": 0, "bottom": 0, "left": 2, "right": 6}
        )

    def show(self, values: Sequence[float], before: Sequence[float | None] = (), part: Sequence[float] = ()) -> None:
        """Draw figures (see ``BarChart.show``)."""
        ends = [0.0, *values, *(each for each in before if each is not None)]
        self.figure.layout.height = f"{max(len(values), 1) * self._row + 2 * _ROOM}px"
        with self._values.hold_sync():
            self._values.min, self._values.max = min(ends), max(ends) or 1.0
        # From the bottom up; a scale that is turned round forgets it in the browser as soon as it has another domain.
        _put_places(self._places, list(reversed(range(len(values)))), self._before)
        _fill(self._whole, self._part, values, part)
        known = [(place, each) for place, each in enumerate(before) if each is not None]
        with self._before.hold_sync():
            self._before.x, self._before.y = [each for _place, each in known], [place for place, _each in known]


class PointChart:
    """A point per customer: revenue (logarithmic) against margin; a rectangle drawn over points selects them.

    Args:
        brush: Called with the numbers of the points within the rectangle.
    """

    def __init__(self, brush: Callable[[list[int]], None]) -> None:
        self._brushed = brush
        self._revenue, self._margin = bqplot.LogScale(min=0.1, max=1000.0), bqplot.LinearScale()
        scales = {"x": self._revenue, "y": self._margin}
        self._points = bqplot.Scatter(
            x=[], y=[], scales=scales, colors=[QUIET], default_size=22, opacities=[0.55], stroke="transparent"
        )
        self._average = bqplot.Lines(
            x=[], y=[], scales=scales, colors=["var(--ci-text)"], stroke_width=1, line_style="dashed"
        )
        self._below = bqplot.Axis(
            scale=self._revenue,
            grid_lines="solid",
            grid_color="var(--ci-chart-grid)",
            color=QUIET,
            tick_style={"font-size": "12px"},
        )
        self._left = value_axis(self._margin)
        self._selector = BrushSelector(x_scale=self._revenue, y_scale=self._margin, marks=[self._points], color=FULL)
        self._selector.observe(self._on_brush, "brushing")
        margin = {**_MARGIN, "bottom": 26, "right": 14}
        self.figure = figure((self._points, self._average), (self._below, self._left), margin, HEIGHT + 22)
        self.figure.interaction = self._selector

    def show(
        self, revenue: Sequence[float], margin: Sequence[float], lit: Sequence[bool], average: float | None
    ) -> None:
        """Draw points: revenue in thousands (above zero), margin in per cent, which are selected, and the average."""
        low, high = min(revenue, default=1.0), max(revenue, default=10.0)
        first, last = low * 0.8, max(high * 1.25, low * 10)
        with self._revenue.hold_sync():
            self._revenue.min, self._revenue.max = first, last
        name_ticks(self._below, decades(first, last))
        spread(self._left, self._margin, min([0.0, *margin]), max([10.0, *margin]), PERCENT)
        with self._points.hold_sync():
            self._points.x, self._points.y = list(revenue), list(margin)
            self._points.colors = [FULL if each else QUIET for each in lit] or [QUIET]
        ends = [self._revenue.min, self._revenue.max]
        with self._average.hold_sync():
            self._average.x, self._average.y = (ends, [average, average]) if average is not None else ([], [])

    def clear(self) -> None:
        """Take the rectangle away."""
        if self._selector.selected is not None:
            self._selector.reset()

    def _on_brush(self, change: Any) -> None:
        if change["new"] is not False or self._selector.selected is None:
            return
        (left, bottom), (right, top) = ((float(each) for each in corner) for corner in self._selector.selected)
        points = zip(self._points.x, self._points.y, strict=True)
        self._brushed(
            [at for at, (x, y) in enumerate(points) if left <= x <= right and min(bottom, top) <= y <= max(bottom, top)]
        )


def decades(first: float, last: float) -> list[Decimal]:
    """Return the powers of ten from first to last, with 2 and 5 times each where they are fewer than two.

    A single tick would be taken for the number of ticks.
    """
    powers = [Decimal(10) ** power for power in range(-4, 8)]
    whole = [each for each in powers if first <= each <= last]
    if len(whole) > 1:
        return whole
    finer = (each * step for each in powers for step in (1, 2, 5))
    return [each for each in finer if first <= each <= last]


def _picked(pick: Callable[[int], None], event: Any) -> None:
    """Hand on the number of a clicked bar; a browser can send anything."""
    data = event.get("data") if isinstance(event, dict) else None
    index = data.get("index") if isinstance(data, dict) else None
    if type(index) is int:
        pick(index)


def _put_places(scale: bqplot.OrdinalScale, places: list[int], compared: Any) -> None:
    """Give a scale its places; marks that would stand outside them, for which the browser has no position, go before."""
    if len(places) < len(scale.domain or ()):
        with compared.hold_sync():
            compared.x, compared.y = [], []
    scale.domain = places


def _fill(whole: Any, lit: Any, values: Sequence[float], part: Sequence[float]) -> None:
    """Give bars their figures: light ones where a part of them is lit, in full colour without one."""
    places = list(range(len(values)))
    with whole.hold_sync():
        whole.x, whole.y, whole.colors = places, list(values), _signed(values, part)
    with lit.hold_sync():
        lit.x, lit.y = places if part else [], list(part)


def _signed(values: Sequence[float], part: Sequence[float]) -> list[str]:
    """Return a colour per bar: what is below zero is a loss."""
    return [BAD if value < 0 else LIGHT if part else FULL for value in values]
