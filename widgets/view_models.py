"""The closed set of things a panel can show. Frozen records: no widgets, no drawing, easy to test.

Texts are plain text in the user's language, never HTML: the views escape them. Percent are written as they are
read (71.95 is 71,95 %). Figures are Decimal; a view never rounds them through a float.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import polars as pl

from widgets.forms import Form

Tone: TypeAlias = Literal["neutral", "accent", "ok", "warn", "danger"]
Kind: TypeAlias = Literal[
    "text", "money", "number", "percent", "date", "moment", "plate", "identifier", "chip", "yes_no"
]
Value: TypeAlias = str | int | float | Decimal | date | datetime | bool | None


@dataclass(frozen=True)
class Link:
    """Where a click leads: to a tab, to another customer, or out (``tel:``, ``mailto:``, ``geo:``, ``https:``)."""

    tab: str | None = None
    customer_number: str | None = None
    href: str | None = None


@dataclass(frozen=True)
class Chip:
    """A short word on a soft ground, with an icon where the tone warns."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Fact:
    """One labelled value. ``hint`` explains its definition, ``chip`` catches the eye below it."""

    label: str
    value: Value
    kind: Kind = "text"
    link: Link | None = None
    chip: Chip | None = None
    hint: str | None = None


@dataclass(frozen=True)
class Facts:
    """A block of labelled values."""

    facts: tuple[Fact, ...]
    title: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: Column of the frame.
        title: Heading.
        kind: How values are formatted and aligned (figures right).
        total: Show the sum in the footer (None values count as zero).
        phone: Place in the card below 600 px: title, figure, meta, row (label and value), hide.
        chips: For kind ``chip``: value of the frame -> chip.
        link: For kind ``text`` or ``identifier``: row -> where a click on this cell leads.
        strong: Bold figures.
        beside: Another column of the frame, shown beside the value: as a chip where ``chips`` has its value,
            else as muted text (the model beside the plate).
        summary: What the footer shows where a sum makes no sense (a share): the filtered rows -> value.
    """

    key: str
    title: str
    kind: Kind = "text"
    total: bool = False
    phone: Literal["title", "figure", "meta", "row", "hide"] = "row"
    chips: Mapping[str, Chip] = field(default_factory=dict)
    link: Callable[[Mapping[str, Any]], Link | None] | None = None
    strong: bool = False
    beside: str | None = None
    summary: Callable[[pl.DataFrame], Value] | None = None


@dataclass(frozen=True)
class Table:
    """A grid over a frame: sortable, filterable, downloadable, with sums, drawn from Python window by window.

    Attributes:
        rows: Any frame that has the columns' keys; other columns are not shown but reach ``detail``.
        detail: Row -> what opens below the row (one click, Enter).
        search: Placeholder of the filter field; empty: no filter.
        download: File name (without ending) for CSV and Excel; empty: no download.
        sort: Key and direction at first.
        empty: What to say when there are no rows, and what to do next.
    """

    columns: tuple[Column, ...]
    rows: pl.DataFrame
    title: str = ""
    detail: Callable[[Mapping[str, Any]], ViewModel] | None = None
    search: str = ""
    download: str = ""
    sort: tuple[str, Literal["ascending", "descending"]] | None = None
    empty: str = ""
    note: str = ""


@dataclass(frozen=True)
class Series:
    """One named row of figures of a chart; ``values`` as long as the chart's labels."""

    name: str
    values: tuple[Decimal, ...]
    color: Literal["1", "2", "3", "age-0", "age-1", "age-2", "age-3", "age-4", "age-5"] = "1"


