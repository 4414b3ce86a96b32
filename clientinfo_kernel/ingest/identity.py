"""Which records are one customer: certain by keys, never by a guess; likely pairs are suggestions for a person.

A dealer system's customer number is a customer. A ledger's debtor account joins it by (in this order) the
dealer system's own table of accounts, the customer number in the debtor's master data, a VAT ID or a name
with address that is unique on both sides. What joins no customer becomes one of its own, under the customer
number of the debtor's master data or else of the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

_LARGEST_BLOCK = 5
_NO_NAMES = pl.DataFrame(schema={"account": pl.String, "listed_name": pl.String})


@dataclass(frozen=True)
class Identity:
    """The customers, their accounts, and the likely duplicates.

    Attributes:
        customers: One row per customer, sorted by number, with ``customer_id`` (UInt32, dense from 0).
        debtors: ``account`` -> ``customer_id`` with ``reason`` of the link.
        suggestions: ``customer_id``, ``other_id``, ``reason``, ``score`` (0..1), both directions.
    """

    customers: pl.DataFrame
    debtors: pl.DataFrame
    suggestions: pl.DataFrame


def resolve(
    customers: pl.DataFrame,
    debtor_accounts: pl.DataFrame,
    debtors: pl.DataFrame,
    seen_accounts: pl.Series,
    listed_names: pl.DataFrame = _NO_NAMES,
) -> Identity:
    """Join the records.

    Args:
        customers: Contract ``dealer_system.Customers`` with the columns phone, email and web added.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``.
        debtors: Contract ``ledger.Debtors``, creditors left out.
        seen_accounts: Debtor accounts that occur in postings or open items, with or without master data.
        listed_names: ``account`` -> ``listed_name`` of the ledger's lists, for accounts whose master data have none.
    """
    accounts = pl.concat([debtors.select("account"), pl.DataFrame({"account": seen_accounts})]).unique()
    accounts = accounts.join(debtors, on="account", how="left").join(listed_names, on="account", how="left")
    accounts = (
        accounts.with_columns(pl.coalesce("name", "listed_name").alias("name")).drop("listed_name").sort("account")
    )
    links = _account_links(customers, debtor_accounts, accounts)
    strangers = _numbered(accounts.join(links, on="account", how="anti"), customers["customer_number"])
    own = strangers.select("account", "customer_number", "reason")
    first = strangers.unique("customer_number", keep="first", maintain_order=True)
    everybody = pl.concat([customers, _as_customers(first)], how="diagonal").sort("customer_number")
    everybody = everybody.with_row_index("customer_id")
    ids = everybody.select("customer_number", "customer_id")
    debtor_map = pl.concat([links, own]).join(ids, on="customer_number").select("account", "customer_id", "reason")
    filled = _fill_from_ledger(everybody, debtor_map, accounts)
    return Identity(filled, debtor_map, _suggestions(filled))


def _numbered(strangers: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """Give a customer number to accounts that no record of the dealer system explains.

    The ledger's own customer number counts: accounts of one name that share it are one customer, while a number that
    different names share says nothing. Else the account counts, with a ``D`` before it where it is somebody's number.
    """
    one_name = _keys("name", "first_name")[1].n_unique().over("customer_number") == 1
    given = strangers.select(pl.when(one_name).then("customer_number")).to_series()
    taken = pl.col("account").is_in(pl.concat([known, given.drop_nulls()]).implode())
    by_account = pl.when(taken).then(pl.lit("D") + pl.col("account")).otherwise("account")
    return strangers.with_columns(
        pl.coalesce(given, by_account).alias("customer_number"),
        pl.when(given.is_null()).then(pl.lit("own_record")).otherwise(pl.lit("customer_number")).alias("reason"),
    )


def _account_links(customers: pl.DataFrame, debtor_accounts: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return the certain links ``account`` -> ``customer_number`` with their reason; the first rule that fits wins."""
    known = customers.select("customer_number")
    by_dealer_system = debtor_accounts.select(
        pl.col("debtor_account").alias("account"), "customer_number", pl.lit("debtor_account").alias("reason")
    ).join(known, on="customer_number", how="semi")
    by_number = accounts.select("account", "customer_number").join(known, on="customer_number", how="semi")
    keyed = customers.select("customer_number", *_keys("name", "first_name"))
    ledger = accounts.select("account", *_keys("name", "first_name"))
    rules: list[tuple[str, Sequence[str]]] = [("vat_id", ["vat"]), ("name_and_address", ["person", "place"])]
    by_keys = [
        _unique(ledger, key)
        .join(_unique(keyed, key), on=list(key))
        .select("account", "customer_number", pl.lit(reason).alias("reason"))
        for reason, key in rules
    ]
    ranked = [
        by_dealer_system,
        by_number.select("account", "customer_number", pl.lit("customer_number").alias("reason")),
        *by_keys,
    ]
    return pl.concat(ranked).unique("account", keep="first", maintain_order=True)


