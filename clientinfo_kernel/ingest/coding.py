"""From the texts of a table that repeat to codes: the places of the texts among the column's words, in their order.

So codes sort as their texts do, and a snapshot of the same rows has the same codes, whatever the order in which
the threads of a query met the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.stored_form import CODE, Words, code_type

if TYPE_CHECKING:
    from clientinfo_kernel.query.table import Table


@dataclass(frozen=True)
class Codes:
    """What the texts of a table became.

    Attributes:
        words: The texts of each column, sorted.
        ranks: Per column and number in which a text was met, its place among the words, in the narrowest type.
    """

    words: Words
    ranks: Mapping[str, pl.Series]

    def in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Turn the numbers of ``Coding.numbers`` into places among the words."""
        return rows.with_columns(
            rank[rows[name]].alias(name) if len(rank) else rows[name].cast(rank.dtype)
            for name, rank in self.ranks.items()
        )


@dataclass(frozen=True)
class Coding:
    """Numbers the texts of one table that is being written.

    Attributes:
        met: Per column of words, an empty series of its categories: the texts in the order in which a query met them.
            Polars forgets the texts of categories that no series has any longer.
    """

    met: Mapping[str, pl.Series]

    @classmethod
    def of(cls, table: Table) -> Coding:
        """Begin without any text."""
        names = [name for name in table.columns if name in table.words]
        return cls({name: pl.Series(dtype=pl.Categorical(pl.Categories.random(physical=CODE))) for name in names})

    def numbers(self) -> list[pl.Expr]:
        """Return the expressions that turn texts into numbers, in the order in which they are met."""
        return [pl.col(name).cast(met.dtype).to_physical() for name, met in self.met.items()]

    def codes(self, met: Mapping[str, int]) -> Codes:
        """Return the codes of all texts, when a query has met so many of each column."""
        texts = {
            name: pl.int_range(met[name], dtype=CODE, eager=True).cat.to(known.dtype).cast(pl.String)
            for name, known in self.met.items()
        }
        ranks = {name: (each.rank("ordinal") - 1).cast(code_type(len(each))) for name, each in texts.items()}
        return Codes({name: each.sort() for name, each in texts.items()}, ranks)
