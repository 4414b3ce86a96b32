"""Invoices over an interim account: it owes revenue and tax what a debtor is charged on it, under one document number.

By its number alone nobody can tell such an account (a *Verrechnungskonto*) from one of money.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.money import cents

# What the rules say of a debtor's posting against an account that they do not know.
_UNCLEAR = ("paid_out_unknown_account", "money_received_unknown_account", "between_ledger_accounts", "no_rule")
_SOLD = ("revenue", "revenue_deduction")
_SIDES = (("account", "account"), ("contra", "contra_account"))
INTERIM = pl.Schema({"number": pl.String(), "interim_account": pl.String(), "is_charge": pl.Boolean()})


def interim_accounts(booked: pl.LazyFrame, entries: pl.LazyFrame) -> pl.DataFrame:
    """Return the accounts between debtors and revenue (``INTERIM``), per document number and direction.

    What debtors are charged on such an account (``is_charge``; else credited) it passes on to the cent, revenue among it.

    Args:
        booked: Result of ``movements.booked``.
        entries: Result of ``debtor_entries``.
    """
    unclear = pl.col("movement_reason").is_in(_UNCLEAR) & pl.col("number").is_not_null() & ~pl.col("is_annulled")
    on_debtors = (
        entries.filter(unclear)
        .group_by("number", pl.col("contra_account").alias("interim_account"))
        .agg(*_both_ways(cents(pl.col("amount")), "owed"))
        .collect(engine="streaming")
    )
    if on_debtors.is_empty():
        return INTERIM.to_frame()
    wanted = on_debtors.lazy().select("number", "interim_account")
    passed_on = (
        pl.concat([_between_ledger_accounts(booked, mine, other) for mine, other in (_SIDES, _SIDES[::-1])])
        .join(wanted, on=["number", "interim_account"], how="semi")
        .group_by("number", "interim_account")
        .agg(
            *_both_ways(pl.col("cents"), "passed"),
            (pl.col("is_sold") & (pl.col("cents") > 0)).any().alias("sold_charged"),
            (pl.col("is_sold") & (pl.col("cents") < 0)).any().alias("sold_credited"),
        )
        .collect(engine="streaming")
    )
    both = on_debtors.join(passed_on, on=["number", "interim_account"])
    return pl.concat(
        both.filter(pl.col(f"sold_{way}") & (pl.col(f"owed_{way}") == pl.col(f"passed_{way}"))).select(
            "number", "interim_account", pl.lit(way == "charged").alias("is_charge")
        )
        for way in ("charged", "credited")
    )


def with_interim_invoices(entries: pl.LazyFrame, interim: pl.DataFrame) -> pl.LazyFrame:
    """Make invoices and credit notes of what debtors are charged and credited on accounts between them and revenue.

    Args:
        entries: Result of ``with_new_openings``.
        interim: Result of ``interim_accounts``.
    """
    if interim.is_empty():
        return entries
    known = interim.lazy().rename({"interim_account": "contra_account"}).with_columns(is_interim=True)
    rows = entries.with_columns((pl.col("amount") > 0).alias("is_charge")).join(
        known, on=["number", "contra_account", "is_charge"], how="left"
    )
    is_found = (pl.col("is_interim") & pl.col("movement_reason").is_in(_UNCLEAR)).fill_null(value=False)
    kind = pl.when("is_charge").then(pl.lit("invoice")).otherwise(pl.lit("credit_note"))
    return rows.with_columns(
        pl.when(is_found).then(kind).otherwise("movement").alias("movement"),
        pl.when(is_found).then(pl.lit("over_interim_account")).otherwise("movement_reason").alias("movement_reason"),
    ).drop("is_charge", "is_interim")


def _between_ledger_accounts(booked: pl.LazyFrame, mine: tuple[str, str], other: tuple[str, str]) -> pl.LazyFrame:
    """Return what one side of postings between ledger accounts is booked with: ``cents`` gross, debit positive."""
    are_gl = pl.all_horizontal(pl.col(f"{side}_kind").cast(pl.String) == "gl" for side, _account in (mine, other))
    stands = pl.col("number").is_not_null() & ~pl.col("is_annulled")
    makes_profit = pl.col(f"{mine[0]}_role").is_in(PROFIT_ROLES).fill_null(value=False)
    sign = 1 if mine[0] == "account" else -1
    return booked.filter(are_gl & stands & ~makes_profit).select(
        "number",
        pl.col(mine[1]).alias("interim_account"),
        (pl.col("gross_cents") * sign).alias("cents"),
        pl.col(f"{other[0]}_role").is_in(_SOLD).fill_null(value=False).alias("is_sold"),
    )


def _both_ways(amount: pl.Expr, name: str) -> list[pl.Expr]:
    """Return the sums of what is charged and of what is credited, both positive."""
    return [
        amount.filter(amount > 0).sum().alias(f"{name}_charged"),
        -amount.filter(amount < 0).sum().alias(f"{name}_credited"),
    ]
