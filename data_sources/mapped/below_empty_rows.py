"""A second table in a sheet, below an empty row, whose headings share no word with those of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_DIGIT = r"[0-9]"
_FEWEST = 2  # one word alone is no row of headings


class BelowEmptyRows:
    """Looks at the first rows below each empty one, stretch by stretch.

    Words alone, without a figure, are headings where all records before them have figures in their own number. A single
    word between the empty row and them is the table's title.
    """

    def __init__(self, keys: Sequence[str], constants: Collection[str] = ()) -> None:
        """Remember the fields of a record's own number, and those that stand in no cell."""
        self._keys = list(keys)
        self._beside = {*ORIGIN, *constants}
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
        firsts = is_first.fill_null(value=False).arg_true()
        self._last = rows[-1] if rows.len() else self._last
        keys = pl.all_horizontal(pl.col(name).str.contains(_DIGIT).fill_null(value=True) for name in self._keys)
        has_figures = fields.select(keys).to_series()
        has_figures = has_figures.scatter(again, values=True)
        cells = fields.select(name for name in fields.columns if name not in self._beside)
        # Where people leave a row empty after each record, hardly one of them is words alone.
        for at in firsts.filter(cells[firsts].select(_is_words_alone()).to_series()):
            if self._all_numbered(has_figures.head(at)) and _are_headings(cells, at):
                return [at]
        self._has_figures = self._all_numbered(has_figures)
        return []

    def _all_numbered(self, has_figures: pl.Series) -> bool | None:
        """Return whether all records until here have figures in their number; None: there was none."""
        if has_figures.is_empty():
            return self._has_figures
        return bool(has_figures.all()) and self._has_figures is not False


def _is_words_alone() -> pl.Expr:
    return ~pl.any_horizontal(pl.all().str.contains(_DIGIT)).fill_null(value=False)


def _are_headings(cells: pl.DataFrame, at: int) -> bool:
    words = _words(cells, at)
    return words >= _FEWEST or (words == 1 and _words(cells, at + 1) >= _FEWEST)


def _words(cells: pl.DataFrame, at: int) -> int:
    """Return how many cells of a row are filled, 0 where one of them has a figure or there is no such row."""
    filled = [str(value) for row in cells[at : at + 1].rows() for value in row if str(value or "").strip()]
    return 0 if any(letter.isdigit() for text in filled for letter in text) else len(filled)
