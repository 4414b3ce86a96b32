"""The day of an invoice, as the dealer system wrote it and the ledger booked it: ages, days to pay and months hang on it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare, where
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.money import cents

_KEY = "key"
_KINDS = ("invoice", "credit_note")


def invoice_day_differences(debtor_entries: pl.LazyFrame, invoices: pl.LazyFrame) -> pl.LazyFrame:
    """Return invoices and credit notes of which a line is booked on another day than the dealer system wrote them.

    Where nearly none are: a house that books later than it bills, as by the week, has no such rule. What was reversed and
    booked again counts by the day on which it stands.

    Args:
        debtor_entries: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
    """
    is_note = pl.col("is_credit_note").fill_null(value=False)
    billed = (
        invoices.filter(pl.col("invoiced_on").is_not_null() & ~pl.col("is_cancelled").fill_null(value=False))
        .select(
            pl.col("invoice_key").alias(_KEY),
            pl.when(is_note).then(pl.lit(_KINDS[1])).otherwise(pl.lit(_KINDS[0])).alias("movement"),
            pl.col("invoice_number").alias("subject"),
            "invoiced_on",
        )
        .unique(_KEY, keep="none")
    )
    standing = debtor_entries.filter(pl.col("movement").is_in(_KINDS) & ~pl.col("is_annulled"))
    lines = standing.join(billed, on=[_KEY, "movement"]).filter(about_then())
    is_other = pl.col("posted_on") != pl.col("invoiced_on")
    by_invoice = lines.select(_KEY, is_other.alias("is_other")).unique()
    odd = by_invoice.filter(is_rare(pl.col("is_other"), None)).select(_KEY)
    # File and line are looked for where there is something to show.
    shown = lines.filter(is_other).join(odd, on=_KEY, how="semi").group_by(_KEY, "subject")
    sums = shown.agg(cents(pl.col("amount")).sum().alias("cents"), *where())
    return findings("invoice_day_differs", sums.drop(_KEY))
