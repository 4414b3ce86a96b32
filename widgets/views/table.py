"""The grid: Python sorts, filters, sums and slices; the browser draws only the window that is seen."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import ipywidgets
import polars as pl
import traitlets

from clientinfo_kernel.errors import AuditNotWritten
from widgets.assets import module
from widgets.view_models import Marked, Table, ViewModel
from widgets.views.arrangement import Arrangement
from widgets.views.bare_widgets import BrowserWidget
from widgets.views.closing import discard
from widgets.views.context import ViewContext
from widgets.views.grid_options import grid_options
from widgets.views.grid_refusal import refusal, refused_state
from widgets.views.grid_request import GridRequest
from widgets.views.grid_rows import grid_rows, offered_link, widest_cells
from widgets.views.grid_state import grid_state
from widgets.views.grid_traits import SUM, GridRow, GridState, GridWanted, grid_column
from widgets.views.grid_words import grid_words
from widgets.views.kept import Setting, table_key
from widgets.views.marking import Marks
from widgets.views.table_file import table_file
from widgets.views.wanted import own_name

# Up to this many rows stand in the page as they are; longer tables scroll in a window of their own.
WHOLE = 100
# The most rows that one message asks for.
LARGEST_WINDOW = 250
_PARTS = tuple(
    f"table_{name}" for name in ("kit", "tools", "head", "rows", "details", "fit", "fold", "marks", "keyboard")
)

Row = Mapping[str, Any]


class Grid(BrowserWidget):
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

    _esm = module("keyboard", "single_keys", "inner_view", *_PARTS, "table")
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
        self._arrangement = Arrangement(table, context.item)
        before = context.kept.get(table_key(table))
        if before is not None:
            self._arrangement.resume(before.text, before.sort)
        self._context = context
        self._draw_one = draw_one
        self._choose = choose
        self._version = self._numbering = 0
        self._details: dict[int, ipywidgets.Widget] = {}
        self._marks = Marks()
        super().__init__(
            columns=[grid_column(column) for column in table.columns],
            options=grid_options(
                self._arrangement,
                self._wanted(),
                WHOLE,
                is_choice=choose is not None,
                selected=selected,
                opened=() if before is None else before.opened,
                opened_sum=before is not None and before.opened_sum,
            ),
            words=grid_words(),
            state=self._state(),
            _dom_classes=("ci-tile", "ci-grid"),
        )
        self.on_msg(self._receive)

    @property
    def table(self) -> Table:
        """The table that is shown."""
        return self._arrangement.table

    @property
    def setting(self) -> Setting:
        """What somebody set and opened in it."""
        open_rows = (self.table.rows.row(number, named=True) for number in self._details if number != SUM)
        names = frozenset(filter(None, (own_name(self.table, row) for row in open_rows)))
        return Setting(self._arrangement.text, self._arrangement.sort, names, SUM in self._details)

    @property
    def details(self) -> tuple[ipywidgets.Widget, ...]:
        """What is open below its rows."""
        return tuple(self._details.values())

    def show(self, rows_now: pl.DataFrame, selected: int | None = None) -> None:
        """Show other rows of the same table; filter, order and the place scrolled to stay.

        Args:
            rows_now: A frame with the same columns.
            selected: Number of the row that is chosen now.
        """
        self.show_table(replace(self.table, rows=rows_now), selected)

    def show_table(self, table: Table, selected: int | None = None) -> None:
        """Show the same table made again: other rows, and what its columns say of them; no row stays marked."""
        self._arrangement.replace_table(table)
        self._numbering += 1
        with self.hold_sync():
            self.columns = [grid_column(column) for column in table.columns]
            self.options = {**self.options, "total": table.rows.height, "selected": selected}
            self._renew()
            self.state = {**self.state, "stays": True}
        if self._marks.rows:
            self._clear_marks()

    # ---- what the browser asks

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict):
            return
        answers: dict[str, Callable[[GridRequest], None]] = {
            "rows": self._send_window,
            "again": lambda _asked: self._renew(),
            "sort": self._sort_by,
            "filter": self._filter_by,
            "open": self._open,
            "close": self._close,
            "choose": self._choose_row,
            "follow": self._follow,
            "download": self._download,
            "mark": self._mark,
        }
        asked = GridRequest(message)
        answer = answers.get(asked.do)
        if answer is None or not asked.is_of(self._version, self._numbering):
            return
        try:
            answer(asked)
        except AuditNotWritten as error:
            self.send({**message, "asked": asked.do, "do": "refused", "words": refusal(error)})

    def _send_window(self, asked: GridRequest) -> None:
        start, count = asked.whole("start"), asked.whole("count")
        if start is not None and count is not None:
            shown = self._window(start, min(count, LARGEST_WINDOW))
            self.send({"do": "rows", "version": self._version, "start": start, "rows": shown})

    def _sort_by(self, asked: GridRequest) -> None:
        place = asked.column(len(self.table.columns))
        if place is not None:
            self._arrangement.sort_by(place)
            self._renew()

    def _filter_by(self, asked: GridRequest) -> None:
        text = asked.message.get("text")
        if isinstance(text, str) and self.table.search:
            self._arrangement.filter_by(text)
            self._renew()

    def _open(self, asked: GridRequest) -> None:
        number = asked.opened_row(self.table.rows.height)
        if number is None or number in self._details:
            return
        shown = self._sum_detail() if number == SUM else self._row_detail(number, asked.key)
        if shown is None:
            if number != SUM:  # a key did something, and the list says what
                self.send({"do": "opened", "row": number, "widget": None})
            return
        detail = self._draw_one(shown)
        self._details[number] = detail
        self.send({"do": "opened", "row": number, "widget": detail.model_id})

    def _row_detail(self, number: int, key: str) -> ViewModel | None:
        opens = self.table.keys.get(key, self.table.detail)
        return None if opens is None else opens(self._row(number))

    def _sum_detail(self) -> ViewModel | None:
        opens = self.table.sum_detail
        return None if opens is None else opens(self.table.complete(self._arrangement.shown_rows()))

    def _close(self, asked: GridRequest) -> None:
        number = asked.opened_row(self.table.rows.height)
        if number in self._details:
            discard(self._details.pop(number))

    def _choose_row(self, asked: GridRequest) -> None:
        number = asked.row(self.table.rows.height)
        if number is not None and self._choose is not None:
            self._choose(self._row(number))

    def _follow(self, asked: GridRequest) -> None:
        number, place = asked.row(self.table.rows.height), asked.column(len(self.table.columns))
        if number is None or place is None:
            return
        target = offered_link(self.table.columns[place], self._row(number), self._context)
        if target is not None and (target.tab or target.customer_number):
            self._context.navigate(target)

    def _download(self, asked: GridRequest) -> None:
        if self.table.download:
            self._save(str(asked.message.get("kind")), self._arrangement.saved())

    def _save(self, form: str, table: Table) -> None:
        file = table_file(table, table.rows, form, self._context)
        self.send({"do": "save", "name": file.name, "type": file.kind}, buffers=[file.content])

    def _mark(self, asked: GridRequest) -> None:
        """Mark all rows between two places, as they are shown, or take their marks away."""
        start, end, on = asked.whole("from"), asked.whole("to"), asked.message.get("on")
        if start is None or end is None or type(on) is not bool:
            return
        if self.table.marked is not None:
            first, last = min(start, end), max(start, end)
            self._marks.set(self._arrangement.shown[first : last + 1].to_list(), on=on)
            self._tell_marks()

    def _clear_marks(self) -> None:
        self._marks.clear()
        self._tell_marks()

    def _tell_marks(self) -> None:
        self.send(self._marks.message())
        if self.table.marked is not None:
            chosen = self._complete(self._marks.rows)
            save = partial(self._save, table=replace(self.table, rows=chosen))
            self.table.marked(Marked(chosen, self._marks.is_cut, save, self._clear_marks))

    # ---- what is shown

    def _wanted(self) -> GridWanted | None:
        place = self._arrangement.named_place
        if place is None:
            return None
        opens = self._arrangement.names_one and self.table.detail is not None and self._choose is None
        return {"row": self._arrangement.shown[place], "place": place, "opens": opens}

    def _renew(self) -> None:
        discard(*self._details.values())
        self._details.clear()
        self._version += 1
        try:
            self.state = self._state()
        except AuditNotWritten as error:  # no row is shown: those that are there bear numbers of another version
            self.state = refused_state(self._version, self._numbering, refusal(error))

    def _state(self) -> GridState:
        shown = self._arrangement.shown_rows()
        return grid_state(
            self._arrangement,
            (self._version, self._numbering),
            shown,
            self._window(0, WHOLE),
            widest_cells(self.table) if shown.height > WHOLE else [],
        )

    def _complete(self, row_numbers: pl.Series | list[int]) -> pl.DataFrame:
        return self.table.complete(self.table.rows[row_numbers])

    def _window(self, start: int, count: int) -> list[GridRow]:
        row_numbers = self._arrangement.shown[start : start + count]
        window = self._complete(row_numbers)
        self._note_shown(window)
        return grid_rows(window, row_numbers, self.table.columns, self._context)

    def _row(self, number: int) -> Row:
        row = self._complete([number])
        self._note_shown(row)  # a browser can ask for one that was never sent
        return row.row(0, named=True)

    def _note_shown(self, window: pl.DataFrame) -> None:
        if self.table.customers:
            named = window[self.table.customers]
            each = named.explode() if named.dtype == pl.List else named
            self._context.shown(each.drop_nulls().cast(pl.String))

    def close(self) -> None:
        """Close the grid and what is open in it."""
        discard(*self._details.values())
        self._details.clear()
        super().close()
