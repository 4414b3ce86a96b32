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

    Where half of what stands on an account or more is not warranty in the dealer system, the house uses it in a way of its
    own: it says nothing. Nor does a document that somebody else pays, as an insurer of warranties does, mostly for
    what stands on such accounts.

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
            pl.when(pl.col("paying_customer_number") != pl.col("customer_number"))
            .then("paying_customer_number")
            .alias("payer"),
            kind.is_in(_BY_MAKERS).alias("billed_so"),
        )
        .unique(_KEY, keep="none")
        .join(ordered.unique(), on=_KEY, how="left")
        .with_columns((pl.col("billed_so") | pl.col("ordered_so").fill_null(value=False)).alias("is_known"))
    )
    charged = (pl.col("role") == "revenue") & (pl.col("movement") == "invoice") & ~pl.col("is_annulled")
    revenue = profits.filter(charged)
    documents = (
        revenue.filter("is_warranty")
        .join(billed, on=_KEY)
        .filter(about_then())
        .group_by(_KEY, "account")
        .agg(pl.col("is_known", "subject", "payer").first(), cents(pl.col("amount")).sum().alias("cents"), *where())
    )
    is_usual = (pl.col("is_known").sum() * 2 > pl.len()).over("account")
    odd = documents.filter(~pl.col("is_known") & is_usual).collect(engine="streaming")
    if odd["payer"].null_count() < odd.height:
        odd = odd.join(_payers_of_warranties(revenue, billed, odd), on="payer", how="anti")
    return findings("warranty_unknown", odd.lazy())


def _payers_of_warranties(revenue: pl.LazyFrame, billed: pl.LazyFrame, odd: pl.DataFrame) -> pl.DataFrame:
    """Return of the payers of some documents those who mostly pay what stands on accounts for warranty, and more than once."""
    payers = odd.select("payer").drop_nulls().unique()
    paid = billed.select(_KEY, "payer", "invoiced_on").join(payers.lazy(), on="payer", how="semi")
    documents = (
        revenue.join(paid, on=_KEY).filter(about_then()).group_by("payer", _KEY).agg(pl.col("is_warranty").any())
    )
    of_payer = documents.group_by("payer").agg(pl.col("is_warranty").sum(), pl.len())
    usual = of_payer.filter((pl.col("is_warranty") > 1) & (pl.col("is_warranty") * 2 > pl.col("len")))
    return usual.select("payer").collect(engine="streaming")
