"""Whose claim is it: from a debtor account, and where several customers share it from the invoice, to the customer."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import with_invoice_key


@dataclass(frozen=True)
class DebtorOwners:
    """Who owes what stands on a debtor account.

    Attributes:
        accounts: ``debtor_account`` -> ``customer_id``; of a shared account the customer it is listed under.
        documents: ``debtor_account``, ``key`` -> ``document_owner_id``: invoices on shared accounts, also as a ledger spells
            them that cuts leading zeros off; of numbers that were used again, ``invoice_key`` is the key.
        uses: Result of ``billed_numbers.used_again``.
        shared: ``debtor_account`` of the accounts that several customers share.
    """

    accounts: pl.DataFrame
    documents: pl.DataFrame
    shared: pl.DataFrame
    uses: pl.DataFrame

    def own(self, rows: pl.LazyFrame, day: str = "date") -> pl.LazyFrame:
        """Add ``customer_id`` and ``is_shared`` (the account is shared, and no invoice says whose it is).

        Args:
            rows: Frame with ``debtor_account`` and ``number``.
            day: The column that says of which day's invoice they are.
        """
        owned = rows.join(self.accounts.lazy(), on="debtor_account")
        if self.shared.is_empty():
            return owned.with_columns(pl.lit(value=False).alias("is_shared"))
        shared = self.shared.with_columns(pl.lit(value=True).alias("is_shared"))
        return (
            with_invoice_key(owned, self.uses, "number", day, "key")
            .join(shared.lazy(), on="debtor_account", how="left")
            .join(self.documents.lazy(), on=["debtor_account", "key"], how="left")
            .with_columns(
                pl.coalesce("document_owner_id", "customer_id").alias("customer_id"),
                (pl.col("is_shared").fill_null(value=False) & pl.col("document_owner_id").is_null()).alias("is_shared"),
            )
            .drop("key", "document_owner_id")
        )


def debtor_owners(
    debtors: pl.DataFrame,
    debtor_accounts: pl.DataFrame,
    invoices: pl.LazyFrame,
    splits: pl.LazyFrame,
    customer_ids: pl.DataFrame,
    *,
    uses: pl.DataFrame,
) -> DebtorOwners:
    """Return the owners of claims.

    Args:
        debtors: ``account`` -> ``customer_id``.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``: an account listed for several customers is shared.
        invoices: Contract ``dealer_system.Invoices``; who pays one owes it.
        splits: Contract ``dealer_system.OrderSplits``: they say who pays where the invoice does not, or is not delivered.
        customer_ids: ``customer_number`` -> ``customer_id``.
        uses: Result of ``billed_numbers.used_again``.
    """
    accounts = debtors.select(pl.col("account").alias("debtor_account"), "customer_id")
    listed = debtor_accounts.select("debtor_account", "customer_number").unique()
    listed = listed.join(customer_ids, on="customer_number")
    shared = listed.group_by("debtor_account").len().filter(pl.col("len") > 1).select("debtor_account")
    shared = shared.join(accounts, on="debtor_account", how="semi")
    members = listed.join(shared, on="debtor_account", how="semi").rename({"customer_id": "document_owner_id"})
    of_splits = _parties(splits, "paying_customer_number").drop_nulls().unique()
    parties = [
        _parties(invoices, "paying_customer_number"),
        of_splits.unique("key", keep="none"),  # of several payers nobody knows who owes
        _parties(invoices, "customer_number"),
    ]
    ranked = (each.with_columns(pl.lit(rank).alias("rank")) for rank, each in enumerate(parties))
    billed = pl.concat(ranked).filter(pl.col("key").is_not_null())
    documents = (
        billed.join(members.lazy(), on="customer_number")
        .sort("rank")
        .unique(["debtor_account", "key"], keep="first", maintain_order=True)
        .select("debtor_account", "key", "document_owner_id")
    )
    every = pl.concat([documents, _without_zeros(documents, billed)]).collect()
    return DebtorOwners(accounts, every, shared, uses)


def _parties(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    return rows.select(pl.col("invoice_key").alias("key"), pl.col(name).alias("customer_number"))


def _without_zeros(documents: pl.LazyFrame, billed: pl.LazyFrame) -> pl.LazyFrame:
    """Return the documents by their keys without leading zeros, which a ledger can cut off.

    That spelling counts only where one invoice alone can be meant by it.
    """
    short = pl.col("key").str.strip_chars_start("0")
    cut = billed.select("key").unique().with_columns(short.alias("short"))
    meant = cut.filter(pl.len().over("short") == 1).filter((pl.col("short") != "") & (pl.col("short") != pl.col("key")))
    found = documents.join(meant, on="key")
    return found.select("debtor_account", pl.col("short").alias("key"), "document_owner_id")
