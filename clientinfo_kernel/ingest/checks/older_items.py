"""Debtors of whom the list of open items knows what is older than the ledger's first posting, where nothing was carried forward.

Their postings begin with payments of claims that nobody booked there. The list is not contradicted, only not confirmed.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.normalise import document_key
from clientinfo_kernel.money import cents
from data_sources.repeated_numbers import APART

_DEBTOR = "debtor_account"
_ITEM = [_DEBTOR, "key"]
_SETTLES = ("payment", "returned_payment", "refund", "cash_discount", "write_off")


def of_older_items(
    differences: pl.DataFrame, listed: pl.LazyFrame, debtor_entries: pl.LazyFrame, invoices: pl.LazyFrame
) -> pl.DataFrame:
    """Return ``debtor_account`` of the differences that older documents make up, to the cent.

    An older document is on the list with a day before the first posting, or is settled soon after that day though
    neither ledger nor dealer system billed it since; nothing but what settles it is booked.

    Args:
        differences: Table ``open_item_differences``.
        listed: Contract ``ledger.OpenItems``.
        debtor_entries: Result of ``with_settlement``.
        invoices: Contract ``dealer_system.Invoices``.
    """
    nobody = differences.head(0).select(_DEBTOR)
    first_on = debtor_entries.select(pl.col("posted_on").min()).collect(engine="streaming").item()
    if differences.is_empty() or first_on is None or _is_carried_forward(debtor_entries):
        return nobody
    wanted = differences.lazy().select(_DEBTOR)
    booked = (
        debtor_entries.join(wanted, on=_DEBTOR, how="semi")
        .group_by(_DEBTOR, _bare("number"))
        .agg(
            cents(pl.col("amount")).sum().alias("booked"),
            pl.col("movement").is_in(_SETTLES).all().alias("is_settling"),
            pl.col("posted_on").min().alias("settled_on"),
        )
    )
    stated = (
        listed.rename({"account": _DEBTOR})
        .join(wanted, on=_DEBTOR, how="semi")
        .group_by(_DEBTOR, _bare("document_ref1"))
        .agg(cents(pl.col("balance")).sum().alias("stated"), pl.col("document_on").max())
    )
    billed = invoices.filter(pl.col("invoiced_on") >= first_on).select(_bare("invoice_number"), is_billed=True).unique()
    is_old = pl.col("document_on") < first_on
    is_soon = (pl.col("settled_on") - pl.lit(first_on)).dt.total_days() <= APART
    is_older = pl.when(pl.col("stated").is_not_null()).then(is_old).otherwise(is_soon & pl.col("is_billed").is_null())
    older = (
        booked.join(stated, on=_ITEM, how="full", coalesce=True)
        .filter(pl.col("key").is_not_null() & pl.col("is_settling").fill_null(value=True))
        .join(billed, on="key", how="left")
        .filter(is_older)
        .group_by(_DEBTOR)
        .agg((pl.col("stated").fill_null(0) - pl.col("booked").fill_null(0)).sum().alias("older"))
    )
    found = differences.lazy().join(older, on=_DEBTOR).filter(cents(pl.col("difference")) == pl.col("older"))
    return found.select(_DEBTOR).collect(engine="streaming")


def _is_carried_forward(debtor_entries: pl.LazyFrame) -> bool:
    """Return whether the ledger's first year opens with balances."""
    is_first = pl.col("year") == pl.col("year").min()
    is_opened = (is_first & (pl.col("movement") == "opening_balance")).any()
    return bool(debtor_entries.select(is_opened).collect(engine="streaming").item())


def _bare(number: str) -> pl.Expr:
    return document_key(pl.col(number)).str.strip_chars_start("0").alias("key")
