"""Which rows of a table are shown, and in which order: sorted and filtered in Python."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from widgets.view_models import Column
from widgets.views import rows
from widgets.views.searched_texts import SearchedTexts
from widgets.views.wanted import named_rows, stands_for_several

if TYPE_CHECKING:
    from widgets.view_models import Table

LONGEST_FILTER = 200


class Arrangement:
    """The rows of a table, in order, as its filter leaves them.

    Args:
        table: Whose rows; its own order comes first.
        item: What a link names: where that is several rows, the filter shows no others.

    Attributes:
        table: The table.
        text: What stands in the filter.
        sort: Number of the column, and whether it descends; None: the order of the frame.
        shown: Numbers of the shown rows, in order.
    """

    def __init__(self, table: Table, item: str | None = None) -> None:
        self.table = table if item is None else table.whole()
        self.text = ""
        self.sort = _first_sort(table)
        self._texts: SearchedTexts | None = None
        self._named = frozenset(named_rows(self.table, item))
        self.shown = self._arranged()
        if item is not None and table.search and stands_for_several(self.table, item):
            self._show_only(item)

    @property
    def named_place(self) -> int | None:
        """The place, among the shown rows, of the first one that the link names."""
        if not self._named:
            return None
        return next((place for place, number in enumerate(self.shown) if number in self._named), None)

    @property
    def names_one(self) -> bool:
        """Whether the link names a single row."""
        return len(self._named) == 1

    def sort_by(self, place: int) -> None:
        """Sort by a column: ascending, and descending if it is sorted that way already."""
        self.sort = (place, self.sort == (place, False))
        self.shown = self._arranged()

    def filter_by(self, text: str) -> None:
        """Show only rows with these words."""
        self.text = text[:LONGEST_FILTER]
        self.shown = self._arranged()

    def resume(self, text: str, sort: tuple[int, bool] | None) -> None:
        """Take filter and order of an earlier drawing, but no filter that hides what the link names."""
        if sort is None or sort[0] < len(self.table.columns):
            self.sort = sort
        named_alone = self.text
        self.filter_by(named_alone or (text if self.table.search else ""))
        if self._named and not self._named <= set(self.shown):
            self.filter_by(named_alone)

    def replace_table(self, table: Table) -> None:
        """Take other rows of a table with the same columns; filter and order stay."""
        self.table = table
        self._texts = None
        self.shown = self._arranged()

    def shown_rows(self) -> pl.DataFrame:
        """Return the shown rows, in order."""
        as_they_are = self.sort is None and not self.text.strip()
        return self.table.rows if as_they_are else self.table.rows[self.shown]

    def saved(self) -> Table:
        """Return the table of a file: the shown rows, in order; where they are the first ones of many, these as well."""
        if self.table.every is None:
            return replace(self.table, rows=self.shown_rows()).whole()
        arrangement = Arrangement(self.table.every())
        arrangement.resume(self.text, self.sort)
        return arrangement.saved()

    def _arranged(self) -> pl.Series:
        table = self.table
        if self.sort is None:
            row_numbers = pl.int_range(table.rows.height, dtype=pl.UInt32, eager=True).alias("row")
        else:
            place, descending = self.sort
            column = table.columns[place]
            if column.sorted_by is not None and table.has(column.sorted_by):
                column = Column(column.sorted_by, column.title, "number")
            row_numbers = rows.order(table.column(column.key).to_frame(), column, descending=descending)
        if self.text.strip():
            if self._texts is None:
                self._texts = SearchedTexts(table)
            row_numbers = row_numbers.filter(self._texts.matching(self.text)[row_numbers])
        return row_numbers

    def _show_only(self, item: str) -> None:
        everything = self.shown
        self.filter_by(item)
        if not self._named <= set(self.shown):
            self.text, self.shown = "", everything  # their name is in no column


def _first_sort(table: Table) -> tuple[int, bool] | None:
    if table.sort is None:
        return None
    key, direction = table.sort
    places = [place for place, column in enumerate(table.columns) if column.key == key]
    return (places[0], direction == "descending") if places else None
