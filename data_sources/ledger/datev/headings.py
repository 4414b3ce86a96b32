"""The lines above the records: header, titles and column headings."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from data_sources.ledger.datev.quotes import Form

_NUMBER = re.compile(r"[0-9.,+\-]+")


@dataclass(frozen=True)
class Headings:
    """The column headings of a file and where its records begin.

    Attributes:
        names: The headings as they stand there; none if the file has no heading row.
        end: Offset of the first record.
        next_line: Line number of the first record.
    """

    names: tuple[str, ...]
    end: int
    next_line: int


@dataclass(frozen=True)
class ListHeadings:
    """Where the headings of a list without a DATEV header stand.

    Attributes:
        columns: Our names by position, counted from 1.
        separator: Semicolon or tab.
        heading_line: Index of the line with the headings.
        headings: Number of headings.
        required: The names without which a line is no record.
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
        return Form(self.separator, fewest, self.headings)


def separated(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the separator of a list's line of headings, and the headings."""
    separator = "\t" if line.count("\t") > line.count(";") else ";"
    return separator, _values(line.encode(), separator)


def datev_headings(data: bytes) -> Headings:
    """Return the headings of a DATEV file: the line after the header, unless that is a record already (begins with a number)."""
    begin, line = _after_next_line(data, 0, 1)  # the header
    end, next_line = _after_next_line(data, begin, line)
    names = _values(data[begin:end], ";")
    if not names or _NUMBER.fullmatch(names[0].strip()):
        return Headings((), begin, line)
    return Headings(names, end, next_line)


def list_headings(data: bytes, heading_line: int, separator: str) -> Headings:
    """Return the headings on a known line (index from 0) of a list."""
    begin = 0
    for _ in range(heading_line):
        begin = data.find(b"\n", begin) + 1
    end = data.find(b"\n", begin) + 1 or len(data)
    return Headings(_values(data[begin:end], separator), end, heading_line + 2)


def _after_next_line(data: bytes, begin: int, line: int) -> tuple[int, int]:
    """Return the offset and number of the line after the next one that is not blank."""
    while begin < len(data):
        end = data.find(b"\n", begin) + 1 or len(data)
        is_blank = not data[begin:end].strip()
        begin, line = end, line + 1
        if not is_blank:
            break
    return begin, line


def _values(line: bytes, separator: str) -> tuple[str, ...]:
    try:
        names = next(csv.reader([line.decode().strip("\r\n")], delimiter=separator), [])
    except csv.Error:
        return ()
    return tuple(names)
