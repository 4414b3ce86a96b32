"""How commands print: JSON for machines, aligned columns for people."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def print_json(value: Any) -> None:
    """Print a value as JSON: in UTF-8 where the output takes it, else in ASCII."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not is_utf8, indent=1, default=str) + "\n")


# What moves the cursor, ends a line or turns the direction of reading: a text from outside must not steer a terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_WIDEST = 200


def plain(value: object) -> str:
    """Return a value for a terminal: on one line, of bearable length, control characters written out."""
    text = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", "" if value is None else str(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in aligned columns; figures (Decimal, int) at the right."""
    cells = [[plain(value) for value in row] for row in rows]
    widths = [max([len(heading), *(len(row[place]) for row in cells)]) for place, heading in enumerate(headings)]
    for row in [list(headings), *cells]:
        print_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_line(line: str) -> None:
    """Print a line; what the terminal's encoding does not have is written out."""
    encoding = sys.stdout.encoding or "utf-8"
    print(line.encode(encoding, errors="backslashreplace").decode(encoding))
