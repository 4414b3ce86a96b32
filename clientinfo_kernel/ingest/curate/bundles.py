"""Bundles: entries of a document that no sum per document tells apart, added up.

Of what stands on a document there are less than half as many bundles as entries, and what is known of a document is joined
to them. An entry knows its bundle by a hash of what its entries have in common: 128 bits, which are compared as two
numbers instead of ten texts. That two bundles of a house with 10^8 of them have the same one is less likely than 10^-22.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.money import cents
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES

BUNDLE = ("bundle", "bundle_too")  # the two halves of the hash
_IN_COMMON = ("customer_id", "year", "number", "division", "is_warranty", "payer", "invoice_key", "supplier_order")


def with_bundle(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``BUNDLE`` to entries.

    Args:
        entries: Results of ``profit.posted_entries`` and ``profit.calculated_costs``.
    """
    return _hashed(entries, _month(), _is_internal())


def bundled(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Add entries up.

    Args:
        entries: Result of ``with_bundle``.

    Returns:
        One row per bundle: ``BUNDLE``; ``customer_id``, ``year``, ``number``, ``division``, ``is_warranty``, ``payer``,
        ``invoice_key``, ``supplier_order``, ``month`` (of the posting; a calculated cost has that of its revenue) and
        ``is_internal`` of all its entries; ``posted_on`` (the first one's), ``is_sale`` (one of them is revenue) and
        the lines of the gross profit (whole cents, Int64).
    """
    amount = cents(pl.col("amount"))
    known = entries.drop(BUNDLE).with_columns(_month(), _is_internal())
    # Grouped by what they have in common and hashed afterwards: the first of ten columns per hash takes twice as long.
    sums = known.group_by(*_IN_COMMON, "month", "is_internal").agg(
        pl.col("posted_on").min(),
        (pl.col("role") == "revenue").any().alias("is_sale"),
        *(pl.when(pl.col("role") == role).then(amount).otherwise(0).sum().alias(line) for role, line in GROSS_PROFIT_LINES.items()),
    )  # fmt: skip
    return _hashed(sums, pl.col("month"), pl.col("is_internal"))


def _hashed(rows: pl.LazyFrame, month: pl.Expr, is_internal: pl.Expr) -> pl.LazyFrame:
    alike = pl.struct(*_IN_COMMON, month, is_internal)
    return rows.with_columns(alike.hash(seed).alias(half) for seed, half in enumerate(BUNDLE))


def _month() -> pl.Expr:
    return pl.col("posted_on").dt.month_start().alias("month")


def _is_internal() -> pl.Expr:
    return (pl.col("movement") == "internal").alias("is_internal")
