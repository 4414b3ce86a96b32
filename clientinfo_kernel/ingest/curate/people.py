"""Customers with their ways to be reached and terms, and the links between their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.collation import places

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.identity import Identity
    from clientinfo_kernel.ingest.raw_tables import RawTables

_PERIOD = r"(?i)\b\d{1,3}\s*(?:t|tg|tagen?|netto)\b|\bnetto\s*\d{1,3}\b"
_KINDS = {"phone": ("phone", "mobile"), "email": ("email",), "web": ("web",)}


def with_communication(customers: pl.DataFrame, communication: pl.LazyFrame) -> pl.DataFrame:
    """Add ``phone``, ``email`` and ``web``: the preferred entry of each, else the first; mobiles after phones."""
    entries = communication.with_columns(pl.col("kind").cast(pl.String)).collect()
    joined = customers
    for column, kinds in _KINDS.items():
        ranked = (
            entries.filter(pl.col("kind").is_in(kinds))
            .with_columns(pl.col("kind").replace_strict({kind: rank for rank, kind in enumerate(kinds)}).alias("rank"))
            .sort(pl.col("is_preferred").fill_null(value=False), "rank", descending=[True, False], maintain_order=True)
            .unique("customer_number", keep="first", maintain_order=True)
            .select("customer_number", pl.col("address").alias(column))
        )
        joined = joined.join(ranked, on="customer_number", how="left", maintain_order="left")
    return joined


def with_places(customers: pl.DataFrame) -> pl.DataFrame:
    """Add ``name_place`` and ``phone_place``: in the order of the alphabet, for lists over all customers."""
    name = customers.select(pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True)).to_series()
    return customers.with_columns(
        places(each).cast(pl.Int32).alias(column)
        for column, each in (("name_place", name), ("phone_place", customers["phone"]))
    )


def identity_links(identity: Identity) -> pl.DataFrame:
    """Return the certain links (the debtor accounts) and suggestions (likely duplicates), per customer."""
    name = pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True).alias("name")
    named = identity.customers.select(pl.col("customer_id").alias("other_id"), "customer_number", name, "town")
    suggested = identity.suggestions.join(named, on="other_id").select(
        "customer_id", "customer_number", "name", "town", "reason", "score", pl.lit(value=False).alias("certain")
    )
    own = identity.customers.select("customer_id", name, "town")
    certain = identity.debtors.join(own, on="customer_id").select(
        "customer_id", pl.col("account").alias("customer_number"), "name", "town", "reason",
        pl.lit(1.0).alias("score"), pl.lit(value=True).alias("certain"),
    )  # fmt: skip
    return pl.concat([certain, suggested])


def term_days(raw: RawTables, identity: Identity) -> pl.LazyFrame:
    """Return the net days per debtor account: those of its master data, of its payment terms, or read from the customer's (``_written_days``)."""
    terms = raw.scan("ledger", "payment_terms").select(
        pl.col("number").alias("payment_terms"), pl.col("due_days").alias("by_terms")
    )
    ledger = (
        raw.scan("ledger", "debtors")
        .select("account", "payment_terms", pl.col("due_days").alias("by_account"))
        .join(terms, on="payment_terms", how="left")
        # Exports write 0 days where nothing is agreed: terms that are named anywhere count before them.
        .select("account", pl.coalesce(_set("by_account"), "by_terms").alias("by_ledger"), pl.col("by_account"))
    )
    customers = identity.customers.lazy().select("customer_id", _written_days().alias("by_customer"))
    return (
        identity.debtors.lazy()
        .select("account", "customer_id")
        .join(ledger, on="account", how="left")
        .join(customers, on="customer_id", how="left")
        .select(
            pl.col("account").alias("debtor_account"),
            pl.coalesce("by_ledger", "by_customer", "by_account").alias("term_days"),
        )
        .unique("debtor_account")
    )


def _written_days() -> pl.Expr:
    """Return the net days that a customer's terms say: ``30 NETTO``, ``14 Tage 2% Skonto, 30 Tage netto``.

    Beside a discount the longest of several periods is the net one, the discount's is shorter; one period that is not
    called net is the discount's.
    """
    text = pl.col("payment_terms")
    first = text.str.extract(r"^\s*(\d{1,3})\s*(?i:T|TAGE|NETTO)\b").cast(pl.Int32)
    periods = text.str.extract_all(_PERIOD)
    longest = periods.list.eval(pl.element().str.extract(r"(\d+)").cast(pl.Int32)).list.max()
    says_net = text.str.contains(r"(?i)\bnetto\b") | (periods.list.len() > 1)
    return pl.when(~text.str.contains(r"(?i)%|skonto")).then(first).when(says_net).then(longest)


def _set(days: str) -> pl.Expr:
    return pl.when(pl.col(days) > 0).then(days)