def _keys(name: str, first_name: str) -> list[pl.Expr]:
    full_name = pl.concat_str(pl.col(first_name), pl.col(name), separator=" ", ignore_nulls=True)
    place = _joined(normalise.street_key(pl.col("street")), normalise.postal_code_key(pl.col("postal_code")))
    return [
        normalise.vat_key(pl.col("vat_id")).alias("vat"),
        normalise.person_key(full_name).alias("person"),
        place.alias("place"),
    ]


def _joined(*keys: pl.Expr) -> pl.Expr:
    """Put keys together; null where one of them says nothing: people are not alike in what nobody knows of them."""
    known = [pl.when(key != "").then(key) for key in keys]
    return pl.concat_str(known, separator="|")


def _unique(frame: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    sound = frame.filter(pl.all_horizontal(pl.col(each).is_not_null() & (pl.col(each) != "") for each in key))
    return sound.unique(list(key), keep="none")


def _as_customers(debtors: pl.DataFrame) -> pl.DataFrame:
    name = pl.coalesce("name", "short_name", "account")  # the word for an account is the screen's
    return debtors.select(
        "customer_number", name.alias("name"), "first_name", "street", "postal_code", "town", "country", "vat_id",
        "phone", "email", "credit_limit", "payment_terms", "source_file", "source_row",
    )  # fmt: skip


def _fill_from_ledger(customers: pl.DataFrame, debtor_map: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Fill what the dealer system leaves empty from the debtors' master data: the first account that says it.

    A credit limit of 0 is what programs write where none is set. Street and town are those of one account.
    """
    address = ("street", "postal_code", "town")
    gaps = ("vat_id", "credit_limit", "phone", "email", *address)
    has_address = pl.any_horizontal(pl.col(part).is_not_null() for part in address)
    limit = pl.col("credit_limit")
    owned = accounts.join(debtor_map, on="account").sort("account").with_columns(pl.when(limit != 0).then(limit))
    first = owned.group_by("customer_id").agg(
        *(pl.col(gap).drop_nulls().first() for gap in gaps if gap not in address),
        *(pl.col(part).filter(has_address).first() for part in address),
    )
    joined = customers.join(first, on="customer_id", how="left", suffix="_ledger", maintain_order="left")
    own = {gap: pl.when(limit != 0).then(limit) if gap == "credit_limit" else pl.col(gap) for gap in gaps}
    return joined.with_columns(pl.coalesce(own[gap], f"{gap}_ledger", gap).alias(gap) for gap in gaps).drop(
        f"{gap}_ledger" for gap in gaps
    )


def _suggestions(customers: pl.DataFrame) -> pl.DataFrame:
    """Return likely duplicates: pairs that share a strong key. Blocks with many members say nothing and are left out."""
    name = normalise.person_key(pl.concat_str(pl.col("first_name"), pl.col("name"), separator=" ", ignore_nulls=True))
    keys = {
        "same_vat_id": (normalise.vat_key(pl.col("vat_id")), 0.9),
        "same_phone": (normalise.phone_key(pl.col("phone")), 0.6),
        "same_email": (normalise.email_key(pl.col("email")), 0.7),
        "same_name_and_town": (_joined(name, normalise.postal_code_key(pl.col("postal_code"))), 0.8),
        "same_name_and_street": (_joined(name, normalise.street_key(pl.col("street"))), 0.8),
    }
    pairs = [_pairs(customers, reason, key, score) for reason, (key, score) in keys.items()]
    joined = (
        pl.concat(pairs)
        .group_by("customer_id", "other_id")
        .agg(
            pl.col("reason").sort_by("score", descending=True).str.join(", "),
            (1 - (1 - pl.col("score")).product()).alias("score"),
        )
    )
    return joined.sort("customer_id", "score", "other_id", descending=[False, True, False])


def _pairs(customers: pl.DataFrame, reason: str, key: pl.Expr, score: float) -> pl.DataFrame:
    keyed = customers.select("customer_id", key.alias("key")).filter(
        pl.col("key").is_not_null() & (pl.col("key") != "")
    )
    block = keyed.filter(pl.len().over("key").is_between(2, _LARGEST_BLOCK))
    both = block.join(block.rename({"customer_id": "other_id"}), on="key").filter(
        pl.col("customer_id") != pl.col("other_id")
    )
    return both.select("customer_id", "other_id", pl.lit(reason).alias("reason"), pl.lit(score).alias("score"))
