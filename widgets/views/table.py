"""The grid: Python sorts, filters, sums and slices; the browser draws only the window that is seen."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import anywidget
import ipywidgets
import polars as pl
import traitlets

from widgets.assets import script
from widgets.texts.language import language, ngettext
from widgets.view_models import Column, Link, Table, ViewModel
from widgets.views import export, rows
from widgets.views.closing import discard
from widgets.views.context import ViewContext
from widgets.views.grid_traits import GridColumn, GridLink, GridOptions, GridRow, GridState, GridWanted
from widgets.views.grid_words import grid_words
from widgets.views.markup_writer import deep_link, safe_href
from widgets.views.wanted import named_rows, stands_for_several

# Up to this many rows stand in the page as they are; longer tables scroll in a window of their own.
WHOLE = 100
# The most rows that one message asks for, that a page keeps for printing, and the most characters of a filter text.
LARGEST_WINDOW = 250
PRINTED = 1000
LONGEST_FILTER = 200
_LEFT_KINDS = frozenset({"text", "identifier", "plate", "chip", "date", "moment", "yes_no"})

Row = Mapping[str, Any]


class Grid(anywidget.AnyWidget):
    """A table in the browser.

    Args:
        table: What to show.
        context: Where links lead, the language.
        draw_one: Draws the view model that opens below a row.
        choose: Called with the row that is chosen (then a row does not open).
        selected: Number of the row that is chosen at first.

    Attributes:
        columns: A ``GridColumn`` per column.
        options: ``GridOptions``.
        words: The grid's own words in the session's language, by the names that table.js uses (see ``grid_words``).
        state: ``GridState``.
    """

    _esm = script("table")
    columns: Any = traitlets.List().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    state: Any = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        table: Table,
        context: ViewContext,
        draw_one: Callable[[ViewModel], ipywidgets.Widget],
        choose: Callable[[Row], None] | None = None,
        selected: int | None = None,
    ) -> None:
        self._table = table
        self._context = context
        self._draw_one = draw_one
        self._choose = choose
        self._texts: pl.Series | None = None
        self._filter = ""
        self._sort = self._first_sort()
        self._version = 0
        named = named_rows(table, context.item)
        self._shown = self._arrange_for(named)
        self._details: dict[int, ipywidgets.Widget] = {}
        super().__init__(
            columns=[self._column(column) for column in table.columns],
            options=GridOptions(
                {
                    "title": table.title,
                    "search": table.search,
                    "filter": self._filter,
                    "wanted": self._wanted(named),
                    "download": bool(table.download),
                    "detail": table.detail is not None and choose is None,
                    "choose": choose is not None,
                    "selected": selected,
                    "empty": table.empty,
                    "note": table.note,
                    "total": table.rows.height,
                    "whole": WHOLE,
                    "printed": PRINTED,
                    "footer": any(column.total or column.summary for column in table.columns),
                    "language": language(),
                }
            ),
            words=grid_words(),
            state=self._state(),
        )
        self.add_class("ci-tile")
        self.add_class("ci-grid")
        self.on_msg(self._receive)

    def show(self, rows_now: pl.DataFrame, selected: int | None = None) -> None:
        """Show other rows of the same table; filter, order and the place scrolled to stay.

        Args:
            rows_now: A frame with the same columns.
            selected: Number of the row that is chosen now.
        """
        self._table = replace(self._table, rows=rows_now)
        self._texts = None
        with self.hold_sync():
            self.options = {**self.options, "total": rows_now.height, "selected": selected}
            self._renew()
            self.state = {**self.state, "stays": True}

    # ---- what the browser asks

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        # The browser is not trusted: every number is checked against the table, everything else is ignored.
        if not isinstance(message, dict):
            return
        answers: dict[str, Callable[[dict[str, Any]], None]] = {
            "rows": self._send_window,
            "sort": self._sort_by,
            "filter": self._filter_by,
            "open": self._open,
            "close": self._close,
            "choose": self._choose_row,
            "follow": self._follow,
            "download": self._download,
        }
        answer = answers.get(str(message.get("do")))
        if answer is not None:
            answer(message)

    def _send_window(self, message: dict[str, Any]) -> None:
        start, count = _whole(message.get("start")), _whole(message.get("count"))
        if start is not None and count is not None and message.get("version") == self._version:
            shown = self._window(start, min(count, LARGEST_WINDOW))
            self.send({"do": "rows", "version": self._version, "start": start, "rows": shown})

    def _sort_by(self, message: dict[str, Any]) -> None:
        place = _whole(message.get("column"))
        if place is None or place >= len(self._table.columns):
            return
        ascending = not (self._sort is not None and self._sort == (place, False))
        self._sort = (place, not ascending)
        self._renew()

    def _filter_by(self, message: dict[str, Any]) -> None:
        text = message.get("text")
        if isinstance(text, str) and self._table.search:
            self._filter = text[:LONGEST_FILTER]
            self._renew()

    def _open(self, message: dict[str, Any]) -> None:
        number = self._row_number(message)
        if number is None or self._table.detail is None or number in self._details:
            return
        detail = self._draw_one(self._table.detail(self._row(number)))
        self._details[number] = detail
        self.send({"do": "opened", "row": number, "widget": detail.model_id})

    def _close(self, message: dict[str, Any]) -> None:
        number = self._row_number(message)
        if number in self._details:
            discard(self._details.pop(number))

    def _choose_row(self, message: dict[str, Any]) -> None:
        number = self._row_number(message)
        if number is not None and self._choose is not None:
            self._choose(self._row(number))

    def _follow(self, message: dict[str, Any]) -> None:
        number, place = self._row_number(message), _whole(message.get("column"))
        if number is None or place is None or place >= len(self._table.columns):
            return
        target = self._target(self._table.columns[place], self._row(number))
        if target is not None and (target.tab or target.customer_number):
            self._context.navigate(target)

    def _download(self, message: dict[str, Any]) -> None:
        if not self._table.download:
            return
        shown, columns = self._table.rows[self._shown], self._table.columns
        title = self._table.title or self._table.download
        if message.get("kind") == "csv":
            form, name, kind = "CSV", self._context.file_name(self._table.download, "csv"), export.CSV
            content = export.to_csv(shown, columns)
        else:
            form, name, kind = "Excel", self._context.file_name(self._table.download, "xlsx"), export.EXCEL
            content = export.to_excel(shown, columns, title)
        count = ngettext("{count} Zeile", "{count} Zeilen", shown.height)
        self._context.record("export", f"{title}, {form}, {count}")
        self.send({"do": "save", "name": name, "type": kind}, buffers=[content])

    # ---- what is shown

    def _first_sort(self) -> tuple[int, bool] | None:
        if self._table.sort is None:
            return None
        key, direction = self._table.sort
        places = [place for place, column in enumerate(self._table.columns) if column.key == key]
        return (places[0], direction == "descending") if places else None

    def _arrange(self) -> pl.Series:
        """Return the numbers of the shown rows, in order."""
        table = self._table
        if self._sort is None:
            numbers = pl.Series("row", range(table.rows.height), dtype=pl.UInt32)
        else:
            place, descending = self._sort
            numbers = rows.order(table.rows, table.columns[place], descending=descending)
        if self._filter.strip():
            if self._texts is None:
                self._texts = rows.haystack(table.rows, table.columns)
            numbers = numbers.filter(rows.matching(self._texts, self._filter)[numbers])
        return numbers

    def _arrange_for(self, named: list[int]) -> pl.Series:
        """Return the numbers of the shown rows; where a link names several of them, the filter shows no others."""
        item = self._context.item
        if item is not None and self._table.search and stands_for_several(self._table, item):
            self._filter = item[:LONGEST_FILTER]
            shown = self._arrange()
            if set(named) <= set(shown):
                return shown
            self._filter = ""  # their name is in no column
        return self._arrange()

    def _wanted(self, named: list[int]) -> GridWanted | None:
        place = next((place for place, number in enumerate(self._shown) if number in named), None)
        if place is None:
            return None
        opens = len(named) == 1 and self._table.detail is not None and self._choose is None
        return {"row": self._shown[place], "place": place, "opens": opens}

    def _renew(self) -> None:
        discard(*self._details.values())
        self._details.clear()
        self._shown = self._arrange()
        self._version += 1
        self.state = self._state()

    def _state(self) -> GridState:
        shown = self._table.rows if len(self._shown) == self._table.rows.height else self._table.rows[self._shown]
        long = len(self._shown) > WHOLE
        return {
            "version": self._version,
            "count": len(self._shown),
            "sort": self._sort and [self._sort[0], "descending" if self._sort[1] else "ascending"],
            "filtered": bool(self._filter.strip()),
            "sums": [_sent(rows.total(shown, column)) for column in self._table.columns],
            "rows": self._window(0, WHOLE),
            "widest": [rows.widest(self._table.rows, column) for column in self._table.columns] if long else [],
        }

    def _window(self, start: int, count: int) -> list[GridRow]:
        numbers = self._shown[start : start + count]
        window = self._table.rows[numbers]
        columns = self._table.columns
        drawn: list[GridRow] = [
            {"row": number, "cells": cells}
            for number, cells in zip(numbers.to_list(), rows.cells(window, columns), strict=True)
        ]
        for place, column in enumerate(columns):
            if column.beside:
                for line, text in zip(drawn, window[column.beside].cast(pl.String).to_list(), strict=True):
                    line.setdefault("beside", {})[place] = text
            if column.link is not None:
                for line, row in zip(drawn, window.iter_rows(named=True), strict=True):
                    line.setdefault("links", {})[place] = _address(self._target(column, row))
        return drawn

    def _column(self, column: Column) -> GridColumn:
        return {
            "title": column.title,
            "kind": column.kind,
            "right": column.kind not in _LEFT_KINDS,
            "phone": column.phone,
            "strong": column.strong,
            "chips": {str(value): {"text": chip.text, "tone": chip.tone} for value, chip in column.chips.items()},
        }

    def _target(self, column: Column, row: Row) -> Link | None:
        """Return where a click on a cell leads, if the viewer is allowed to open it."""
        target = column.link(row) if column.link else None
        return target if target is not None and self._context.offers(target) else None

    def _row(self, number: int) -> Row:
        return self._table.rows.row(number, named=True)

    def _row_number(self, message: dict[str, Any]) -> int | None:
        number = _whole(message.get("row"))
        return number if number is not None and number < self._table.rows.height else None

    def close(self) -> None:
        """Close the grid and what is open in it."""
        discard(*self._details.values())
        self._details.clear()
        super().close()


def _whole(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _sent(value: object) -> str | None:
    return None if value is None else str(value)


def _address(target: Link | None) -> GridLink | None:
    if target is None:
        return None
    if target.tab or target.customer_number:
        return {"href": deep_link(target), "inside": True}
    href = safe_href(target.href)
    return {"href": href, "inside": False} if href else None
