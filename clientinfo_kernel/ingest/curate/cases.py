"""Cases of a customer: which of them are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection


def cases(raw: pl.LazyFrame, customer_ids: pl.DataFrame, closed_statuses: Collection[str]) -> pl.LazyFrame:
    """Return one row per case (``answers.CASES``); closed by its date or by the word of its status.

    Args:
        raw: Contract ``crm.Cases``.
        customer_ids: ``customer_number`` -> ``customer_id``.
        closed_statuses: The house's words for a case that is done, in any case (``Settings.closed_case_statuses``).
    """
    words = [each.lower() for each in closed_statuses]
    closed = pl.col("closed_at").is_not_null() | pl.col("status").str.to_lowercase().is_in(words).fill_null(value=False)
    return (
        raw.with_columns((~closed).alias("is_open"))
        .join(customer_ids.lazy(), on="customer_number")
        .drop("customer_number")
    )
