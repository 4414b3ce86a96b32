"""Opening balances of a fiscal year, and what of them is new.

A carry-forward says what is open when the year begins. Where the old year's postings are in the data it repeats a
claim that is there already (balance sheet identity, § 252 (1) no. 1 HGB): only what the data do not explain counts.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.money import MONEY, cents, euros

_ITEM = ("debtor_account", "number")
_SINCE = "since"  # the day from which on an opening says what there is: the year's first, as a rule
_YEAR = "fiscal_year_start"  # its first day: a short fiscal year can begin in the same calendar year as the next


def with_new_openings(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Leave of each opening balance what the data do not explain: all of it, a difference, or 0.00.

    Args:
        entries: Result of ``debtor_entries``.

    Returns:
        The entries; an opening balance with ``amount`` as it counts and
        ``movement_reason`` carried_forward (all of it), carried_forward_difference (part of it) or
        carried_forward_again (none of it).
    """
    is_opening = pl.col("movement") == "opening_balance"
    openings = entries.filter(is_opening).collect(engine="streaming")
    if openings.is_empty():
        return entries
    booked = entries.filter(~is_opening)
    openings = openings.with_columns(pl.col(_YEAR).alias(_SINCE))
    counted = _counted(openings, _moved(booked, openings, pl.col(_YEAR)))
    late = _of_opened_within_a_year(openings)
    if not late.is_empty():
        counted = _fewer(openings, counted, _counted(late, _moved(booked, late, pl.col("posted_on"))))
    return (
        entries.join(counted.lazy(), on="entry", how="left")
        .with_columns(
            pl.when(is_opening).then("counted").otherwise("amount").cast(MONEY).alias("amount"),
            pl.when(is_opening).then("opening_reason").otherwise("movement_reason").alias("movement_reason"),
        )
        .drop("counted", "opening_reason")
    )


def _moved(booked: pl.LazyFrame, openings: pl.DataFrame, since: pl.Expr) -> pl.DataFrame:
    """Return what else was booked on the debtors of openings, in cents per document and ``since``."""
    return (
        booked.join(openings.lazy().select("debtor_account").unique(), on="debtor_account", how="semi")
        .group_by(*_ITEM, since.alias(_SINCE))
        .agg(cents(pl.col("amount")).sum().alias("moved"))
        .collect(engine="streaming")
    )


def _of_opened_within_a_year(openings: pl.DataFrame) -> pl.DataFrame:
    """Return the openings of debtors of whom a file opens all that it opens on one day after the year's first.

    So does a ledger that is taken over within a year, from another program or by another tax consultant. Where a file has
    several days, they are those of the documents.
    """
    file = ("source_file", _YEAR)
    is_late = (pl.col("posted_on").n_unique().over(file) == 1) & (pl.col("posted_on") > pl.col(_YEAR))
    marked = openings.with_columns(pl.when(is_late).then("posted_on").otherwise(_YEAR).alias(_SINCE))
    return marked.filter((pl.col(_SINCE) != pl.col(_YEAR)).any().over("debtor_account"))


def _fewer(openings: pl.DataFrame, by_year: pl.DataFrame, by_day: pl.DataFrame) -> pl.DataFrame:
    """Return what counts of the openings: of each debtor the reckoning that leaves less unexplained."""
    debtors = openings.select("entry", "debtor_account")
    both = by_year.join(by_day, on="entry", how="left", suffix="_by_day").join(debtors, on="entry")
    left = [cents(pl.col(name)).abs().sum().over("debtor_account") for name in ("counted_by_day", "counted")]
    is_better = pl.col("counted_by_day").is_not_null() & (left[0] < left[1])
    better = [
        pl.when(is_better).then(f"{name}_by_day").otherwise(name).alias(name) for name in ("counted", "opening_reason")
    ]
    return both.select("entry", *better)


def _counted(openings: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Return ``counted`` (EUR) and ``opening_reason`` per row of an opening balance."""
    by_item = _unexplained(openings, moved, _ITEM)
    by_debtor = _unexplained(openings, moved, _ITEM[:1])
    # A carry-forward in one sum, or under other numbers, repeats the old year all the same if the debtor's sum does.
    explained = by_debtor.filter((pl.col("new") == 0) & pl.col("has_past")).select("debtor_account", _SINCE)
    first = pl.int_range(pl.len()).over(*_ITEM, _SINCE) == 0
    rows = openings.sort("posted_on", "source_file", "source_row").join(
        by_item, on=[*_ITEM, _SINCE], how="left", nulls_equal=True
    )
    repeated = (
        rows.join(explained, on=["debtor_account", _SINCE], how="semi")
        .select("entry")
        .with_columns(pl.lit(value=True).alias("is_repeated"))
    )
    rows = rows.join(repeated, on="entry", how="left").with_columns(pl.col("is_repeated").fill_null(value=False))
    whole = pl.col("new") == pl.col("stated")
    nothing = pl.col("is_repeated") | (pl.col("new") == 0)
    return rows.select(
        "entry",
        pl.when(nothing)
        .then(pl.lit(0).cast(MONEY))
        .when(whole)
        .then("amount")
        .when(first)
        .then(euros(pl.col("new")))
        .otherwise(pl.lit(0).cast(MONEY))
        .cast(MONEY)
        .alias("counted"),
        pl.when(nothing)
        .then(pl.lit("carried_forward_again"))
        .when(whole)
        .then(pl.lit("carried_forward"))
        .otherwise(pl.lit("carried_forward_difference"))
        .alias("opening_reason"),
    )


def _unexplained(openings: pl.DataFrame, moved: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Return per key and day what an opening balance states and what of it is ``new``, in cents.

    What a year's opening states is explained by the last opening before it and what was booked since then.
    """
    stated = openings.group_by(*key, _SINCE).agg(cents(pl.col("amount")).sum().alias("stated"))
    by_year = moved.group_by(*key, _SINCE).agg(pl.col("moved").sum())
    both = stated.join(by_year, on=[*key, _SINCE], how="full", coalesce=True, nulls_equal=True).sort(*key, _SINCE)
    # Per opening: everything booked before it, and the same at the opening before it.
    past = pl.col("moved").fill_null(0).cum_sum().shift(1).over(key).fill_null(0)
    known = both.with_columns(past.alias("past")).filter(pl.col("stated").is_not_null())
    before = pl.col("stated").shift(1).over(key).fill_null(0)
    since = pl.col("past") - pl.col("past").shift(1).over(key).fill_null(0)
    has_past = (pl.col("past") != 0) | (pl.col("stated").shift(1).over(key).is_not_null()) | (since != 0)
    return known.select(
        *key, _SINCE, "stated", (pl.col("stated") - before - since).alias("new"), has_past.alias("has_past")
    )
