"""Which of several invoices a number means that the dealer system begins to count again each year.

``invoice_key`` names one invoice: the key of its number (``document_key``), and its day where the number was used before.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.normalise import document_key
from data_sources.repeated_numbers import APART, USE, use_of

DELIVERED_BEFORE = 31  # a cost can be posted so many days before its invoice
_USES = pl.Schema({"key": pl.String, "invoice_key": pl.String, "since": pl.Date, "until": pl.Date})


def used_again(invoices: pl.LazyFrame, splits: pl.LazyFrame) -> pl.DataFrame:
    """Return the uses of the numbers that were used again, with the days of what belongs to each (``in_turn``).

    Args:
        invoices: Contract ``dealer_system.Invoices``.
        splits: Contract ``dealer_system.OrderSplits``.

    Returns:
        ``key``, ``invoice_key``, ``since`` and ``until``; hardly any house has such numbers.
    """
    days = pl.concat(
        rows.select(document_key(pl.col("invoice_number")).alias("key"), pl.col("invoiced_on").alias("first_on"))
        for rows in (invoices, splits)
    ).drop_nulls()
    first, last = pl.col("first_on").min().alias("first"), pl.col("first_on").max().alias("last")
    far = days.group_by("key").agg(first, last).filter((pl.col("last") - pl.col("first")).dt.total_days() > APART)
    keys = far.select("key").collect(engine="streaming")
    if keys.is_empty():
        return _USES.to_frame()
    theirs = days.join(keys.lazy(), on="key", how="semi").unique().collect(engine="streaming")
    uses = theirs.with_columns(use_of(("key",), "first_on")).group_by("key", USE).agg(pl.col("first_on").min())
    several = uses.filter(pl.len().over("key") > 1)
    named = pl.concat_str("key", pl.col("first_on").cast(pl.String), separator="@").alias("invoice_key")
    return in_turn(several.with_columns(named).drop(USE).lazy()).collect().select(_USES.names())


def in_turn(uses: pl.LazyFrame) -> pl.LazyFrame:
    """Return the uses of document numbers with the days of the entries that belong to each (``since``, ``until``).

    What is booked under a number belongs to its last use; goods can leave the house before they are billed.

    Args:
        uses: ``key``, ``first_on`` (day of the invoice) and what is known of them.
    """
    since = pl.col("first_on").dt.offset_by(f"-{DELIVERED_BEFORE}d")
    is_first = pl.col("first_on") == pl.col("first_on").min().over("key")
    return (
        uses.sort("key", "first_on")
        .with_columns(pl.when(~is_first).then(since).alias("since"))
        .with_columns(pl.col("since").shift(-1).over("key").alias("until"))
        .drop("first_on")
    )


def is_in_turn(day: str = "posted_on", prefix: str = "") -> pl.Expr:
    """Return whether something of a day belongs to a use of its number (``since``, ``until``); without a day to the last."""
    is_before, is_after = pl.col(day) < pl.col(f"{prefix}since"), pl.col(day) >= pl.col(f"{prefix}until")
    is_lost = pl.col(day).is_null() & pl.col(f"{prefix}until").is_not_null()
    return ~(is_before.fill_null(value=False) | is_after.fill_null(value=False) | is_lost)


def is_of_earlier_order() -> pl.Expr:
    """Return whether something was billed (``invoiced_on``) long before its order was taken (``ordered_at``).

    Order numbers can begin again each year: an earlier order had the number, of which the newest record counts alone.
    """
    days = (pl.col("ordered_at").dt.date() - pl.col("invoiced_on")).dt.total_days()
    return (days > APART).fill_null(value=False)


def with_invoice_key(
    rows: pl.LazyFrame,
    uses: pl.DataFrame,
    number: str = "invoice_number",
    day: str = "invoiced_on",
    name: str = "invoice_key",
) -> pl.LazyFrame:
    """Add which invoice a number of a day means.

    Args:
        rows: Have the number and the day.
        uses: Result of ``used_again``.
        number: Column of the number.
        day: Column of the day.
        name: Of the new column.
    """
    key = document_key(pl.col(number)).alias(name)
    if uses.is_empty():
        return rows.with_columns(key)
    known = uses.lazy().rename({"key": name, "invoice_key": "__invoice"})
    return (
        rows.with_columns(key)
        .join(known, on=name, how="left")
        .filter(is_in_turn(day))
        .with_columns(pl.coalesce("__invoice", name).alias(name))
        .drop("__invoice", "since", "until")
    )
