"""From the texts of a table that repeat to codes: the places of the texts among the column's words, in their order.

So codes sort as their texts do, and a snapshot of the same rows has the same codes, whatever the order in which
the threads of a query met the texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.stored_form import CODE, code_type

if TYPE_CHECKING:
    from clientinfo_kernel.query.stored_form import Words
    from clientinfo_kernel.query.table import Table


@dataclass(frozen=True)
class Coding:
    """Codes of one table that is being written.

    Attributes:
        met: Per column of words, an empty series of its categories: the texts in the order in which a query met them.
            Polars forgets the texts of categories that no series has any longer.
    """

    met: dict[str, pl.Series]

    @classmethod
    def of(cls, table: Table) -> Coding:
        """Begin without any text."""
        names = [name for name in table.columns if name in table.words]
        return cls({name: pl.Series(dtype=pl.Categorical(pl.Categories.random(physical=CODE))) for name in names})

    def codes(self) -> list[pl.Expr]:
        """Return the expressions that turn texts into numbers, in the order in which they are met."""
        return [pl.col(name).cast(met.dtype).to_physical() for name, met in self.met.items()]

    @cached_property
    def words(self) -> Words:
        """The texts of each column, sorted; all rows have to be met."""
        return {name: each.sort() for name, each in self._texts.items()}

    def sorted_codes(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Turn the numbers of ``codes`` into places among ``words``, in the narrowest type."""
        return rows.with_columns(
            rank[rows[name]].alias(name) if len(rank) else rows[name].cast(rank.dtype)
            for name, rank in self._ranks.items()
        )

    @cached_property
    def _texts(self) -> dict[str, pl.Series]:
        dtypes = {name: met.dtype for name, met in self.met.items()}
        return {
            name: dtype.categories.to_series() for name, dtype in dtypes.items() if isinstance(dtype, pl.Categorical)
        }

    @cached_property
    def _ranks(self) -> dict[str, pl.Series]:
        return {
            name: (each.rank("ordinal") - 1).cast(code_type(len(each)), strict=False)
            for name, each in self._texts.items()
        }
