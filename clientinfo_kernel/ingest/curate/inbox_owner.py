"""Whom an entry of an inbox concerns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clientinfo_kernel.ingest import normalise
from clientinfo_kernel.query.tables.inbox import INBOX_UNASSIGNED


@dataclass(frozen=True)
class House:
    """The dealership itself, as invoices name it.

    Attributes:
        name: Its name.
        vat_id: Its VAT ID, None if the settings do not say it.
    """

    name: str
    vat_id: str | None = None

    def is_named(self, name: str, vat_id: str | None = None) -> pl.Expr:
        """Return whether the columns of a party's name and VAT ID name the house."""
        own = pl.DataFrame({"name": [self.name], "id": [self.vat_id]}, schema={"name": pl.String, "id": pl.String})
        keys = own.select(normalise.name_key(pl.col("name")), normalise.vat_key(pl.col("id"))).row(0)
        found = [(normalise.name_key(pl.col(name)), keys[0])]
        found += [(normalise.vat_key(pl.col(vat_id)), keys[1])] if vat_id else []
        named = [(column == key).fill_null(value=False) for column, key in found if key]
        return pl.any_horizontal(named) if named else pl.lit(False)  # noqa: FBT003


def inbox_owner(
    entries: pl.LazyFrame, customer_ids: pl.DataFrame, debtors: pl.DataFrame, customers: pl.DataFrame, house: House
) -> pl.LazyFrame:
    """Return the inbox entries with the customer they concern: by customer number, debtor account, then a unique VAT ID.

    A supplier's invoice to the house concerns no customer: the numbers in it (BT-46, BT-10) are the supplier's own for
    us, and happen to be those of customers.
    """
    have = entries.collect_schema().names()
    by_number = customer_ids.lazy().rename({"customer_id": "by_number"})
    by_account = debtors.lazy().select(
        pl.col("account").alias("debtor_account"), pl.col("customer_id").alias("by_account")
    )
    vat = customers.select(normalise.vat_key(pl.col("vat_id")).alias("vat"), pl.col("customer_id").alias("by_vat"))
    found = entries.join(by_number, on="customer_number", how="left")
    candidates = ["by_number"]
    if "debtor_account" in have:
        found = found.join(by_account, on="debtor_account", how="left")
        candidates.append("by_account")
    if "buyer_vat_id" in have:
        unique = vat.filter(pl.col("vat").is_not_null()).unique("vat", keep="none").lazy()
        found = (
            found.with_columns(normalise.vat_key(pl.col("buyer_vat_id")).alias("vat"))
            .join(unique, on="vat", how="left")
            .drop("vat")
        )
        candidates.append("by_vat")
    owner = pl.coalesce(candidates)
    if "buyer_name" in have:
        to_us = house.is_named("buyer_name", "buyer_vat_id") & ~house.is_named("seller_name")
        owner = pl.when(~to_us).then(owner)
    return found.with_columns(owner.alias("customer_id"), pl.col(pl.Enum).cast(pl.String)).drop(candidates)


def unassigned(invoices: pl.LazyFrame, records: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries that lead to no customer (``query.tables.inbox.INBOX_UNASSIGNED``), newest first."""
    columns = INBOX_UNASSIGNED.columns
    changes = records.with_columns(pl.lit("record").alias("kind"), pl.col("name").alias("buyer_name"))
    both = pl.concat([invoices, changes], how="diagonal").filter(pl.col("customer_id").is_null())
    missing = [pl.lit(None, columns[name]).alias(name) for name in columns if name not in both.collect_schema().names()]
    ordered = both.with_columns(missing).sort("received_at", "entry_id", descending=True, nulls_last=True)
    return ordered.select(columns.names())
