"""A booked posting becomes entries: one per account that makes or costs profit, and one per debtor account."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.ingest.movements.interim_accounts import ONE_WAY
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
_COSTS = ("cost_of_goods", "labour_cost")
_PURCHASE = ("account", "debtor_account", "number")
_DISCOUNTS = 2**33  # twice the most postings there can be


def profit_entries(
    booked: pl.LazyFrame, account_roles: pl.DataFrame, interim: pl.DataFrame | None = None
) -> pl.LazyFrame:
    """Return the entries on accounts that make or cost profit.

    Args:
        booked: Result of ``movements.booked``.
        account_roles: Result of ``with_account_classes``.
        interim: Result of ``interim_accounts``; None: there are none.

    Returns:
        One row per entry: ``account``, ``role``, ``division``, ``is_warranty``, ``amount`` (EUR, its effect on
        profit: revenue positive, cost negative), ``of_supplier`` (booked against a creditor: the number is theirs; what is
        bought from a debtor, as a car that is traded in, is a supplier's, too, and names neither debtor nor order),
        ``of_buyer`` (booked against a debtor, money, or an interim account between a debtor and this one),
        ``of_tax`` and ``of_current`` (booked against an account of tax, a current one), ``tax_key``, ``rate_source``,
        ``is_annulled``, ``cost_center`` and the posting's date, year, number, text, order, debtor, movement and origin.
    """
    of_supplier = pl.any_horizontal(
        pl.col(each).cast(pl.String) == "creditor" for each in ("account_kind", "contra_kind")
    )
    sides = [
        booked.filter(pl.col(f"{side}_role").is_in(PROFIT_ROLES)).select(
            *_COMMON,
            "debtor_account",
            of_supplier.alias("of_supplier"),
            (pl.col("debtor_account").is_not_null() | (pl.col(f"{other}_class") == "money").fill_null(value=False)).alias("of_buyer"),
            (pl.col(f"{other}_class") == "tax").fill_null(value=False).alias("of_tax"),
            pl.col(f"{other}_is_current").fill_null(value=False).alias("of_current"),
            pl.col(contra).alias("interim_account"),
            # What credits revenue debits the account on the other side.
            (pl.col(f"{side}_cents") < 0).alias("is_charge"),
            *("tax_key", "rate_source", "is_annulled", "cost_center"),
            pl.col(account).alias("account"),
            euros(-pl.col(f"{side}_cents")).alias("amount"),
        )
        for side, account, other, contra in (
            ("account", "account", "contra", "contra_account"), ("contra", "contra_account", "account", "account"),
        )
    ]  # fmt: skip
    facts = account_roles.select("account", "role", "division", "is_warranty").lazy()
    rows = pl.concat(sides).join(facts, on="account", how="left")
    if interim is not None and not interim.is_empty():
        between = interim.lazy().select(ONE_WAY).with_columns(is_between=True)
        rows = rows.join(between, on=ONE_WAY, how="left").with_columns(
            pl.col("of_buyer") | pl.col("is_between").fill_null(value=False)
        )
    bought = pl.col("is_bought")
    return (
        _with_purchases(rows)
        .with_columns(
            pl.col("of_supplier") | bought,
            *(pl.when(~bought).then(name).alias(name) for name in ("debtor_account", "order_number")),
        )
        .drop("interim_account", "is_charge", "is_between", "is_bought", strict=False)
    )


def _with_purchases(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``is_bought``: a cost that is booked against a debtor because something was bought from them.

    Of what stands on one account and debtor under one number, the sum of all that is not a reversal says it: whoever lowers the price
    of a purchase, or takes it back by the opposite posting, charges nothing on. Reversals follow what they reverse.
    """
    is_reversal = pl.col("movement") == "reversal"
    on_debtors = pl.col("role").is_in(_COSTS) & pl.col("debtor_account").is_not_null()
    effect = pl.when(is_reversal).then(-pl.col("amount")).otherwise("amount")
    bought = (
        rows.filter(on_debtors & pl.col("number").is_not_null())
        .group_by(_PURCHASE)
        .agg(
            pl.when((~is_reversal).any())
            .then(effect.filter(~is_reversal).sum() <= 0)
            .otherwise(effect.sum() < 0)
            .alias("is_bought")
        )
    )
    return rows.join(bought, on=_PURCHASE, how="left").with_columns(
        (on_debtors & pl.coalesce("is_bought", effect < 0)).alias("is_bought")
    )


def debtor_entries(booked: pl.LazyFrame) -> pl.LazyFrame:
    """Return the entries on debtor accounts.

    Args:
        booked: Result of ``movements.booked``.

    Returns:
        One row per entry: ``entry`` (its number, in the order of the postings), ``debtor_account``, ``amount`` (EUR,
        debit positive), ``net`` (of it without tax, null where no rate is known), ``contra_account``, ``movement`` with
        its reason, ``is_annulled`` since ``reversed_on``, dates, number, text and origin.
    """
    keep = ("fiscal_year_start", "due_on", "service_on", "is_annulled", "reversed_on")
    # A discount has the number of its payment, and each posting two sides.
    number = pl.col("is_cash_discount").cast(pl.Int64) * _DISCOUNTS + pl.col("posting").cast(pl.Int64) * 2
    own = booked.filter(pl.col("account_kind").cast(pl.String) == "debtor").select(
        number.alias("entry"), *_COMMON, *keep, pl.col("account").alias("debtor_account"), "contra_account",
        euros(pl.col("account_cents")).alias("amount"), _net("contra_cents"),
    )  # fmt: skip
    other = booked.filter(pl.col("contra_kind").cast(pl.String) == "debtor").select(
        (number + 1).alias("entry"), *_COMMON, *keep, pl.col("contra_account").alias("debtor_account"), pl.col("account").alias("contra_account"),
        euros(pl.col("contra_cents")).alias("amount"), _net("account_cents"),
    )  # fmt: skip
    return pl.concat([own, other])


def _net(other_side: str) -> pl.Expr:
    """Return what the other side of a debtor's posting is booked with, debit of the debtor positive."""
    return pl.when(pl.col("rate_source").is_not_null()).then(euros(-pl.col(other_side))).alias("net")
