"""Invoices over an interim account: it owes revenue and tax what a debtor is charged on it, under one document number.

By its number alone nobody can tell such an account (a *Verrechnungskonto*) from one of money. Document numbers come again in
another fiscal year: each is looked at by itself, and only what it leaves is passed on in the next.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES

# What the rules say of a debtor's posting against an account that they do not know.
_UNCLEAR = ("paid_out_unknown_account", "money_received_unknown_account", "between_ledger_accounts", "no_rule")
_SOLD = ("revenue", "revenue_deduction")
_SIDES = (("account", "account"), ("contra", "contra_account"))
_BOTH_ORDERS = (_SIDES, _SIDES[::-1])
INTERIM = pl.Schema(
    {
        "year": pl.Int32(),
        "number": pl.String(),
        "interim_account": pl.String(),
        "is_charge": pl.Boolean(),
        "charged_debtor": pl.String(),
    }
)
# What one row of ``INTERIM`` is about.
ONE_WAY = ("year", "number", "interim_account", "is_charge")
_ANY_YEAR = ONE_WAY[1:]


def interim_accounts(booked: pl.LazyFrame) -> pl.DataFrame:
    """Return the accounts between debtors and revenue (``INTERIM``), per year, document number and direction.

    What debtors are charged on such an account (``is_charge``; else credited) it passes on to the cent, revenue among it, in
    the same year or, a row for each, in the next. ``charged_debtor`` is whom, null where there are several.

    Args:
        booked: Result of ``movements.booked``.
    """
    debtor = pl.col("on_debtor")
    on_debtors = (
        pl.concat(_on_debtors(booked, mine, other) for mine, other in _BOTH_ORDERS)
        .group_by(ONE_WAY)
        .agg(
            pl.col("cents").abs().sum().alias("owed"),
            pl.when(debtor.n_unique() == 1).then(debtor.first()).alias("charged_debtor"),
        )
        .collect(engine="streaming")
    )
    if on_debtors.is_empty():
        return INTERIM.to_frame()
    passed_on = (
        pl.concat(_between_ledger_accounts(booked, mine, other) for mine, other in _BOTH_ORDERS)
        .join(on_debtors.lazy(), on=_ANY_YEAR, how="semi")
        .group_by(ONE_WAY)
        .agg(pl.col("cents").abs().sum().alias("passed"), pl.col("is_sold").any())
        .collect(engine="streaming")
    )
    same_year = _agreeing(on_debtors, passed_on)
    year = pl.col("year")
    late = passed_on.join(on_debtors, on=ONE_WAY, how="anti").with_columns(year - 1)
    charged = _agreeing(on_debtors.join(passed_on, on=ONE_WAY, how="anti"), late)
    both = pl.concat([same_year, charged, charged.with_columns(year + 1)])
    return both.select(pl.col(name).cast(kind) for name, kind in INTERIM.items())


def _agreeing(on_debtors: pl.DataFrame, passed_on: pl.DataFrame) -> pl.DataFrame:
    """Return what is passed on as it was charged, to the cent, revenue among it."""
    agrees = pl.col("is_sold") & (pl.col("owed") == pl.col("passed"))
    return on_debtors.join(passed_on, on=ONE_WAY).filter(agrees)


def with_interim_invoices(entries: pl.LazyFrame, interim: pl.DataFrame) -> pl.LazyFrame:
    """Make invoices and credit notes of what debtors are charged and credited on accounts between them and revenue.

    Args:
        entries: Result of ``with_new_openings``.
        interim: Result of ``interim_accounts``.
    """
    if interim.is_empty():
        return entries
    known = interim.lazy().select(ONE_WAY).rename({"interim_account": "contra_account"}).with_columns(is_interim=True)
    rows = entries.with_columns((pl.col("amount") > 0).alias("is_charge")).join(
        known, on=["year", "number", "contra_account", "is_charge"], how="left"
    )
    is_found = (pl.col("is_interim") & pl.col("movement_reason").is_in(_UNCLEAR)).fill_null(value=False)
    kind = pl.when("is_charge").then(pl.lit("invoice")).otherwise(pl.lit("credit_note"))
    return rows.with_columns(
        pl.when(is_found).then(kind).otherwise("movement").alias("movement"),
        pl.when(is_found).then(pl.lit("over_interim_account")).otherwise("movement_reason").alias("movement_reason"),
    ).drop("is_charge", "is_interim")


def over_interim_accounts(booked: pl.LazyFrame, interim: pl.DataFrame) -> pl.LazyFrame:
    """Return the postings by which an interim account passes on what one debtor is charged or credited.

    Args:
        booked: As for ``interim_accounts``.
        interim: Its result.

    Returns:
        Those postings, with that ``debtor_account``, and ``is_charge``.
    """
    known = interim.lazy().drop_nulls("charged_debtor").rename({"charged_debtor": "debtor_account"})
    rows = booked.filter(_passes_on())
    own = rows.drop("debtor_account")
    return pl.concat(
        own.with_columns(pl.col(account).alias("interim_account"), (_cents(mine) > 0).alias("is_charge"))
        .join(known, on=ONE_WAY)
        .drop("interim_account")
        for mine, account in _SIDES
    )


def _on_debtors(booked: pl.LazyFrame, mine: tuple[str, str], other: tuple[str, str]) -> pl.LazyFrame:
    """Return what debtors are booked with on one side, against accounts that no rule knows: ``cents``, debit positive."""
    amount = pl.col(f"{mine[0]}_cents")
    is_debtor = pl.col(f"{mine[0]}_kind").cast(pl.String) == "debtor"
    unclear = pl.col("movement_reason").is_in(_UNCLEAR) & pl.col("number").is_not_null() & ~pl.col("is_annulled")
    return booked.filter(is_debtor & unclear & (amount != 0)).select(
        "year",
        "number",
        pl.col(other[1]).alias("interim_account"),
        (amount > 0).alias("is_charge"),
        amount.alias("cents"),
        pl.col(mine[1]).alias("on_debtor"),
    )


def _between_ledger_accounts(booked: pl.LazyFrame, mine: tuple[str, str], other: tuple[str, str]) -> pl.LazyFrame:
    """Return what one side of postings between ledger accounts is booked with: ``cents`` gross, debit positive."""
    makes_profit = pl.col(f"{mine[0]}_role").is_in(PROFIT_ROLES).fill_null(value=False)
    amount = _cents(mine[0])
    return booked.filter(_passes_on() & ~makes_profit & (amount != 0)).select(
        "year",
        "number",
        pl.col(mine[1]).alias("interim_account"),
        (amount > 0).alias("is_charge"),
        amount.alias("cents"),
        pl.col(f"{other[0]}_role").is_in(_SOLD).fill_null(value=False).alias("is_sold"),
    )


def _passes_on() -> pl.Expr:
    """Return whether a posting is one between ledger accounts, under a number, that stands."""
    are_gl = pl.all_horizontal(pl.col(f"{side}_kind").cast(pl.String) == "gl" for side, _account in _SIDES)
    return are_gl & pl.col("number").is_not_null() & ~pl.col("is_annulled")


def _cents(side: str) -> pl.Expr:
    """Return what one side is booked with, gross, debit positive."""
    return pl.col("gross_cents") if side == "account" else -pl.col("gross_cents")
