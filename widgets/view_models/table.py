"""A table and its columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

import polars as pl

from widgets.view_models.base import Chip, ItemNames, Kind, Link, Value, ViewModel


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: Column of the frame.
        title: Heading.
        kind: How values are formatted and aligned (figures right).
        total: Show the sum in the footer (None values count as zero).
        phone: Place in the card below 600 px: title, figure, meta, row (label and value), hide.
        has_costs: A negative figure is nothing bad here, and is not red.
        sorted_by: Another column, of whole numbers that say the same order as its texts: where the table has it, these are not
            compared.
        searched_in: Other columns, in whose texts a filter finds every word of this one's and of a text beside it, where the table
            has them (a chip beside it is looked at itself); none: in its own.
        unit: Of the figures (``km``), where the heading says it: the card of a phone has no heading, and shows it behind them.
        chips: For kind ``chip``: value of the frame -> chip.
        link: For kind ``text`` or ``identifier``: row -> where a click on this cell leads.
        strong: Bold figures.
        beside: Another column of the frame, shown next to the value: as a chip where ``chips`` has its value,
            else as muted text (the model next to the plate).
        beside_title: What that one is called in a file, where it is a column of its own: best a word of its own; empty: this
            one's title with *Zusatz* behind it.
        summary: What the footer shows where a sum makes no sense (a share): the filtered rows -> value.
        names_colleague: It says who of the house has something to do with a row: grouped by it, rows are found, and people
            are not compared.
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
    beside_title: str = ""
    summary: Callable[[pl.DataFrame], Value] | None = None
    names_colleague: bool = False
    sorted_by: str | None = None
    searched_in: tuple[str, ...] = ()
    unit: str = ""
    has_costs: bool = False


@dataclass(frozen=True)
class Marked:
    """The rows that somebody marked in a table.

    Attributes:
        rows: Of the table's frame.
        is_cut: More were to be marked than one can mark.
        save: ``csv`` or ``excel`` -> the browser saves them as a file.
        clear: Takes all marks away.
    """

    rows: pl.DataFrame
    is_cut: bool
    save: Callable[[str], None]
    clear: Callable[[], None]


@dataclass(frozen=True)
class Source:
    """The rows of another table from which rows of a list get columns.

    Attributes:
        key: Column of the list's rows that holds the number of the other's row; null: none.
        height: How many rows the other has.
        columns: Names -> these columns of all its rows, in their order.
    """

    key: str
    height: int
    columns: Callable[[Collection[str]], pl.DataFrame]


class More(Protocol):
    """What gives some rows of a table further columns."""

    @property
    def gives(self) -> frozenset[str]:
        """Their names."""

    def __call__(self, rows: pl.DataFrame, wanted: Collection[str] | None) -> pl.DataFrame:
        """Return the same rows, in the same order, with these columns; None: with all."""

    def source(self, name: str) -> Source | None:
        """Return where a column is looked up by a number that rows hold; None: it is made of the rows themselves."""

    def texts(self, name: str) -> Collection[str] | None:
        """Return all that can be read in a column, known before it is made; None: that is not known."""


@dataclass(frozen=True)
class Table(ViewModel):
    """A grid over a frame: sortable, filterable, downloadable, with sums, drawn from Python window by window.

    Attributes:
        rows: Any frame that has the columns' keys; other columns are not shown but reach ``detail``.
        detail: Row -> what opens below the row (one click, Enter).
        sum_detail: The rows that are shown -> what opens below their sums likewise; only where rows open, too.
        search: Placeholder of the filter field; empty: no filter.
        download: File name (without ending) for CSV and Excel; empty: no download.
        sort: Key and direction at first.
        empty: What to say when there are no rows, and what to do next.
        names: How a link names a row. The row that is asked for is opened, marked and takes the focus; where several
            have the name, the filter shows them alone.
        customers: Column of ``rows`` with the number of the customer that a row names, or a list of several (for people who are
            not customers yet: what tells them apart). Which of them are sent to the browser is written down (``ViewContext.shown``); empty: the
            rows belong to the customer of the page, or to nobody.
        leads: A click or Enter anywhere in a row follows its first link; for tables whose rows do not open.
        marked: Called whenever other rows are marked; None: rows cannot be marked.
        keys: A small letter -> what it does with the row that has the keyboard; what it returns opens below the row, nothing
            where the list says what was done. ``x`` marks and is not among them.
        keys_note: What the keys do; not shown where a finger points.
        more: Gives any of the rows further columns, in the same order: those that are named, or all (None). For a table so long
            that ``rows`` bear only what they are in order by, what is summed and what ``more`` asks for; None: they have
            everything.
        every: Makes the same table of all rows, where ``rows`` are only the first ones of them: a file has all.
        shared_names: Names that stand for all rows that have them (the vehicle of orders): the filter shows them alone.
    """

    columns: tuple[Column, ...]
    rows: pl.DataFrame
    title: str = ""
    detail: Callable[[Mapping[str, Any]], ViewModel] | None = None
    sum_detail: Callable[[pl.DataFrame], ViewModel] | None = None
    search: str = ""
    download: str = ""
    sort: tuple[str, Literal["ascending", "descending"]] | None = None
    empty: str = ""
    note: str = ""
    names: ItemNames | None = None
    shared_names: ItemNames | None = None
    leads: bool = False
    customers: str = ""
    marked: Callable[[Marked], None] | None = None
    keys: Mapping[str, Callable[[Mapping[str, Any]], ViewModel | None]] = field(default_factory=dict)
    keys_note: str = ""
    more: More | None = None
    every: Callable[[], Table] | None = None

    def complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return some of the rows with all columns."""
        return rows if self.more is None else self.more(rows, None)

    def has(self, key: str) -> bool:
        """Return whether its rows have a column, or can get it."""
        return key in self.rows.columns or (self.more is not None and key in self.more.gives)

    def column(self, key: str) -> pl.Series:
        """Return what all rows hold in a column; no other is made for it."""
        if key in self.rows.columns or self.more is None:
            return self.rows[key]
        return self.more(self.rows, (key,))[key]

    def source(self, key: str) -> Source | None:
        """Return where a column comes from, if it is looked up elsewhere for each row."""
        return None if self.more is None or key in self.rows.columns else self.more.source(key)

    def texts(self, key: str) -> Collection[str] | None:
        """Return all that can be read in a column that ``more`` gives; None: it does not, or that is not known."""
        return None if self.more is None or key in self.rows.columns else self.more.texts(key)

    def whole(self) -> Table:
        """Return the same table, all rows of which have all columns."""
        return self if self.more is None else replace(self, rows=self.complete(self.rows), more=None)
