"""Stretches of a delimited text in which every line is a record by itself: found for all lines of a stretch at once.

Such a stretch has no refused character, its quotes enclose whole values that hold neither a separator nor a quote nor a
line end, and it has as many separators as its lines need together. When these are dealt out in their order, the first
and the last of each line must lie within it: their sum alone would let a line that has one too many stand beside one
that lacks one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from data_sources.record_form import Form

PIECE_BYTES = 128 * 1024
# One odd line costs its neighbours in a piece the quick way, so a piece that has one is cut up once more.
_SMALLER = 16
_BLANK = ord(" ")


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

    def lines(self, wanted: pl.Series | None = None) -> pl.DataFrame:
        """Return ``text`` and ``line`` of each line, or of those with some numbers: the other ones are not written again."""
        if wanted is not None:
            return self._some(wanted.filter(wanted.is_between(self.first_line, self.first_line + self.height - 1)))
        texts = pl.Series([self.text.decode()]).str.split("\n").explode()
        return pl.select(texts.alias("text")).with_columns(numbered(self.first_line, self.height).alias("line"))

    def _some(self, wanted: pl.Series) -> pl.DataFrame:
        ends = np.append(_places(self.text, "\n"), len(self.text))
        starts = np.append(0, ends[:-1] + 1)
        at = wanted.unique().sort()
        places = (at - self.first_line).to_numpy()
        bounds = zip(starts[places].tolist(), ends[places].tolist(), strict=True)
        texts = [self.text[start:end].decode() for start, end in bounds]
        return pl.DataFrame({"text": texts, "line": at}, {"text": pl.String, "line": pl.Int64})


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
    cut = list(_cut(text, first_line, form, PIECE_BYTES))
    return [_joined(list(each)) for _is_even, each in groupby(cut, key=lambda piece: piece.is_even)]


def parsed(even: Sequence[Piece], form: Form, columns: Sequence[str], *, empty_is_null: bool) -> pl.DataFrame:
    """Split the lines of even pieces into their values.

    Args:
        even: Even pieces.
        form: What a record looks like.
        columns: Names of the wanted values among ``column_1`` and so on.
        empty_is_null: Empty values are null, else empty text.
    """
    text = even[0].text if len(even) == 1 else b"\n".join(piece.text for piece in even)
    fields = pl.read_csv(
        text,
        has_header=False,
        separator=form.separator,
        quote_char=form.quote if form.quote and form.quote.encode() in text else None,
        schema={f"column_{position}": pl.String for position in range(1, form.headings + 1)},
        columns=[*columns],
        empty_string_is_null=empty_is_null,
    )
    height = sum(piece.height for piece in even)
    if fields.height != height:
        raise AssertionError(f"{height} lines were split into {fields.height}")
    return fields


def _cut(text: bytes, first_line: int, form: Form, size: int) -> Iterator[Piece]:
    start = 0
    while start <= len(text):
        end = text.find(b"\n", start + size)
        end = len(text) if end < 0 else end
        part = text[start:end]
        ends = _places(part, "\n")
        has_quote = bool(form.quote) and form.quote.encode() in part
        is_even = (
            not _has_refused(part, ends, form)
            and (not has_quote or _encloses_values(part, form))
            and _has_all_separators(part, ends, form)
        )
        if is_even or size < PIECE_BYTES or len(part) <= size // _SMALLER:
            yield Piece(first_line, len(ends) + 1, part, is_even)
        else:
            yield from _cut(part, first_line, form, size // _SMALLER)
        first_line, start = first_line + len(ends) + 1, end + 1


def _places(text: bytes, character: str) -> NDArray[np.intp]:
    return np.flatnonzero(np.frombuffer(text, np.uint8) == ord(character))


def _has_all_separators(text: bytes, ends: NDArray[np.intp], form: Form) -> bool:
    """Return whether each line has exactly the separators that it needs."""
    lines, each = len(ends) + 1, form.headings - 1
    separators = _places(text, form.separator)
    if each < 1 or len(separators) != lines * each:
        return False
    own = separators.reshape(lines, each)
    return bool((own[1:, 0] > ends).all() and (own[:-1, -1] < ends).all())


def _has_refused(text: bytes, ends: NDArray[np.intp], form: Form) -> bool:
    """Return whether there is a character that no record holds."""
    if form.control_characters == b"\0":
        return b"\0" in text
    # Hardly a text has another sign below the blank than its line ends: counting them is the quickest look.
    if max(form.control_characters) < _BLANK and np.count_nonzero(np.frombuffer(text, np.uint8) < _BLANK) == len(ends):
        return False
    return len(text.translate(None, form.control_characters)) < len(text)


def _encloses_values(text: bytes, form: Form) -> bool:
    """Return whether the quotes come in pairs, each around a whole value without a separator, quote or line end in it.

    The closing quote must be the next sign after the opening one; a separator, a line end or nothing must stand at once
    before the one and after the other. In a text that begins inside quotes the pairs would be shifted by one, and each
    would hold a separator.
    """
    view = np.frombuffer(text, np.uint8)
    quote, separator, end = (ord(each) for each in (form.quote, form.separator, "\n"))
    is_quote, is_border = view == quote, (view == separator) | (view == end)
    signs = np.flatnonzero(is_quote | is_border)
    quotes = np.flatnonzero(is_quote[signs])
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    if (closing != opening + 1).any():
        return False
    before, after = signs[opening] - 1, signs[closing] + 1
    return bool(is_border[before[before >= 0]].all() and is_border[after[after < len(view)]].all())


def _joined(same: list[Piece]) -> Piece:
    if len(same) == 1:
        return same[0]
    text = b"\n".join(piece.text for piece in same)
    return replace(same[0], height=sum(piece.height for piece in same), text=text)
