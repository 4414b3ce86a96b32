"""The rows of an Excel sheet as it shows them: texts, numbers in their format, days and moments in ISO."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec

from data_sources.mapped.cell_text import CellText
from data_sources.mapped.damage import FileDamaged
from data_sources.mapped.number_formats import NumberFormat
from data_sources.mapped.workbook import MOST_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.mapped.workbook import Attributes, Workbook

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DIGITS = 15  # of a number, as Excel keeps them
_PLAIN = NumberFormat("General")
_LEAP_DAY_THAT_WAS_NOT = 60  # 29 February 1900, a day of the 1900 calendar alone
_DAYS = 2_958_466  # until the end of the year 9999
Fault: TypeAlias = Literal["cell_error", "formula_without_value", "cell_shows_otherwise", "number_too_long"]


class Row(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """One row.

    Attributes:
        number: Counted from 1.
        cells: What its cells show, by column from 0, empty ones left out; numbers with a decimal point.
        numeric: Columns of numbers.
        fault: Why the row cannot be taken as it is: ``cell_error`` (#N/A), ``formula_without_value``,
            ``cell_shows_otherwise`` (13 for 12.7), ``number_too_long`` (16 digits or more are cut by Excel).
    """

    number: Annotated[int, msgspec.Meta(ge=0, le=_LAST_ROW)]
    cells: dict[int, str] = {}
    numeric: set[int] = set()
    fault: Fault | None = None


def rows(book: Workbook, part: str) -> Iterator[Row]:
    """Yield the rows with cells; to be used within ``workbook.readable``.

    Raises:
        FileDamaged: The sheet has more cells than are read.
    """
    reader = _Reader(book)
    for _ in book.parse(part, reader):
        yield from reader.taken()


class _Reader:
    """Receives a sheet as it is parsed."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._epoch = dt.datetime(1904, 1, 1) if book.has_1904_dates else dt.datetime(1899, 12, 30)  # noqa: DTZ001
        self._row = Row(0)
        self._done: list[Row] = []
        self._cell = CellText()
        self._column = -1
        self._given: Attributes = {}
        self._has_formula = self._has_value = False
        self._count = 0

    def taken(self) -> list[Row]:
        """Hand over what is complete."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            number = int(attributes.get("r", self._row.number + 1))
            if not 0 < number <= _LAST_ROW:
                raise FileDamaged(f"is refused: there is no row {number} in Excel")
            self._row, self._column = Row(number), -1
        elif name == "f":
            self._has_formula = True
        elif name in {"v", "is"}:
            self._has_value = True
        self._cell.start(name)

    def end(self, name: str) -> None:
        self._cell.end(name)
        if name == "c":
            self._end_cell()
        elif name == "row" and (self._row.cells or self._row.fault):
            self._done.append(self._row)

    def data(self, text: str) -> None:
        self._cell.data(text)

    def _begin_cell(self, attributes: Attributes) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column(place[1]) if place else self._column + 1
        self._count += 1
        if not 0 <= self._column < _LAST_COLUMN or self._count > MOST_CELLS:
            raise FileDamaged(f"is refused: more than {MOST_CELLS:,} cells, or columns that Excel does not have")
        self._given, self._has_formula, self._has_value = attributes, False, False
        self._cell.clear()

    def _end_cell(self) -> None:
        text, kind = self._cell.text, self._given.get("t", "n")
        if not text:
            if self._has_formula and kind != "str":
                self._row.fault = self._row.fault or "formula_without_value"
            return
        match kind:
            case "s":
                shown: str | None = self._book.texts[int(text)]
            case "b":
                shown = "true" if text.strip() == "1" else "false"
            case "e":
                shown = text
                self._row.fault = self._row.fault or "cell_error"
            case "n":
                shown = self._number(text)
            case "d":
                shown = text.removesuffix("Z").removesuffix("T00:00:00")
            case _:
                shown = text
        if shown:
            self._row.cells[self._column] = shown

    def _number(self, text: str) -> str:
        style = self._given.get("s")
        number_format = self._book.formats[int(style)] if style and self._book.formats else _PLAIN
        if number_format.kind != "number":
            return self._moment(float(text), text, number_format)
        self._row.numeric.add(self._column)
        if number_format.is_plain and _WHOLE.fullmatch(text):
            return text
        value = Decimal(f"{float(text):.{_DIGITS}g}")
        if abs(value) >= 10**_DIGITS or not value.is_finite():
            self._row.fault = self._row.fault or "number_too_long"
            return text
        shown = number_format.shown(value)
        if shown is None:
            self._row.fault = self._row.fault or "cell_shows_otherwise"
            return text
        return shown

    def _moment(self, serial: float, text: str, number_format: NumberFormat) -> str:
        """Return a day, a moment or a time; ``serial`` is in days since the beginning of the file's calendar."""
        is_old = not self._book.has_1904_dates and serial < _LEAP_DAY_THAT_WAS_NOT + 1
        if not 0 <= serial < _DAYS or (is_old and serial >= _LEAP_DAY_THAT_WAS_NOT):
            self._row.fault = self._row.fault or "cell_shows_otherwise"
            return text
        if is_old and serial < 1 and number_format.kind == "day":  # shown as 00.01.1900: a formula that found no day
            self._row.fault = self._row.fault or ("cell_shows_otherwise" if serial else None)
            return text if serial else ""
        days, rest = divmod(round(serial * 86_400_000), 86_400_000)
        if number_format.kind == "elapsed":
            minutes = round(serial * 1440)
            return f"{minutes // 60}:{minutes % 60:02}"
        moment = self._epoch + dt.timedelta(days=days + is_old, milliseconds=rest)
        if number_format.kind == "time":
            return moment.time().isoformat()
        return moment.date().isoformat() if not rest else moment.isoformat()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
