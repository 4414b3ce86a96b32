"""Whom an entry of an inbox concerns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clientinfo_kernel.ingest import normalise
from clientinfo_kernel.query.tables.inbox import INBOX_UNASSIGNED
from data_sources.inbox.listing import INVOICE_LIST

_SAYS_NOTHING = "autohaus"  # the name of a house whose settings have none


@dataclass(frozen=True)
class House:
    """The dealership itself, as invoices name it.

    Attributes:
        name: Its name.
        vat_id: Its VAT ID, None if the settings do not say it.
        company: Its name as it signs, empty if the settings do not say it.
    """

    name: str
    vat_id: str | None = None
    company: str = ""

    def is_named(self, name: str, vat_id: str | None = None) -> pl.Expr:
        """Return whether the columns of a party's name and VAT ID name the house."""
        own = pl.DataFrame({"name": [self.name], "id": [self.vat_id]}, schema={"name": pl.String, "id": pl.String})
        keys = own.select(normalise.name_key(pl.col("name")), normalise.vat_key(pl.col("id"))).row(0)
        found = [(normalise.name_key(pl.col(name)), keys[0])]
        found += [(normalise.vat_key(pl.col(vat_id)), keys[1])] if vat_id else []
        named = [(column == key).fill_null(value=False) for column, key in found if key]
        return pl.any_horizontal(named) if named else pl.lit(False)  # noqa: FBT003

    def is_foreign(self, name: str, vat_id: str) -> pl.Expr:
        """Return whether the columns of a party's name and VAT ID name somebody else; nobody where we have no name.

        A house has branches and spellings: who has its VAT ID, or a name that begins as its own does, is the house.
        """
        own = pl.DataFrame({"name": [self.name, self.company]}).select(normalise.name_key(pl.col("name")))
        names = [key for key in own["name"] if key and key != _SAYS_NOTHING]
        if not names:
            return pl.lit(False)  # noqa: FBT003
        key = normalise.name_key(pl.col(name)) + pl.lit(" ")
        begins_so = [key.str.starts_with(f"{each} ") | pl.lit(f"{each} ").str.starts_with(key) for each in names]
        vat = pl.lit(self.vat_id, pl.String)
        has_id = (normalise.vat_key(pl.col(vat_id)) == normalise.vat_key(vat)).fill_null(value=False)
        return (~pl.any_horizontal(begins_so) & ~has_id).fill_null(value=False)


def inbox_owner(
    entries: pl.LazyFrame, customer_ids: pl.DataFrame, debtors: pl.DataFrame, customers: pl.DataFrame, house: House
) -> pl.LazyFrame:
    """Return the inbox entries with the customer they concern: by customer number, debtor account, then a unique VAT ID.

    A supplier's invoice to the house concerns no customer: the numbers in it (BT-46, BT-10) are the supplier's own for
    us, and happen to be those of customers. Nor does a document of another seller that comes by itself: whoever sends one
    can name any number in it, and what it asks for is no claim of the house. What a list of the house says counts.
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
        by_itself = ~pl.col("source_file").str.ends_with(INVOICE_LIST).fill_null(value=False)
        owner = pl.when(~to_us & ~(by_itself & house.is_foreign("seller_name", "seller_vat_id"))).then(owner)
    curated = found.with_columns(owner.alias("customer_id"), pl.col(pl.Enum).cast(pl.String))
    return curated.drop(candidates).drop("seller_vat_id", strict=False)


def unassigned(invoices: pl.LazyFrame, records: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries that lead to no customer (``query.tables.inbox.INBOX_UNASSIGNED``), newest first."""
    columns = INBOX_UNASSIGNED.columns
    changes = records.with_columns(pl.lit("record").alias("kind"), pl.col("name").alias("buyer_name"))
    both = pl.concat([invoices, changes], how="diagonal").filter(pl.col("customer_id").is_null())
    missing = [pl.lit(None, columns[name]).alias(name) for name in columns if name not in both.collect_schema().names()]
    ordered = both.with_columns(missing).sort("received_at", "entry_id", descending=True, nulls_last=True)
    return ordered.select(columns.names())
