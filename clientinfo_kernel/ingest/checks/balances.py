"""The ledger's own list of totals and balances (Summen- und Saldenliste) against the postings per account and month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings
from clientinfo_kernel.ingest.movements.classification import PROFIT_ROLES
from clientinfo_kernel.money import cents

if TYPE_CHECKING:
    from collections.abc import Iterator

_BY_ACCOUNT = ("account", "account_kind")
_PERIOD = (*_BY_ACCOUNT, "start", "end")


def balance_findings(
    balances: pl.LazyFrame, booked: pl.LazyFrame, postings: pl.LazyFrame, account_roles: pl.DataFrame
) -> list[pl.LazyFrame]:
    """Return the accounts whose totals in a list differ from their postings, and those that differ in its month alone.

    Compared are the accounts that figures rest on: debtors, and accounts that make or cost profit. The tax that a key
    splits off a posting stands on an account that no posting names, so the others cannot be compared. An opening
    counts where the ledger's openings of that fiscal year are there. Of the lists of one fiscal year, the first one in
    which an account differs names it; of several lists for one period it is enough that one agrees. Where payments
    give discounts in field 13, the accounts of discounts cannot be compared either: the ledger has one per rate, and
    no posting says which.

    Args:
        balances: Contract ``ledger.Balances``.
        booked: Result of ``movements.booked``.
        postings: Contract ``ledger.Postings``, for the fiscal years.
        account_roles: Result of ``with_account_classes``, the lists' accounts included.
    """
    listed = _of_figures(balances, booked, account_roles)
    if listed.is_empty():
        return []
    starts = postings.select(pl.col("fiscal_year_start").unique().sort()).collect(engine="streaming").to_series()
    moved = _moved(booked, listed)
    compared = [
        _compared(own, moved, start, end) for start, end, own in _by_day(listed, starts.to_list())
    ]  # fmt: skip
    if not compared:
        return []
    every = pl.concat(compared)
    agreeing = every.filter(pl.col("cents") == 0).select(_PERIOD).unique()
    wrong = every.filter(pl.col("cents") != 0).join(agreeing, on=list(_PERIOD), how="anti")
    first = wrong.sort("end", "source_file").unique([*_BY_ACCOUNT, "start"], keep="first", maintain_order=True)
    shifted = every.filter((pl.col("cents") == 0) & (pl.col("month_cents").fill_null(0) != 0)).unique(
        [*_BY_ACCOUNT, "end"], keep="first", maintain_order=True
    )
    month = shifted.with_columns(pl.col("month_cents").alias("cents")).drop("stated", "booked")
    return [
        findings("balance_differs", first.lazy().with_columns(pl.col("account").alias("subject"))),
        findings("month_total_differs", month.lazy().with_columns(pl.col("account").alias("subject"))),
    ]


def _of_figures(balances: pl.LazyFrame, booked: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.DataFrame:
    """Return the lists' rows that are compared, in cents: ``moved`` and ``month`` (debit positive), ``opening``."""
    has_own_account = ~(pl.col("account_class") == "cash_discount").fill_null(value=False)
    profit = account_roles.filter(
        pl.col("role").is_in(PROFIT_ROLES) & (has_own_account | (not _discounts_in_payments(booked)))
    ).select("account")
    kind = pl.col("account_kind").cast(pl.String)
    rows = balances.with_columns(kind, pl.col("source_file").cast(pl.String))
    chosen = pl.concat(
        [
            rows.filter(pl.col("account_kind") == "debtor"),
            rows.filter(pl.col("account_kind") == "gl").join(profit.lazy(), on="account", how="semi"),
        ]
    )
    return chosen.select(
        *_BY_ACCOUNT, "period_start", "period_end",
        (cents(pl.col("debit")) - cents(pl.col("credit"))).alias("listed"),
        (cents(pl.col("month_debit")) - cents(pl.col("month_credit"))).alias("listed_month"),
        cents(pl.col("opening")).alias("opening"), "source_file", "source_row",
    ).collect()  # fmt: skip


def _discounts_in_payments(booked: pl.LazyFrame) -> bool:
    return bool(booked.select(pl.col("is_cash_discount").any()).collect(engine="streaming").item())


def _moved(booked: pl.LazyFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return what was booked on the listed accounts, per day, fiscal year and whether it opens the year, in cents."""
    accounts = listed.select(_BY_ACCOUNT).unique().lazy()
    sides = [
        booked.select(
            pl.col(account).alias("account"),
            pl.col(f"{side}_kind").cast(pl.String).alias("account_kind"),
            pl.col(f"{side}_cents").alias("cents"),
            (pl.col("movement") == "opening_balance").alias("opens"),
            "posted_on",
            "year",
        ).join(accounts, on=list(_BY_ACCOUNT), how="semi")
        for side, account in (("account", "account"), ("contra", "contra_account"))
    ]
    return (
        pl.concat(sides)
        .group_by(*_BY_ACCOUNT, "posted_on", "year", "opens")
        .agg(pl.col("cents").sum())
        .collect(engine="streaming")
    )


def _by_day(listed: pl.DataFrame, starts: list[date]) -> Iterator[tuple[date, date, pl.DataFrame]]:
    """Yield the lists with the first and the last day of what they total. One older than the postings says nothing."""
    for (stated, end), own in listed.group_by("period_start", "period_end", maintain_order=True):
        if not isinstance(end, date):
            continue
        year = max((start for start in starts if start <= end), default=None)
        if year is not None:
            yield stated if isinstance(stated, date) else year, end, own


def _compared(own: pl.DataFrame, moved: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    within = pl.col("posted_on").is_between(start, end)
    opens = pl.col("opens") & within
    in_month = ~pl.col("opens") & within & (pl.col("posted_on") >= end.replace(day=1))
    sums = moved.group_by(_BY_ACCOUNT).agg(
        pl.col("cents").filter(within & ~pl.col("opens")).sum().alias("total"),
        pl.col("cents").filter(in_month).sum().alias("month"),
        pl.col("cents").filter(opens).sum().alias("opened"),
    )
    # Without one opening in the data the year's carry-forward was not exported.
    with_openings = moved.select(opens.any()).item()
    rows = own.join(sums, on=list(_BY_ACCOUNT), how="left").with_columns(
        pl.col("total", "month", "opened").fill_null(0), pl.lit(start).alias("start"), pl.lit(end).alias("end")
    )
    counts_opening = pl.lit(value=bool(with_openings)) & pl.col("opening").is_not_null()
    opened, opening = (pl.when(counts_opening).then(name).otherwise(0) for name in ("opened", "opening"))
    return rows.with_columns(
        (pl.col("listed") + opening).alias("stated"), (pl.col("total") + opened).alias("booked")
    ).select(
        *_PERIOD, "stated", "booked", (pl.col("stated") - pl.col("booked")).alias("cents"),
        (pl.col("listed_month") - pl.col("month")).alias("month_cents"), "source_file", "source_row",
    )  # fmt: skip
