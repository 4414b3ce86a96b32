"""Which odd documents were looked at and are in order, until their figures change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.departures import DOCUMENT
from clientinfo_kernel.query.profit_lines import LINES

if TYPE_CHECKING:
    from collections.abc import Callable

REVIEWED = ("reviewed_by", "reviewed_at", "review_note")


def figures_of() -> pl.Expr:
    """Return the figures of a document as a review keeps them: its four lines in cents, ``180775|0|0|-23501``."""
    return pl.concat_str(pl.col(LINES), separator="|").alias("figures")


def newest_reviews(reviews: pl.DataFrame, customer_id: Callable[[str], int | None]) -> pl.DataFrame:
    """Return the newest review per document, of those that are in order.

    Args:
        reviews: All of them (``live.outlier_reviews``).
        customer_id: From a customer's number to the id in this snapshot; a review of nobody's document names none.

    Returns:
        ``customer``, ``number``, ``year``, ``figures`` and ``REVIEWED``.
    """
    newest = (
        reviews.sort("created_at")
        .group_by("customer", "number", "year", maintain_order=True)
        .last()
        .filter(pl.col("verdict") == "in_order")
    )
    ids = [customer_id(number) if number else None for number in newest["customer"]]
    known = pl.Series("customer", ids, dtype=pl.UInt32)
    is_there = known.is_not_null() | newest["customer"].is_null()
    return newest.select(
        known, "number", "year", "figures", "reviewed_by", reviewed_at="created_at", review_note="note"
    ).filter(is_there)


def with_reviews(documents: pl.DataFrame, reviews: pl.DataFrame) -> pl.DataFrame:
    """Return documents with their ``figures``, and who looked at them, when and why they are in order; null where nobody did.

    A review of other figures than those of now does not count.

    Args:
        documents: ``customer``, ``number``, ``year`` and the lines of the gross profit in cents.
        reviews: Result of ``newest_reviews``.
    """
    on = [*DOCUMENT, "figures"]
    known = reviews.cast({name: documents.schema[name] for name in DOCUMENT})
    return documents.with_columns(figures_of()).join(known, on=on, how="left", nulls_equal=True)
