"""Stretches of a delimited text in which every line is a record by itself: found by counting, without looking at a line.

Where a stretch has no quote and no refused character, and so many separators as its lines need together, and no line
has more than it needs (the parser refuses one that does), each line has as many as it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data_sources.record_form import Form

PIECE_BYTES = 512 * 1024


@dataclass(frozen=True)
class Piece:
    """Whole lines of a file.

    Attributes:
        first_line: Physical number of the first line.
        height: Number of lines.
        text: The lines in UTF-8, without the last line end.
        is_even: Nothing speaks against every line being a record by itself.
    """

    first_line: int
    height: int
    text: bytes
    is_even: bool

    def lines(self) -> pl.DataFrame:
        """Return ``text`` and ``line`` of each line."""
        texts = pl.Series([self.text.decode()]).str.split("\n").explode()
        return pl.select(texts.alias("text")).with_columns(numbered(self.first_line, self.height).alias("line"))


def numbered(first_line: int, height: int) -> pl.Series:
    """Return the numbers of so many lines."""
    return pl.int_range(first_line, first_line + height, dtype=pl.Int64, eager=True)


def pieces(text: bytes, first_line: int, form: Form) -> list[Piece]:
    """Cut a text at line ends where its lines begin or cease to be even.

    Args:
        text: Whole lines in UTF-8, without the last line end.
        first_line: Physical number of its first line.
        form: What a record looks like.
    """
    cut = list(_cut(text, first_line, form))
    return [_joined(list(each)) for _is_even, each in groupby(cut, key=lambda piece: piece.is_even)]


def parsed(piece: Piece, form: Form, columns: Sequence[str], *, empty_is_null: bool) -> pl.DataFrame | None:
    """Split the lines of an even piece into all their values; None if one has more than it needs.

    Args:
        piece: An even piece.
        form: What a record looks like.
        columns: Names of the wanted values among ``column_1`` and so on.
        empty_is_null: Empty values are null, else empty text.
    """
    try:
        fields = pl.read_csv(
            piece.text,
            has_header=False,
            separator=form.separator,
            quote_char=None,
            schema={f"column_{position}": pl.String for position in range(1, form.headings + 1)},
            columns=[*columns],
            empty_string_is_null=empty_is_null,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    return fields if fields.height == piece.height else None


def _cut(text: bytes, first_line: int, form: Form) -> Iterator[Piece]:
    start = 0
    while start <= len(text):
        end = text.find(b"\n", start + PIECE_BYTES)
        end = len(text) if end < 0 else end
        part = text[start:end]
        height = _count(part, "\n") + 1
        needed = height * (form.headings - 1)
        is_even = needed > 0 and not _is_odd(part, form) and _count(part, form.separator) == needed
        yield Piece(first_line, height, part, is_even)
        first_line, start = first_line + height, end + 1


def _count(text: bytes, character: str) -> int:
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord(character)))


def _is_odd(text: bytes, form: Form) -> bool:
    """Return whether there is a character that says something: a quote, or one that no record holds."""
    has_quote = bool(form.quote) and form.quote.encode() in text
    return has_quote or len(text.translate(None, form.control_characters)) < len(text)


def _joined(same: list[Piece]) -> Piece:
    if len(same) == 1:
        return same[0]
    text = b"\n".join(piece.text for piece in same)
    return replace(same[0], height=sum(piece.height for piece in same), text=text)
