"""Debtors that the dealer system gives to nobody, though it names the one customer who owes what is charged there."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, is_rare, with_places
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.money import cents

_ACCOUNT, _KEY, _OWES = "debtor_account", "key", "customer_number"
# A list of accounts is kept or not: one that lacks more than this leaves out more than a slip does.
_LISTED_PERCENT = 95
# Others than the customer pay these, whom the dealer system need not name.
_PAID_BY_OTHERS = ("internal", "warranty", "goodwill")


def unlisted_debtors(
    profits: pl.LazyFrame, invoices: pl.LazyFrame, debtor_accounts: pl.DataFrame, owners: pl.LazyFrame
) -> pl.LazyFrame:
    """Return debtors that the dealer system does not list, where all that is charged there is owed by one of its customers.

    What they owe stands on another customer's page, or on one of its own. Where the ledger or a name led to the same
    customer, nothing is wrong. An account that many share, as for sales over the counter, has invoices of many; where more
    than a few accounts are missing, the dealer system keeps no such list.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``.
        owners: ``debtor_account`` -> ``customer_number``, whose the pages show what is owed there.
    """
    owed = (
        invoices.filter(~pl.col("kind").cast(pl.String).is_in(_PAID_BY_OTHERS))
        .select(
            pl.col("invoice_key").alias(_KEY),
            pl.coalesce("paying_customer_number", "customer_number").alias(_OWES),
            "invoiced_on",
        )
        .unique(_KEY, keep="none")
    )
    charged = profits.filter(
        (pl.col("role") == "revenue")
        & (pl.col("movement") == "invoice")
        & pl.col(_ACCOUNT).is_not_null()
        & ~pl.col("is_annulled")
    )
    known = charged.join(owed, on=_KEY, how="left").filter(about_then())
    listed = debtor_accounts.lazy().select(_ACCOUNT, pl.lit(value=True).alias("is_listed")).unique()
    accounts = (
        known.group_by(_ACCOUNT)
        .agg(
            pl.col(_OWES).min(),
            pl.col(_OWES).max().alias("other"),
            pl.col(_OWES).is_null().any().alias("is_unknown"),
            cents(pl.col("amount")).sum().alias("cents"),
        )
        .join(listed, on=_ACCOUNT, how="left")
    )
    is_one = (pl.col(_OWES) == pl.col("other")) & ~pl.col("is_unknown")
    odd = accounts.filter(is_one).filter(is_rare(pl.col("is_listed").is_null(), None, _LISTED_PERCENT))
    others = odd.join(owners, on=[_ACCOUNT, _OWES], how="anti")
    shown = with_places(others, charged, [_ACCOUNT])
    return findings("debtor_unlisted", shown.with_columns(pl.col(_ACCOUNT).alias("subject")))
