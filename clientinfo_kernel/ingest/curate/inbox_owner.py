"""Whom an entry of an inbox concerns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from clientinfo_kernel.ingest import normalise
from clientinfo_kernel.query.tables.inbox import INBOX_UNASSIGNED
from data_sources.inbox.upstream_systems import INVOICE_LIST_FILE, SHARED_FOLDERS
from data_sources.remarks import remark, to_json

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

    def is_seller(self, name: str, vat_id: str) -> pl.Expr:
        """Return whether the columns of a seller's name and VAT ID are the house's; everybody's where it has neither.

        Anybody can write its name: where the house says its VAT ID, that alone counts (BT-31, which who charges VAT has
        to state: EN 16931, BR-S-02).
        """
        if self.vat_id:
            vat = pl.lit(self.vat_id, pl.String)
            return (normalise.vat_key(pl.col(vat_id)) == normalise.vat_key(vat)).fill_null(value=False)
        return self.is_called(name) if self._names else pl.lit(True)  # noqa: FBT003

    def is_called(self, name: str) -> pl.Expr:
        """Return whether a column's name begins as one of the house's does, or they as it: it has branches and spellings."""
        key = normalise.name_key(pl.col(name)) + pl.lit(" ")
        begins_so = [key.str.starts_with(f"{each} ") | pl.lit(f"{each} ").str.starts_with(key) for each in self._names]
        return pl.any_horizontal(begins_so).fill_null(value=False) if begins_so else pl.lit(False)  # noqa: FBT003

    @property
    def _names(self) -> list[str]:
        own = pl.DataFrame({"name": [self.name, self.company]}).select(normalise.name_key(pl.col("name")))
        return [key for key in own["name"] if key and key != _SAYS_NOTHING]


def inbox_owner(
    entries: pl.LazyFrame, customer_ids: pl.DataFrame, debtors: pl.DataFrame, customers: pl.DataFrame, house: House
) -> pl.LazyFrame:
    """Return the inbox entries with the customer they concern: by customer number, debtor account, then a unique VAT ID.

    A supplier's invoice to the house concerns no customer: the numbers in it (BT-46, BT-10) are the supplier's own for
    us, and happen to be those of customers. Nor does a document of another seller that comes by itself: whoever sends one
    can name any number in it, and what it asks for is not a claim of the house. What a list of the house says counts. One
    that bears the house's name without its VAT ID says so in its reason (``seller_unproven``).
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
        is_foreign = ~_is_of_list().fill_null(value=False) & ~house.is_seller("seller_name", "seller_vat_id")
        unproven = owner.is_not_null() & ~to_us & is_foreign & house.is_called("seller_name")
        found = found.with_columns(pl.when(unproven).then(_with_remark("reason")).otherwise("reason").alias("reason"))
        owner = pl.when(~to_us & ~is_foreign).then(owner)
    curated = found.with_columns(owner.alias("customer_id"), pl.col(pl.Enum).cast(pl.String))
    return curated.drop(candidates).drop("seller_vat_id", strict=False)


def _is_of_list() -> pl.Expr:
    """Return whether an entry stands in a list of the house: a document of that name in a deeper folder is none."""
    file = pl.col("source_file")
    top = file.str.to_lowercase().str.extract(r"^([^/]+)/")
    return file.str.contains(INVOICE_LIST_FILE) & ~top.is_in(SHARED_FOLDERS).fill_null(value=False)


def _with_remark(column: str) -> pl.Expr:
    """Return what a column of remarks says, and that the seller is not proven to be the house."""
    said = to_json([remark("seller_unproven")]) or ""
    former = pl.col(column)
    more = former.str.strip_suffix("]") + f", {said[1:]}"
    return pl.when(former.is_null()).then(pl.lit(said)).when(former.str.starts_with("[{")).then(more).otherwise(former)


def unassigned(invoices: pl.LazyFrame, records: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries that lead to no customer (``query.tables.inbox.INBOX_UNASSIGNED``), newest first."""
    columns = INBOX_UNASSIGNED.columns
    changes = records.with_columns(pl.lit("record").alias("kind"), pl.col("name").alias("buyer_name"))
    both = pl.concat([invoices, changes], how="diagonal").filter(pl.col("customer_id").is_null())
    missing = [pl.lit(None, columns[name]).alias(name) for name in columns if name not in both.collect_schema().names()]
    ordered = both.with_columns(missing).sort("received_at", "entry_id", descending=True, nulls_last=True)
    return ordered.select(columns.names())
