"""Which odd documents were looked at and are in order, until their figures change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.decisions import newest, subject
from clientinfo_kernel.live.outlier_reviews import IN_ORDER, OUTLIER_REVIEW
from clientinfo_kernel.margin.departures import DOCUMENT
from clientinfo_kernel.query.profit_lines import LINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.query.directory import CustomerDirectory

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
    found = (
        reviews.sort("created_at")
        .group_by(subject(OUTLIER_REVIEW), maintain_order=True)
        .last()
        .filter(pl.col("verdict") == IN_ORDER)
    )
    ids = [customer_id(number) if number else None for number in found["customer"]]
    known = pl.Series("customer", ids, dtype=pl.UInt32)
    is_there = known.is_not_null() | found["customer"].is_null()
    return found.select(
        known, "number", "year", "figures", "reviewed_by", reviewed_at="created_at", review_note="note"
    ).filter(is_there)


def last_review(directory: CustomerDirectory, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the newest decision about a document, whatever it says (``live.outlier_reviews``); None: there is none.

    Args:
        directory: Whose viewer asks.
        document: Its ``customer``, ``number`` and ``year``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    known = newest(OUTLIER_REVIEW, directory.written(OUTLIER_REVIEW).iter_rows(named=True))
    return known.get(tuple(document[name] for name in subject(OUTLIER_REVIEW)))


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
