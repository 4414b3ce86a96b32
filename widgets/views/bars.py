"""Bars as markup: stacked, or one series within the other. Colours are the stylesheet's, texts are Babel's.

Bars and grid lines are an SVG that is stretched to its place; the texts are laid over it as HTML, so that they keep
their size and nothing has to be drawn again when the place changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from widgets.markup import tag
from widgets.texts.formats import money, number
from widgets.view_models import Chart, Series
from widgets.views.round_ticks import round_ticks
from widgets.views.segments import color

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

_EUROS = "EUR"
_HUNDRED = Decimal(100)
# Part of its place that a bar takes, and the most that it takes of the whole width where there are few.
_SHARE, _WIDEST = Decimal("0.56"), Decimal(11)


def bars(chart: Chart, spoken: str) -> Markup:
    """Draw a chart of the kind ``bars`` or ``overlay``.

    Args:
        chart: At least one label and one series.
        spoken: The picture in words, for those who do not see it.
    """
    scale = _scale(chart)
    grid = (_line(scale.down(tick), is_zero=tick == 0) for tick in scale.ticks)
    pieces = _stacked(chart, scale) if chart.kind == "bars" else _within(chart, scale)
    drawn = (piece.drawn(scale) for piece in pieces if piece.start != piece.end)
    picture = tag(
        "svg", *grid, *drawn, class_="ci-bars__picture", viewBox="0 0 100 100", preserveAspectRatio="none",
        aria_hidden="true",
    )  # fmt: skip
    figures = _sums(chart, scale) if chart.kind == "bars" else ()
    ticks = (tag("span", number(tick), style=f"--y:{scale.down(tick)}%") for tick in scale.ticks)
    return tag(
        "div",
        tag("div", *ticks, class_="ci-bars__scale"),
        tag("div", picture, *figures, class_="ci-bars__plot"),
        tag("div", *_labels(chart), class_="ci-bars__labels"),
        class_="ci-bars",
        style=f"--n:{len(chart.labels)}",
        role="img",
        aria_label=spoken,
    )


def figure_words(chart: Chart, value: Decimal) -> str:
    """Return a figure of a chart: euros with cents, whatever is counted as a number."""
    return money(value) if chart.unit == _EUROS else number(value)


class _Scale:
    """Where values stand, in per cent of the plot's height and width."""

    def __init__(self, ticks: Sequence[Decimal], places: int) -> None:
        self.ticks = ticks
        self._place = _HUNDRED / places
        self.width = min(self._place * _SHARE, _WIDEST)

    def down(self, value: Decimal) -> Decimal:
        """Return the distance of a value from the upper edge."""
        low, high = self.ticks[0], self.ticks[-1]
        return _rounded((high - value) / (high - low) * _HUNDRED)

    def middle(self, place: int) -> Decimal:
        """Return the distance of the middle of a label's place from the left edge."""
        return _rounded(self._place * (place + Decimal("0.5")))


def _scale(chart: Chart) -> _Scale:
    return _Scale(round_ticks(*_range(chart, stacked=chart.kind == "bars")), len(chart.labels))


@dataclass(frozen=True)
class _Bar:
    """A piece of a series at one label, from one value to another; ``width`` in per cent of the plot, ``amount`` in words."""

    one: Series
    label: str
    place: int
    start: Decimal
    end: Decimal
    width: Decimal
    amount: str

    def drawn(self, scale: _Scale) -> Markup:
        """Draw its rectangle, with name and amount under the pointer."""
        top, bottom = sorted((scale.down(self.start), scale.down(self.end)))
        return tag(
            "rect",
            tag("title", f"{self.one.name} {self.label}: {self.amount}"),
            x=_rounded(scale.middle(self.place) - self.width / 2),
            y=top,
            width=_rounded(self.width),
            height=bottom - top,
            style=f"fill:{color(self.one)}",
        )


def _stacked(chart: Chart, scale: _Scale) -> Iterator[_Bar]:
    """Positive pieces upwards from zero, negative ones downwards."""
    for place, label in enumerate(chart.labels):
        up = down = Decimal(0)
        for one in chart.series:
            value = one.values[place]
            start = up if value >= 0 else down
            yield _Bar(one, label, place, start, start + value, scale.width, figure_words(chart, value))
            up, down = (up + value, down) if value >= 0 else (up, down + value)


def _within(chart: Chart, scale: _Scale) -> Iterator[_Bar]:
    """Make each series half as wide as the one before it."""
    for depth, one in enumerate(chart.series):
        for place, (label, value) in enumerate(zip(chart.labels, one.values, strict=True)):
            yield _Bar(one, label, place, Decimal(0), value, scale.width / 2**depth, figure_words(chart, value))


def _line(down: Decimal, *, is_zero: bool) -> Markup:
    return tag("line", class_="is-zero" if is_zero else None, x1=0, x2=100, y1=down, y2=down)


def _sums(chart: Chart, scale: _Scale) -> Iterator[Markup]:
    """Write what a stack adds up to above it."""
    for place, values in enumerate(_by_label(chart)):
        height = sum((value for value in values if value > 0), Decimal(0))
        where = f"--x:{scale.middle(place)}%;--y:{scale.down(height)}%"
        yield tag("span", figure_words(chart, sum(values, Decimal(0))), class_="ci-bars__sum", style=where)


def _labels(chart: Chart) -> Iterator[Markup]:
    """Write the labels; below them the last series' figure where the series do not add up."""
    for label, values in zip(chart.labels, _by_label(chart), strict=True):
        figure = tag("b", figure_words(chart, values[-1])) if chart.kind == "overlay" else None
        yield tag("span", label, figure)


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


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
