"""From the texts of a table that repeat to codes: the places of the texts among the column's words, in their order.

So codes sort as their texts do, and a snapshot of the same rows has the same codes, whatever the order in which
the threads of a query met the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.stored_form import CODE, FIRST_WORD, Words, code_type, digits_as_code

if TYPE_CHECKING:
    from clientinfo_kernel.query.table import Table


@dataclass(frozen=True)
class Codes:
    """What the texts of a table became.

    Attributes:
        words: The texts of each column, sorted.
        ranks: Per column and number in which a text was met, its place among the words, in the narrowest type.
        identifiers: Columns whose words are counted from ``FIRST_WORD``: all else in them is a code already.
    """

    words: Words
    ranks: Mapping[str, pl.Series]
    identifiers: frozenset[str]

    def in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Turn the numbers of ``Coding.numbers`` into places among the words."""
        return rows.with_columns(self._placed(rows[name], rank) for name, rank in self.ranks.items())

    def _placed(self, met: pl.Series, rank: pl.Series) -> pl.Series:
        if met.name not in self.identifiers:
            return rank[met].alias(met.name) if len(rank) else met.cast(rank.dtype)
        is_word = (met >= FIRST_WORD).fill_null(value=False)
        if not is_word.any():
            return met
        places = (met.cast(pl.Int64) - FIRST_WORD).clip(0).cast(CODE)
        return (rank.cast(CODE)[places] + FIRST_WORD).zip_with(is_word, met).alias(met.name)


@dataclass(frozen=True)
class Coding:
    """Numbers the texts of one table that is being written.

    Attributes:
        met: Per column of words, an empty series of its categories: the texts in the order in which a query met them.
            Polars forgets the texts of categories that no series has any longer.
        identifiers: Those of them that are ``Table.identifiers``.
    """

    met: Mapping[str, pl.Series]
    identifiers: frozenset[str]

    @classmethod
    def of(cls, table: Table) -> Coding:
        """Begin without any text."""
        names = [name for name in table.columns if name in table.words]
        met = {name: pl.Series(dtype=pl.Categorical(pl.Categories.random(physical=CODE))) for name in names}
        return cls(met, table.identifiers)

    def numbers(self) -> list[pl.Expr]:
        """Return the expressions that turn texts into numbers, in the order in which they are met."""
        return [self._number(pl.col(name), met).alias(name) for name, met in self.met.items()]

    def _number(self, text: pl.Expr, met: pl.Series) -> pl.Expr:
        if text.meta.output_name() not in self.identifiers:
            return text.cast(met.dtype).to_physical()
        code = digits_as_code(text)
        word = pl.when(code.is_null()).then(text).cast(met.dtype).to_physical() + FIRST_WORD
        return pl.coalesce(code, word)

    def codes(self, highest: Mapping[str, int | None]) -> Codes:
        """Return the codes of all texts, when these are the highest numbers of each column (None: it has none)."""
        texts = {
            name: pl.int_range(self._count(name, highest[name]), dtype=CODE, eager=True)
            .cat.to(known.dtype)
            .cast(pl.String)
            for name, known in self.met.items()
        }
        ranks = {name: (each.rank("ordinal") - 1).cast(code_type(len(each))) for name, each in texts.items()}
        return Codes({name: each.sort() for name, each in texts.items()}, ranks, self.identifiers)

    def _count(self, name: str, highest: int | None) -> int:
        first = FIRST_WORD if name in self.identifiers else 0
        return 0 if highest is None else max(highest + 1 - first, 0)
