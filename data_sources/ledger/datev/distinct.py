"""Looking at each text of a column once, however many records have it: days, accounts of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


def by_text(rows: pl.DataFrame, column: str, *values: pl.Expr) -> Sequence[pl.Series]:
    """Return what expressions over one text column make of each row; null where it has no text.

    Args:
        rows: They have the column.
        column: Its texts repeat.
        values: Named expressions over this column alone, row by row.
    """
    numbered = rows[column].cast(pl.Categorical(pl.Categories.random()))
    codes = numbered.to_physical()
    met = codes.max()
    places = pl.int_range(met + 1 if isinstance(met, int) else 0, dtype=pl.UInt32, eager=True)
    texts: pl.Series = places.cat.to(numbered.dtype).cast(pl.String).alias(column)
    return texts.to_frame().select(values)[codes].get_columns()
