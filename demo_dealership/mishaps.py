"""What goes wrong late: cars that are taken back in the next fiscal year, and numbers that begin again.

Both draw from streams of their own, so that nobody else's business changes by them.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from demo_dealership import world
from demo_dealership.randomness import stream

OLD_NUMBERS = "108"  # begins the numbers of what was sold before the first day
_NUMBERS_BEGIN_ANEW = date(2010, 1, 1)
_TAKEN_BACK, _USED_AGAIN = 0.4, 0.4
_SECOND_HALF = 7  # month from which a buyer can still withdraw in the next year
_PAID_AFTER, _GIVEN_BACK_AFTER = 10, 5


def with_cars_taken_back(seed: int, chunk: int, bills: pl.DataFrame, positions: pl.DataFrame) -> pl.DataFrame:
    """Add ``is_taken_back``: buyers withdraw in the next fiscal year from some sales of the second half, sold under § 25a.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        bills: With day, is_cancelled, cancel_day and is_posted.
        positions: As in ``Bills``; an untaxed used vehicle is one under the margin scheme.
    """
    rng = stream(seed, chunk, "taken_back")
    untaxed = positions.filter(pl.col("tax_key").is_null() & (pl.col("cost_account") == "720000"))["bill"]
    day = pl.col("day").cast(pl.Int32).cast(pl.Date)
    fits = (
        pl.col("bill").is_in(untaxed.implode())
        & pl.col("is_posted")
        & ~pl.col("is_cancelled")
        & (day.dt.month() >= _SECOND_HALF)
        & (day.dt.year() < world.AS_OF.year)
    )
    chosen = pl.Series("chosen", rng.random(bills.height) < _TAKEN_BACK)
    later = pl.Series("later", rng.integers(20, 60, bills.height))
    new_year = day.dt.offset_by("1y").dt.truncate("1y").to_physical().cast(pl.Int64)
    return (
        bills.with_columns(chosen, later)
        .with_columns((fits & pl.col("chosen")).alias("is_taken_back"))
        .with_columns(
            pl.col("is_cancelled") | pl.col("is_taken_back"),
            pl.when("is_taken_back").then(new_year + pl.col("later")).otherwise("cancel_day").alias("cancel_day"),
        )
        .drop("chosen", "later")
    )


def taken_back(invoices: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the payments of cars that were taken back, and what was given back: columns of ``settlements``."""
    cars = invoices.filter("is_taken_back")
    return [
        _over_the_bank(cars, "H", pl.col("day") + _PAID_AFTER, "Zahlung"),
        _over_the_bank(cars, "S", pl.col("cancel_day") + _GIVEN_BACK_AFTER, "Rückzahlung nach Rücktritt"),
    ]


def _over_the_bank(cars: pl.DataFrame, side: str, day: pl.Expr, text: str) -> pl.DataFrame:
    number = pl.col("invoice_number")
    return cars.select(
        number, "debtor_account", pl.lit(side).alias("side"), pl.lit(world.BANK).alias("contra_account"),
        pl.lit(None, pl.String).alias("tax_key"), day.alias("day"), pl.col("gross_cents").alias("cents"),
        number.alias("reference"), pl.format(text + " {}", number).alias("text"), pl.lit(value=False).alias("settles"),
    )  # fmt: skip


def with_old_numbers(seed: int, chunk: int, invoices: pl.DataFrame, opened: pl.DataFrame) -> pl.DataFrame:
    """Give some invoices the number of what their debtor owed from before the first day.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        invoices: With invoice_number, in the order of the numbers.
        opened: Result of ``ledger_book.opening``.
    """
    rng = stream(seed, chunk, "old_numbers")
    old = opened.filter(pl.col("contra_account") == world.OPENING).select(
        pl.col("account").alias("debtor_account"), pl.col("document_ref1").alias("old_number")
    )
    begin = (_NUMBERS_BEGIN_ANEW - date(1970, 1, 1)).days
    first = (
        invoices.filter(
            (pl.col("day") >= begin) & "is_posted" & ~pl.col("is_credit_note") & (pl.col("kind") != "internal")
        )
        .unique("debtor_account", keep="first", maintain_order=True)
        .select("bill", "debtor_account")
        .join(old, on="debtor_account", maintain_order="left")
    )
    again = first.filter(pl.Series(rng.random(first.height) < _USED_AGAIN)).select("bill", "old_number")
    joined = invoices.join(again, on="bill", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("old_number", "invoice_number").alias("invoice_number")).drop("old_number")


def is_second_use() -> pl.Expr:
    """Return whether a posting (posted_on, document_ref1) belongs to the second use of a number."""
    is_old = pl.col("document_ref1").str.starts_with(OLD_NUMBERS).fill_null(value=False)
    return is_old & (pl.col("posted_on") >= _NUMBERS_BEGIN_ANEW)
