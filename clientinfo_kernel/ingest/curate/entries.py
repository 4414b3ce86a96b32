"""A posting between two accounts becomes entries: one per account, net of the VAT that its tax key splits off."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import tax
from clientinfo_kernel.money import cents, euros, net_of

PROFIT_ROLES = ("revenue", "revenue_deduction", "cost_of_goods", "labour_cost")
_COMMON = ("posted_on", "year", "number", "text", "debtor_account", "source_file", "source_row")


def with_amounts(postings: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Add what each side of a posting is booked with.

    Args:
        postings: Contract ``ledger.Postings``.
        account_roles: Result of ``map_accounts``.

    Returns:
        The postings with ``account_cents`` and ``contra_cents`` (debit positive, whole cents, net where the tax
        key or the account splits VAT off), ``gross_cents``, both sides' ``*_role`` columns, ``debtor_account``,
        ``year`` (in which the fiscal year starts) and ``number`` (document_ref1).
    """
    facts = account_roles.select("account", "role", pl.col("tax_rate").alias("automatic_rate")).lazy()
    contra = facts.select(
        pl.col("account").alias("contra_account"),
        pl.col("role").alias("contra_role"),
        pl.col("automatic_rate").alias("contra_rate"),
    )
    own = facts.rename({"role": "account_role", "automatic_rate": "account_rate"})
    # A personal account can have the digits of a general ledger account of another length: the kind decides.
    account_is_gl, contra_is_gl = (pl.col(each).cast(pl.String) == "gl" for each in ("account_kind", "contra_kind"))
    joined = postings.join(own, on="account", how="left").join(contra, on="contra_account", how="left")
    cleaned = joined.with_columns(
        pl.when(account_is_gl).then("account_role").alias("account_role"),
        pl.when(contra_is_gl).then("contra_role").alias("contra_role"),
    )
    # The tax key belongs to the side that is not a personal account; between two of them to the one with a role.
    taxed = (
        pl.when(
            contra_is_gl & ~(account_is_gl & pl.col("account_role").is_not_null() & pl.col("contra_role").is_null())
        )
        .then(pl.lit("contra"))
        .when(account_is_gl)
        .then(pl.lit("account"))
    )
    automatic = pl.when(pl.col("taxed") == "contra").then("contra_rate").otherwise("account_rate")
    stated = pl.col("tax_rate").cast(pl.Decimal(9, 2)).to_physical().cast(pl.Int64)
    day = pl.coalesce("service_on", "posted_on")
    rate = pl.coalesce(stated, tax.rate_of_key(pl.col("tax_key"), day), automatic, pl.lit(0, pl.Int64))
    reversal = pl.col("is_reversal") | tax.reverses(pl.col("tax_key"))
    sign = pl.when(reversal).then(-1).otherwise(1) * pl.when(pl.col("side").cast(pl.String) == "S").then(1).otherwise(
        -1
    )
    return (
        cleaned.with_columns(taxed.alias("taxed"), (cents(pl.col("amount")) * sign).alias("gross_cents"))
        .with_columns(rate.alias("rate"), reversal.alias("is_reversal"))
        .with_columns(net_of(pl.col("gross_cents"), pl.col("rate")).alias("net_cents"))
        .with_columns(
            pl.when(pl.col("taxed") == "account").then("net_cents").otherwise("gross_cents").alias("account_cents"),
            -pl.when(pl.col("taxed") == "contra").then("net_cents").otherwise("gross_cents").alias("contra_cents"),
            _debtor().alias("debtor_account"),
            pl.col("fiscal_year_start").dt.year().cast(pl.Int32).alias("year"),
            pl.col("document_ref1").alias("number"),
        )
    )


def profit_entries(postings: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Return the entries on accounts that make or cost profit.

    Args:
        postings: Result of ``with_amounts``.
        account_roles: Result of ``map_accounts``.

    Returns:
        One row per entry: ``account``, ``role``, ``division``, ``is_warranty``, ``amount`` (EUR, its effect on
        profit: revenue positive, cost negative), and the posting's date, year, number, text, debtor and origin.
    """
    sides = [
        postings.filter(pl.col(f"{side}_role").is_in(PROFIT_ROLES)).select(
            *_COMMON, pl.col(account).alias("account"), euros(-pl.col(f"{side}_cents")).alias("amount")
        )
        for side, account in (("account", "account"), ("contra", "contra_account"))
    ]
    facts = account_roles.select("account", "role", "division", "is_warranty").lazy()
    return pl.concat(sides).join(facts, on="account", how="left")


def debtor_entries(postings: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries on debtor accounts.

    Args:
        postings: Result of ``with_amounts``.

    Returns:
        One row per entry: ``debtor_account``, ``amount`` (EUR, debit positive), ``contra_account``,
        ``contra_role``, ``is_reversal``, dates, number, text and origin.
    """
    keep = ("due_on", "service_on", "is_reversal", "order_number")
    common = tuple(each for each in _COMMON if each != "debtor_account")
    own = postings.filter(pl.col("account_kind").cast(pl.String) == "debtor").select(
        *common, *keep, pl.col("account").alias("debtor_account"), "contra_account", "contra_role",
        euros(pl.col("account_cents")).alias("amount"),
    )  # fmt: skip
    other = postings.filter(pl.col("contra_kind").cast(pl.String) == "debtor").select(
        *common, *keep, pl.col("contra_account").alias("debtor_account"), pl.col("account").alias("contra_account"),
        pl.col("account_role").alias("contra_role"), euros(pl.col("contra_cents")).alias("amount"),
    )  # fmt: skip
    return pl.concat([own, other])


def _debtor() -> pl.Expr:
    return (
        pl.when(pl.col("account_kind").cast(pl.String) == "debtor")
        .then("account")
        .when(pl.col("contra_kind").cast(pl.String) == "debtor")
        .then("contra_account")
    )
