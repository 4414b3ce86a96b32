"""What the ledger charges and the dealer system never billed: nobody says who received it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare, where
from clientinfo_kernel.money import cents

_KEY = "key"


def never_billed(profits: pl.LazyFrame, invoices: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with revenue charged to a debtor that the dealer system does not have, on accounts where it has nearly all.

    What a house bills elsewhere stands on accounts of its own. Only what was booked while the dealer system billed is asked.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
    """
    billed = invoices.select(pl.col("invoice_key").alias(_KEY), pl.lit(value=True).alias("is_billed")).unique()
    first, last = (
        invoices.select(pl.col("invoiced_on").min(), pl.col("invoiced_on").max().alias("last")).collect().row(0)
    )
    charged = (
        (pl.col("role") == "revenue")
        & (pl.col("movement") == "invoice")
        & pl.col("debtor_account").is_not_null()
        & pl.col("posted_on").is_between(pl.lit(first, pl.Date), pl.lit(last, pl.Date))
    )
    own = profits.filter(charged & pl.col(_KEY).is_not_null() & ~pl.col("of_supplier") & ~pl.col("is_annulled"))
    documents = own.select(_KEY, "account").unique().join(billed, on=_KEY, how="left")
    odd = documents.filter(is_rare(pl.col("is_billed").is_null(), "account")).select(_KEY, "account")
    # File and line are looked for where there is something to show.
    shown = own.join(odd, on=[_KEY, "account"], how="semi").group_by(_KEY)
    sums = shown.agg(pl.col("number").min().alias("subject"), cents(pl.col("amount")).sum().alias("cents"), *where())
    return findings("invoice_never_billed", sums.drop(_KEY))
