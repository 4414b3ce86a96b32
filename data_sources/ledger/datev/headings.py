"""The lines above the records: header, titles and column headings."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data_sources.record_form import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"[0-9.,+\-]+")
_CURRENCY = re.compile(r"[(\[]?(?:\bin )?(?:\b(?:EUR|Euro)\b|€)[)\]]?", re.IGNORECASE)


@dataclass(frozen=True)
class Headings:
    """The column headings of a file and where its records begin.

    Attributes:
        names: The headings as they stand there; none if the file has no heading row.
        next_line: Line number of the first record.
    """

    names: tuple[str, ...]
    next_line: int


@dataclass(frozen=True)
class ListHeadings:
    """Where the headings of a list without a DATEV header stand.

    Attributes:
        columns: Our names by position, counted from 1.
        separator: Semicolon, tab or comma.
        heading_line: Index of the line with the headings.
        headings: Number of headings.
        required: The names without which a line is not a record.
    """

    columns: dict[int, str]
    separator: str
    heading_line: int
    headings: int
    required: tuple[str, ...]

    @property
    def form(self) -> Form:
        """What its records look like."""
        fewest = max(position for position, name in self.columns.items() if name in self.required)
        return Form(self.separator, fewest=fewest, headings=self.headings, quotes_are_text=True)


def separated(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the separator of a list's line of headings, and the headings."""
    separator = "\t" if line.count("\t") > line.count(";") else ";"
    if "," in line and "\t" not in line and ";" not in line:
        separator = ","
    return separator, _values(line, separator)


def datev_headings(lines: Sequence[str]) -> Headings:
    """Return the headings of a DATEV file: the line after the header, unless that is a record already (begins with a number).

    Args:
        lines: The file's first lines.
    """
    filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
    header, *following = filled
    names = _values(lines[following[0] - 1], ";") if following else ()
    if not names or _NUMBER.fullmatch(names[0].strip()):
        return Headings((), header + 1)
    return Headings(names, following[0] + 1)


def without_euro(heading: str) -> str:
    """Return a heading without the currency that it names: ``Soll EUR``, ``Saldo (in €)``, ``Haben_EUR``."""
    return _CURRENCY.sub("", heading.replace("_", " "))


def values_below(lines: Sequence[str], index: int, separator: str) -> list[tuple[str, ...]]:
    """Return the values of the lines below a list's headings, as far as the file's beginning shows them.

    Args:
        lines: The file's first lines.
        index: Of the line with the headings.
        separator: Of the list.
    """
    return [values for line in lines[index + 1 :] if any(values := _values(line, separator))]


def same_column(positions: Sequence[int], below: Sequence[Sequence[str]]) -> int | None:
    """Return the fullest of several columns (from 1) of which none says anything else; None where two of them differ.

    Programs write an amount a second time in the house's currency, and leave one of both empty where they are the same.
    """
    fullest, most = None, 0
    rows = [[values[at - 1].strip() if at <= len(values) else "" for at in positions] for values in below]
    if any(len({text for text in row if text}) > 1 for row in rows):
        return None
    said = sum(any(row) for row in rows)
    for place, at in enumerate(positions):
        if (filled := sum(bool(row[place]) for row in rows)) > most:
            fullest, most = at, filled
    return fullest if most == said else None


def names_euro(heading: str) -> bool:
    """Return whether a heading says that its amounts are in euro."""
    return _CURRENCY.search(heading.replace("_", " ")) is not None


def _values(line: str, separator: str) -> tuple[str, ...]:
    try:
        names = next(csv.reader([line.strip("\r\n")], delimiter=separator), [])
    except csv.Error:
        return ()
    return tuple(names)
