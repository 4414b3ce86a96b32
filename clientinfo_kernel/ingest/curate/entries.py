"""A booked posting becomes entries: one per account that makes or costs profit, and one per debtor account."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.money import euros

_COMMON = (
    "posted_on",
    "year",
    "number",
    "text",
    "order_number",
    "movement",
    "movement_reason",
    "source_file",
    "source_row",
)
_DISCOUNTS = 2**33  # twice the most postings there can be


def profit_entries(booked: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Return the entries on accounts that make or cost profit.

    Args:
        booked: Result of ``movements.booked``.
        account_roles: Result of ``with_account_classes``.

    Returns:
        One row per entry: ``account``, ``role``, ``division``, ``is_warranty``, ``amount`` (EUR, its effect on
        profit: revenue positive, cost negative), ``of_supplier`` (booked against a creditor: the number is theirs),
        ``tax_key``, ``rate_source``, ``is_annulled``, ``cost_center``
        and the posting's date, year, number, text, order, debtor, movement and origin.
    """
    of_supplier = pl.any_horizontal(
        pl.col(each).cast(pl.String) == "creditor" for each in ("account_kind", "contra_kind")
    )
    sides = [
        booked.filter(pl.col(f"{side}_role").is_in(PROFIT_ROLES)).select(
            *_COMMON,
            "debtor_account",
            of_supplier.alias("of_supplier"),
            *("tax_key", "rate_source", "is_annulled", "cost_center"),
            pl.col(account).alias("account"),
            euros(-pl.col(f"{side}_cents")).alias("amount"),
        )
        for side, account in (("account", "account"), ("contra", "contra_account"))
    ]
    facts = account_roles.select("account", "role", "division", "is_warranty").lazy()
    return pl.concat(sides).join(facts, on="account", how="left")


def debtor_entries(booked: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries on debtor accounts.

    Args:
        booked: Result of ``movements.booked``.

    Returns:
        One row per entry: ``entry`` (its number, in the order of the postings), ``debtor_account``, ``amount`` (EUR,
        debit positive), ``contra_account``, ``movement`` with its reason, ``is_annulled``, dates, number, text and origin.
    """
    keep = ("fiscal_year_start", "due_on", "service_on", "is_annulled")
    # A discount has the number of its payment, and each posting two sides.
    number = pl.col("is_cash_discount").cast(pl.Int64) * _DISCOUNTS + pl.col("posting").cast(pl.Int64) * 2
    own = booked.filter(pl.col("account_kind").cast(pl.String) == "debtor").select(
        number.alias("entry"), *_COMMON, *keep, pl.col("account").alias("debtor_account"), "contra_account",
        euros(pl.col("account_cents")).alias("amount"),
    )  # fmt: skip
    other = booked.filter(pl.col("contra_kind").cast(pl.String) == "debtor").select(
        (number + 1).alias("entry"), *_COMMON, *keep, pl.col("contra_account").alias("debtor_account"), pl.col("account").alias("contra_account"),
        euros(pl.col("contra_cents")).alias("amount"),
    )  # fmt: skip
    return pl.concat([own, other])
