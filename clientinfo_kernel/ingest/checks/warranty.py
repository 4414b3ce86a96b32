"""Revenue on accounts for warranty, against the dealer system, which says what a manufacturer pays."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, where
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.money import cents

_KEY = "key"
_BY_MAKERS = ("warranty", "goodwill")
# Of a complaint nobody knows who pays in the end, and internal documents are nobody's revenue.
_UNCLEAR = ("complaint", "internal")


def unknown_warranties(profits: pl.LazyFrame, invoices: pl.LazyFrame, splits: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with revenue on an account for warranty that neither their invoice nor their order calls one.

    Where half of what stands on an account or more is no warranty in the dealer system, the house uses it in a way of its
    own: it says nothing.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``.
        splits: Contract ``dealer_system.OrderSplits``.
    """
    kind = pl.col("kind").cast(pl.String)
    ordered = splits.filter(pl.col("payer").cast(pl.String).is_in(_BY_MAKERS)).select(
        pl.col("invoice_key").alias(_KEY), pl.lit(value=True).alias("ordered_so")
    )
    billed = (
        invoices.filter(~kind.is_in(_UNCLEAR))
        .select(
            pl.col("invoice_key").alias(_KEY),
            pl.col("invoice_number").alias("subject"),
            "invoiced_on",
            kind.is_in(_BY_MAKERS).alias("billed_so"),
        )
        .unique(_KEY, keep="none")
        .join(ordered.unique(), on=_KEY, how="left")
        .with_columns((pl.col("billed_so") | pl.col("ordered_so").fill_null(value=False)).alias("is_known"))
    )
    charged = (pl.col("role") == "revenue") & (pl.col("movement") == "invoice") & ~pl.col("is_annulled")
    documents = (
        profits.filter(charged & pl.col("is_warranty"))
        .join(billed, on=_KEY)
        .filter(about_then())
        .group_by(_KEY, "account")
        .agg(pl.col("is_known", "subject").first(), cents(pl.col("amount")).sum().alias("cents"), *where())
    )
    is_usual = (pl.col("is_known").sum() * 2 > pl.len()).over("account")
    return findings("warranty_unknown", documents.filter(~pl.col("is_known") & is_usual))
