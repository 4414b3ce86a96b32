"""Charts that are fitted to other figures: bars stay beside their names, ticks keep theirs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import bqplot
import pytest

from widgets.margin.charts import RowChart, decades
from widgets.margin.marks import name_ticks, value_axis


def test_the_first_row_stays_at_the_top_whatever_was_shown_before() -> None:
    """An ordinal scale begins at the bottom, and turned round it is so only until its domain changes."""
    chart = RowChart(lambda _at: None, 24)
    for values in ([5.0, 3.0, 1.0], [7.0], [4.0, 2.0]):
        chart.show(values)
        bars = chart.figure.marks[0]
        places = bars.scales["x"]
        assert not places.reverse
        assert list(bars.y) == values
        assert list(places.domain) == sorted(bars.x, reverse=True)


def test_ticks_are_named_before_they_are_placed() -> None:
    axis, told = value_axis(bqplot.LinearScale()), []

    def note(change: Any) -> None:
        told.append(change["name"])

    axis.observe(note, ["tick_labels", "tick_values"])
    name_ticks(axis, [Decimal(0), Decimal(50)], " %")
    assert told == ["tick_labels", "tick_values"]
    assert axis.tick_labels == {"0": "0 %", "50": "50 %"}


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [(0.05, 30, ["0.1", "1", "10"]), (8, 80, ["10", "20", "50"]), (12, 95, ["20", "50"])],
)
def test_an_axis_of_powers_has_two_ticks_at_least(first: float, last: float, ticks: list[str]) -> None:
    assert decades(first, last) == [Decimal(each) for each in ticks]
