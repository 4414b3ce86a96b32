"""A second table in a sheet, below an empty row, whose headings share no word with those of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGIT = r"[0-9]"
_FEWEST = 2  # one word alone is no row of headings


class BelowEmptyRows:
    """Looks at the first rows below each empty one, stretch by stretch.

    Words alone, without a figure, are headings where all records before them have figures in their own number. A single
    word between the empty row and them is the table's title.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Remember the fields of a record's own number."""
        self._keys = list(keys)
        self._last: int | None = None
        self._has_figures: bool | None = None

    def begins(self, fields: pl.DataFrame, again: pl.Series) -> list[int]:
        """Return where a second table begins, at most once.

        Args:
            fields: Columns named as contract fields, and ``source_row``: a stretch of the sheet.
            again: Places of rows that are the headings once more: no records.
        """
        rows = fields["source_row"]
        is_first = (rows - rows.shift(1, fill_value=self._last)) > 1
        wanted = is_first.fill_null(value=False).arg_true().to_list()
        self._last = rows[-1] if rows.len() else self._last
        keys = pl.all_horizontal(pl.col(name).str.contains(_DIGIT).fill_null(value=True) for name in self._keys)
        has_figures = fields.select(keys).to_series()
        has_figures = has_figures.scatter(again, values=True)
        for at in wanted:
            if self._all_numbered(has_figures.head(at)) and _are_headings(fields, at):
                return [at]
        self._has_figures = self._all_numbered(has_figures)
        return []

    def _all_numbered(self, has_figures: pl.Series) -> bool | None:
        """Return whether all records until here have figures in their number; None: there was none."""
        if has_figures.is_empty():
            return self._has_figures
        return bool(has_figures.all()) and self._has_figures is not False


def _are_headings(fields: pl.DataFrame, at: int) -> bool:
    words = _words(fields, at)
    return words >= _FEWEST or (words == 1 and _words(fields, at + 1) >= _FEWEST)


def _words(fields: pl.DataFrame, at: int) -> int:
    """Return how many cells of a row are filled, 0 where one of them has a figure or there is no such row."""
    names = [name for name in fields.columns if name not in ORIGIN]
    filled = [
        str(value) for row in fields[at : at + 1].select(names).rows() for value in row if str(value or "").strip()
    ]
    return 0 if any(letter.isdigit() for text in filled for letter in text) else len(filled)
