"""Whose revenue and cost is it: from a ledger entry to the customer (domain.md 2.4).

Warranty and goodwill belong to the customer whose vehicle was repaired, though the manufacturer owes the
money. Everything else belongs to the debtor of the posting. Entries without a debtor (cost of goods) follow
their document number; where that leads to nobody or to several customers, they stay unassigned and are shown.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.normalise import document_key

_WARRANTY_PAYERS = ("warranty", "goodwill")


def document_owners(
    invoices: pl.LazyFrame, splits: pl.LazyFrame, orders: pl.LazyFrame, customer_ids: pl.DataFrame
) -> pl.DataFrame:
    """Return whom the dealer system's invoices concern.

    Args:
        invoices: Contract ``dealer_system.Invoices``.
        splits: Contract ``dealer_system.OrderSplits`` (they say who pays).
        orders: Contract ``dealer_system.Orders`` (they say whose vehicle it was).
        customer_ids: ``customer_number`` -> ``customer_id``.

    Returns:
        One row per document key: ``owner_id`` (whose revenue it is) and ``by_warranty``.
    """
    payer = (
        splits.filter(pl.col("payer").cast(pl.String).is_in(_WARRANTY_PAYERS) & pl.col("invoice_number").is_not_null())
        .select(document_key(pl.col("invoice_number")).alias("key"), "order_number")
        .unique("key", keep="first")
        .join(
            orders.select("order_number", pl.col("customer_number").alias("order_customer")),
            on="order_number",
            how="left",
        )
        .select("key", "order_customer", pl.lit(value=True).alias("split_warranty"))
    )
    facts = invoices.select(
        document_key(pl.col("invoice_number")).alias("key"),
        "customer_number",
        "paying_customer_number",
        (pl.col("kind").cast(pl.String) == "warranty").alias("invoice_warranty"),
    )
    joined = facts.join(payer, on="key", how="full", coalesce=True)
    by_warranty = pl.col("invoice_warranty").fill_null(value=False) | pl.col("split_warranty").fill_null(value=False)
    owner = (
        pl.when(by_warranty)
        .then(pl.coalesce("customer_number", "order_customer"))
        .otherwise(pl.coalesce("paying_customer_number", "customer_number"))
    )
    owners = joined.select("key", by_warranty.alias("by_warranty"), owner.alias("customer_number"))
    ids = customer_ids.lazy().rename({"customer_id": "owner_id"})
    return (
        owners.filter(pl.col("key").is_not_null())
        .join(ids, on="customer_number")
        .unique("key", keep="none")
        .select("key", "owner_id", "by_warranty")
        .collect(engine="streaming")
    )


def ledger_owners(debtor_entries: pl.LazyFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """Return whom the ledger's own document numbers concern: those that occur with one customer only.

    Returns:
        One row per document key: ``ledger_owner_id``.
    """
    return (
        debtor_entries.select(document_key(pl.col("number")).alias("key"), pl.col("debtor_account").alias("account"))
        .filter(pl.col("key").is_not_null())
        .unique()
        .join(debtors.lazy().select("account", "customer_id"), on="account")
        .select("key", "customer_id")
        .unique()
        .unique("key", keep="none")
        .rename({"customer_id": "ledger_owner_id"})
        .collect(engine="streaming")
    )


def attribute(
    entries: pl.LazyFrame, debtors: pl.DataFrame, owners: pl.DataFrame, by_ledger: pl.DataFrame
) -> pl.LazyFrame:
    """Add ``customer_id`` (null: nobody's) and widen ``is_warranty`` to documents that a manufacturer pays.

    Args:
        entries: Result of ``profit_entries``.
        debtors: ``account`` -> ``customer_id``.
        owners: Result of ``document_owners``.
        by_ledger: Result of ``ledger_owners``.
    """
    debtor_ids = debtors.lazy().select(
        pl.col("account").alias("debtor_account"), pl.col("customer_id").alias("debtor_id")
    )
    # A ledger can cut leading zeros off a document number: that spelling counts only where no exact one exists.
    loose = owners.select(
        pl.col("key").str.strip_chars_start("0").alias("loose_key"), pl.col("owner_id").alias("loose_id")
    )
    loose = loose.filter(pl.col("loose_key") != "").unique("loose_key", keep="none")
    customer = (
        pl.when(pl.col("by_warranty"))
        .then("owner_id")
        .otherwise(pl.coalesce("debtor_id", "owner_id", "ledger_owner_id", "loose_id"))
    )
    return (
        entries.with_columns(document_key(pl.col("number")).alias("key"))
        .with_columns(pl.col("key").str.strip_chars_start("0").alias("loose_key"))
        .join(debtor_ids, on="debtor_account", how="left")
        .join(owners.lazy(), on="key", how="left")
        .join(by_ledger.lazy(), on="key", how="left")
        .join(loose.lazy(), on="loose_key", how="left")
        .with_columns(
            pl.col("is_warranty") | pl.col("by_warranty").fill_null(value=False),
            customer.alias("customer_id"),
        )
        .drop("key", "loose_key", "debtor_id", "owner_id", "by_warranty", "ledger_owner_id", "loose_id")
    )