@dataclass(frozen=True)
class Chart:
    """A chart with its data table one click away.

    ``bars`` stacks the series over the labels; ``overlay`` draws them within each other; ``segments`` is one
    bar cut into one piece per series, with legend and amounts; ``waterfall`` is a calculation line by line (the
    first series' values; the last line is the result), with per cent of the first line.
    """

    kind: Literal["bars", "overlay", "segments", "waterfall"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    title: str = ""
    note: str = ""
    unit: str = "EUR"


@dataclass(frozen=True)
class Point:
    """A point on the map, WGS 84 degrees."""

    latitude: float
    longitude: float
    label: str
    text: str = ""


@dataclass(frozen=True)
class MapPoints:
    """Points on a map with the layers of the settings (streets, satellite, hybrid).

    ``attribution``: what the licence of the points asks to be shown with them.
    """

    points: tuple[Point, ...]
    title: str = ""
    note: str = ""
    links: tuple[tuple[str, Link], ...] = ()
    attribution: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """One event. ``kind`` chooses the filter, and the icon unless ``icon`` names one (see assets/icons.svg)."""

    at: datetime | date
    kind: str
    title: str
    text: str = ""
    amount: Decimal | None = None
    link: Link | None = None
    icon: str = ""


@dataclass(frozen=True)
class Timeline:
    """Events, newest first, grouped by month (older years: by year); ``filters``: word of a filter button -> the kinds it shows."""

    entries: tuple[TimelineEntry, ...]
    title: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: str = ""


@dataclass(frozen=True)
class Item:
    """One line of a list tile: title (plate first), text below, chip and figure at the right."""

    title: str
    text: str = ""
    plate: str | None = None
    chip: Chip | None = None
    amount: Decimal | None = None
    on: date | None = None
    link: Link | None = None


@dataclass(frozen=True)
class ItemList:
    """A tile with a few lines, a count and one link to the whole."""

    items: tuple[Item, ...]
    title: str = ""
    note: str = ""
    foot: str = ""
    more: tuple[str, Link] | None = None
    empty: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """One large figure with its explanation, a chip, and something below (an ageing bar)."""

    value: Decimal
    title: str = ""
    unit: str = "EUR"
    text: str = ""
    chip: Chip | None = None
    below: ViewModel | None = None
    foot: str = ""
    more: tuple[str, Link] | None = None


@dataclass(frozen=True)
class Document:
    """A document to be read: ``rendition`` (parsed e-invoice, JSON) is drawn; the original can be downloaded.

    ``xml``: the invoice data inside a hybrid document (ZUGFeRD), where the original itself is no XML.
    """

    title: str
    file_name: str
    media_type: str
    content: bytes
    chips: tuple[Chip, ...] = ()
    rendition: str | None = None
    note: str = ""
    xml: bytes | None = None


@dataclass(frozen=True)
class Notice:
    """Something to be told: what is so, why, what to do next."""

    title: str
    text: str = ""
    tone: Tone = "neutral"
    link: tuple[str, Link] | None = None


@dataclass(frozen=True)
class Stack:
    """Several view models: one below the other, side by side, or on the overview's grid."""

    items: tuple[ViewModel, ...]
    layout: Literal["column", "split", "overview"] = "column"


@dataclass(frozen=True)
class Choice:
    """A choice (fiscal year, ...) that builds what stands below it. ``options``: key -> word.

    The words stand in the head of the first tile below where that tile has no title of its own.
    """

    label: str
    options: Mapping[str, str]
    selected: str
    build: Callable[[str], ViewModel]
    title: str = ""


@dataclass(frozen=True)
class MasterDetail:
    """A table or grouped list at the left; the chosen row's view model at the right (phone: a sheet)."""

    master: Table | GroupedList
    detail: Callable[[Mapping[str, Any]], ViewModel]
    empty: ViewModel | None = None
    selected: int | None = None


@dataclass(frozen=True)
class GroupedList:
    """Lists under group headings (inboxes by upstream system). ``rows[i]`` belongs to the i-th item over all groups.

    ``states``: one chip per group (how fresh its source is), shown as a dot and text in the heading.
    """

    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    rows: pl.DataFrame
    title: str = ""
    chip: Chip | None = None
    empty: str = ""
    states: tuple[Chip | None, ...] = ()


ViewModel: TypeAlias = (
    Facts
    | Table
    | Chart
    | MapPoints
    | Timeline
    | ItemList
    | KeyFigure
    | Document
    | Notice
    | Stack
    | Choice
    | MasterDetail
    | GroupedList
    | Form
)
