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
    documents = own.group_by(_KEY, "account").agg(
        pl.col("number").min().alias("subject"), cents(pl.col("amount")).sum().alias("cents"), *where()
    )
    known = documents.join(billed, on=_KEY, how="left")
    odd = known.filter(is_rare(pl.col("is_billed").is_null(), "account"))
    once = odd.sort("account").group_by(_KEY, maintain_order=True).agg(
        pl.col("cents").sum(), pl.col("subject", "source_file", "source_row").first()
    )  # fmt: skip
    return findings("invoice_never_billed", once.drop(_KEY))
