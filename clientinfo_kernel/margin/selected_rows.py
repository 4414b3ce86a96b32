"""Which rows of the house are meant: those that filters let through, and of them some combinations of values alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.rows import Sides
from clientinfo_kernel.margin.where import Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.rows import Rows


@dataclass(frozen=True)
class SelectedRows:
    """Some rows. Filters say every combination of their values; ``among`` says single ones, however many.

    Attributes:
        where: All of these filters let them through.
        among: One of its rows has their values of all its columns, which are dimensions (null: nobody knows); None:
            whatever they are.
    """

    where: Where = ()
    among: pl.DataFrame | None = None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """By what they are told apart from others."""
        return (*(key for key, _ in self.where), *(() if self.among is None else self.among.columns))

    def of(self, opened: Opened, rows: Rows, also: Sequence[str]) -> Sides:
        """Return them, with what sums and the dimensions of ``also`` need."""
        if self.among is None:
            return rows.those(self.where, also)
        sides = rows.those(self.where, tuple(dict.fromkeys((*also, *self.among.columns))))
        wanted = opened.coded(self.among.unique(), rows)
        # Codes are as narrow as their words allow, other ones on each side.
        columns = [pl.col(name).cast(dtype) for name, dtype in wanted.schema.items()]

        def met(side: pl.LazyFrame) -> pl.LazyFrame:
            return side.join(
                wanted.lazy(), left_on=columns, right_on=wanted.columns, how="semi", nulls_equal=True,
                maintain_order="left",
            )  # fmt: skip

        return Sides(met(sides.owned), met(sides.unassigned))
