"""Which standard chart a ledger follows, where neither its files nor the settings say so."""

from __future__ import annotations

import polars as pl

# Revenue stands in class 8 in SKR03 and SKR51 and in class 4 in SKR04.
_CHART_BY_CLASS = {"8": "03", "4": "04"}


def used_accounts(postings: pl.LazyFrame) -> pl.DataFrame:
    """Return the general ledger accounts that are booked: ``account``, ``chart_of_accounts``, ``facing_debtors`` (postings)."""
    sides = [
        postings.filter(pl.col(f"{side}_kind").cast(pl.String) == "gl").select(
            pl.col(account).alias("account"),
            "chart_of_accounts",
            (pl.col(f"{other}_kind").cast(pl.String) == "debtor").alias("facing_debtor"),
        )
        for side, account, other in (("account", "account", "contra"), ("contra", "contra_account", "account"))
    ]
    counted = (
        pl.concat(sides)
        .group_by("account", "chart_of_accounts")
        .agg(pl.col("facing_debtor").sum().alias("facing_debtors"))
    )
    return counted.collect(engine="streaming")


def longest(accounts: pl.DataFrame) -> int:
    """Return the length of the ledger's account numbers."""
    return max(accounts["account"].str.len_chars().to_list(), default=4)


def chart_of(accounts: pl.DataFrame) -> str | None:
    """Return the chart that the ledger names; if it names none, the one whose revenue class faces the debtors.

    Args:
        accounts: Result of ``used_accounts``.

    Returns:
        DATEV's number of the chart (03, 04, 51), None where the postings do not show it.
    """
    named = accounts["chart_of_accounts"].drop_nulls().unique().to_list()
    if named:
        return str(named[0]) if len(named) == 1 else None
    length = longest(accounts)
    classes = (
        accounts.with_columns(pl.col("account").str.zfill(length).str.head(1).alias("class"))
        .group_by("class")
        .agg(pl.col("facing_debtors").sum())
    )
    facing = {name: count for name, count in classes.rows() if name in _CHART_BY_CLASS and count}
    return _CHART_BY_CLASS[max(facing, key=lambda name: facing[name])] if facing else None
