"""A table as it lies in its file: texts that repeat as codes, amounts as whole numbers. For sums over millions of rows.

Nothing is copied and nothing decoded until the few rows of an answer are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.stored_form import Words, as_declared, texts
from clientinfo_kernel.query.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class CodedTable:
    """A mapped table in its stored form (``stored_form``).

    Attributes:
        declared: What it is declared as, of the columns that are there.
        rows: Its columns as stored.
        words: The texts of its columns of codes.
    """

    declared: Table
    rows: pl.DataFrame
    words: Words

    def codes(self, column: str, values: Iterable[str]) -> list[int]:
        """Return the codes of texts in a column of codes; texts that do not occur have none."""
        places = {word: place for place, word in enumerate(self.words[column])}
        return [places[value] for value in values if value in places]

    def texts(self, column: str, codes: pl.Series) -> pl.Series:
        """Return the texts of codes of a column, null for null."""
        return texts(self.words[column], codes)

    def decoded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return some of its rows, all columns, with the declared types."""
        return rows.with_columns(as_declared(self.declared, self.words, rows.schema))

    def in_codes(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return some of its rows, all columns, with the declared types, but for texts that repeat: these stay codes, of an Enum.

        What is done with such a text is done once for each word, however many rows have it.
        """
        repeating = [name for name in self.declared.columns if name in self._repeating]
        others = self.declared.part([name for name in self.declared.columns if name not in self._repeating])
        words = (rows[name].cat.to(pl.Enum(self.words[name])) for name in repeating)
        return rows.with_columns(*as_declared(others, self.words, rows.schema), *words)

    @property
    def _repeating(self) -> frozenset[str]:
        return self.declared.words - self.declared.identifiers

    def decoded_lazily(self) -> pl.LazyFrame:
        """Return the whole table with the declared types, when a query asks for it, and of that only what it asks for."""
        return self.rows.lazy().with_columns(as_declared(self.declared, self.words, self.rows.schema))
