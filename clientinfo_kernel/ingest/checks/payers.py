"""Who pays: whether the dealer system's invoices and orders, its debtor accounts and the ledger say the same."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, where
from clientinfo_kernel.ingest.checks.invoices import about_then
from clientinfo_kernel.money import cents

_PAYER, _KEY = "paying_customer_number", "key"


def other_payers(invoices: pl.LazyFrame, splits: pl.LazyFrame) -> pl.LazyFrame:
    """Return invoices that name another payer than each of the order's splits that were billed with them.

    Args:
        invoices: Contract ``dealer_system.Invoices``.
        splits: Contract ``dealer_system.OrderSplits``.
    """
    ordered = _payers(splits)
    billed = invoices.filter(pl.col(_PAYER).is_not_null()).with_columns(pl.col("invoice_key").alias(_KEY))
    rows = billed.join(ordered.select(_KEY).unique(), on=_KEY, how="semi").join(ordered, on=[_KEY, _PAYER], how="anti")
    return findings(
        "payer_of_order_differs",
        rows.select(
            pl.col("invoice_number").alias("subject"),
            cents(pl.col("gross")).fill_null(0).alias("cents"),
            "source_file",
            "source_row",
        ),
    )


def payers_not_charged(
    profits: pl.LazyFrame, invoices: pl.LazyFrame, splits: pl.LazyFrame, debtor_accounts: pl.DataFrame
) -> pl.LazyFrame:
    """Return documents that somebody else pays, an insurer or a bank, and that the ledger charges to the buyer alone.

    Where the ledger charges a payer with less than half of what they pay, the house books in a way of its own: it says
    nothing. What buyer and payer share stands on both accounts.

    Args:
        profits: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``.
        splits: Contract ``dealer_system.OrderSplits``.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``.
    """
    buyers = invoices.select(pl.col("invoice_key").alias(_KEY), pl.col("customer_number").alias("buyer"), "invoiced_on")
    paid = pl.concat([_payers(invoices), _payers(splits)]).unique().join(buyers.unique(_KEY, keep="none"), on=_KEY)
    # Of several payers nobody knows who pays what.
    elsewhere = paid.unique(_KEY, keep="none").filter(pl.col(_PAYER) != pl.col("buyer")).drop("buyer")
    accounts = debtor_accounts.lazy().select("debtor_account", pl.col("customer_number").alias(_PAYER))
    own = accounts.with_columns(pl.lit(value=True).alias("of_payer"))
    documents = (
        profits.filter((pl.col("role") == "revenue") & (pl.col("movement") == "invoice"))
        .join(elsewhere, on=_KEY)
        .filter(about_then())
        .join(accounts.select("debtor_account").unique(), on="debtor_account", how="semi")
        .join(accounts.select(_PAYER).unique(), on=_PAYER, how="semi")
        .join(own, on=["debtor_account", _PAYER], how="left")
        .group_by(_KEY, _PAYER)
        .agg(
            pl.col("of_payer").fill_null(value=False).any(),
            pl.col("number").min().alias("subject"),
            cents(pl.col("amount")).sum().alias("cents"),
            *where(),
        )
    )
    is_usual = (pl.col("of_payer").sum() * 2 > pl.len()).over(_PAYER)
    return findings("payer_not_charged", documents.filter(~pl.col("of_payer") & is_usual))


def idle_shares(debtor_entries: pl.LazyFrame, invoices: pl.LazyFrame, debtor_accounts: pl.DataFrame) -> pl.LazyFrame:
    """Return accounts that the dealer system gives to several customers, of whom one is billed on other accounts alone.

    A number that was typed wrong looks like that. Whether two customers share an account on which neither, or only one
    who is billed nowhere else, was ever billed, nobody can tell from the data.

    Args:
        debtor_entries: As ``invoices.keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``.
    """
    listed = debtor_accounts.lazy().select("debtor_account", "customer_number").unique()
    shared = listed.filter(pl.len().over("debtor_account") > 1)
    parties = [
        invoices.select(pl.col("invoice_key").alias(_KEY), pl.col(name).alias("customer_number"))
        for name in (_PAYER, "customer_number")
    ]
    members = shared.select("customer_number").unique()
    documents = pl.concat(parties).drop_nulls().unique().join(members, on="customer_number", how="semi")
    entries = debtor_entries.filter((pl.col("movement") == "invoice") & (pl.col("amount") > 0))
    billed = entries.join(documents, on=_KEY).select("debtor_account", "customer_number").unique()
    here = billed.join(shared, on=["debtor_account", "customer_number"], how="semi")
    idle = (
        shared.join(here, on=["debtor_account", "customer_number"], how="anti")
        .join(here.select("debtor_account").unique(), on="debtor_account", how="semi")
        .join(billed.select("customer_number").unique(), on="customer_number", how="semi")
        .select("debtor_account")
        .unique()
    )
    places = debtor_accounts.lazy().join(idle, on="debtor_account", how="semi")
    charged = entries.join(idle, on="debtor_account", how="semi")
    sums = charged.group_by("debtor_account").agg(cents(pl.col("amount")).sum().alias("cents"))
    rows = places.group_by("debtor_account").agg(*where()).join(sums, on="debtor_account", how="left")
    return findings(
        "debtor_shared_idly", rows.with_columns(pl.col("debtor_account").alias("subject"), pl.col("cents").fill_null(0))
    )


def _payers(rows: pl.LazyFrame) -> pl.LazyFrame:
    known = rows.filter(pl.col("invoice_number").is_not_null() & pl.col(_PAYER).is_not_null())
    return known.select(pl.col("invoice_key").alias(_KEY), _PAYER).unique()
