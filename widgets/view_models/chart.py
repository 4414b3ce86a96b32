"""A chart and its series."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from widgets.view_models.base import ViewModel


@dataclass(frozen=True)
class Series:
    """One named row of figures of a chart; ``values`` as long as the chart's labels."""

    name: str
    values: tuple[Decimal, ...]
    color: Literal["1", "2", "3", "age-0", "age-1", "age-2", "age-3", "age-4", "age-5"] = "1"


@dataclass(frozen=True)
class Chart(ViewModel):
    """A chart with its data table one click away.

    ``bars`` stacks the series over the labels; ``overlay`` draws them within each other; ``segments`` is one
    bar cut into one piece per series, with legend and amounts; ``waterfall`` is a calculation line by line (the
    first series' values; the last line is the result), with per cent of the first line. ``unit`` EUR has cents, another one
    is of numbers.
    """

    kind: Literal["bars", "overlay", "segments", "waterfall"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    title: str = ""
    note: str = ""
    unit: str = "EUR"
