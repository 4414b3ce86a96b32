"""Why a gross profit changed: the way from one period to another, in parts that add up to the cent.

Customers who came and who went are parts of their own. What the others changed is cut, per division, by what the
division counts (``QUANTITIES``): volume at the old price and mix, the mix, prices at the new quantity, costs. Where a
division counts nothing, its revenue stands for the quantity: then volume and mix are the one part ``revenue``, and no
price can change. Every row's parts are whole cents that add up to the row's change (largest remainder), so that every
sum over rows does too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = ("new_customers", "lost_customers", "volume", "mix", "price", "revenue", "cost")
# What a division counts: a measure of ``margin``; other divisions count nothing.
QUANTITIES: Mapping[str, str] = {
    "workshop": "labour_units",
    "body_and_paint": "labour_units",
    "new_vehicles": "invoices",
    "used_vehicles": "invoices",
}
# One row per customer and division of a period: cents, and a quantity (None: it counts nothing).
SIDE = pl.Schema(
    {
        "customer": pl.String,
        "division": pl.String,
        "revenue": pl.Int64,
        "cost": pl.Int64,
        "quantity": pl.Float64,
    }
)
STEPS = pl.Schema({"customer": pl.String, "division": pl.String, "part": pl.String, "amount": pl.Int64})
_FIGURES = ("revenue", "cost", "quantity")
_MOST_GROWTH = 1000
_CUT = ("volume", "mix", "price", "cost")


def bridge(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the steps from one period's gross profit to another's.

    Args:
        before: Of the earlier period (``SIDE``); ``revenue`` after deductions, ``cost`` of goods and labour.
        after: Of the later one.

    Returns:
        ``STEPS``: per customer, division and part the cents that it changes; parts of zero are left out. Who has no
        row in ``before`` is new, in ``after`` lost. Rows without a customer are nobody who could come or go.
    """
    rows = _both(before, after)
    came = pl.col("customer").is_not_null() & ~pl.col("was_there")
    went = pl.col("customer").is_not_null() & ~pl.col("is_there")
    part = pl.when(came).then(pl.lit("new_customers")).otherwise(pl.lit("lost_customers"))
    people = rows.filter(came | went).select("customer", "division", part=part, amount="change")
    steps = pl.concat([people, _cut(rows.filter(~(came | went)))])
    return steps.filter(pl.col("amount") != 0).cast(STEPS)


def _both(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return both periods side by side, with zeros where one has no row, and who was there when."""
    keys = ["customer", "division"]
    old, new = (
        side.select(*keys, *(pl.col(name).alias(f"{name}_{end}") for name in _FIGURES))
        for side, end in ((before, "old"), (after, "new"))
    )
    rows = old.join(new, on=keys, how="full", coalesce=True, nulls_equal=True, maintain_order="left_right")
    profit = {end: pl.col(f"revenue_{end}") - pl.col(f"cost_{end}") for end in ("old", "new")}
    return rows.with_columns(
        pl.col(f"{name}_{end}").fill_null(0) for name in _FIGURES for end in ("old", "new")
    ).with_columns(
        was_there=pl.col("customer").is_in(before["customer"].drop_nulls().implode()),
        is_there=pl.col("customer").is_in(after["customer"].drop_nulls().implode()),
        profit_old=profit["old"],
        change=profit["new"] - profit["old"],
    )


def _cut(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut the change of who was there in both periods into the parts of its division, in whole cents."""
    division = pl.col("division")
    sums = pl.col("quantity_old").sum(), pl.col("quantity_new").sum()
    counts = (sums[0] > 0) & (sums[1] > 0) & (sums[1] <= _MOST_GROWTH * sums[0])
    counts = counts.over(division) & division.is_in(list(QUANTITIES)).fill_null(value=False)
    rows = rows.with_columns(
        counts=counts,
        old=pl.when(counts).then("quantity_old").otherwise(pl.col("revenue_old").cast(pl.Float64)),
        new=pl.when(counts).then("quantity_new").otherwise(pl.col("revenue_new").cast(pl.Float64)),
    )
    whole_old, whole_new = pl.col("old").sum().over(division), pl.col("new").sum().over(division)
    # Nearly nothing before is no measure of what was added since.
    is_measured = (whole_old > 0) & (whole_new <= _MOST_GROWTH * whole_old)
    growth = pl.when(is_measured).then(whole_new / whole_old).otherwise(1.0)
    volume = pl.col("profit_old") * (growth - 1)
    price = pl.when("counts").then(pl.col("revenue_new") - pl.col("new") * _each("revenue_old")).otherwise(0.0)
    # What the new quantity would have earned at the old margin of each; then its prices; the rest are its costs.
    mix = pl.col("new") * (_each("revenue_old") - _each("cost_old")) - pl.col("profit_old") * growth
    added = (pl.col("revenue_new") - pl.col("revenue_old")).cast(pl.Float64)
    rows = rows.with_columns(volume=volume, mix=pl.when(is_measured).then(mix).otherwise(added), price=price)
    rows = rows.with_columns(cost=pl.col("change") - pl.col("volume") - pl.col("mix") - pl.col("price"))
    cents = _whole_cents(rows)
    long = cents.unpivot(_CUT, index=["customer", "division", "counts"], variable_name="part", value_name="amount")
    as_revenue = ~pl.col("counts") & (pl.col("part") != "cost")
    named = long.with_columns(part=pl.when(as_revenue).then(pl.lit("revenue")).otherwise("part"))
    keys = ["customer", "division", "part"]
    return named.group_by(keys, maintain_order=True).agg(pl.col("amount").sum())


def _each(name: str) -> pl.Expr:
    """Return the old figure per piece: the row's own, or where it had no pieces, its division's."""
    whole = pl.col(name).sum().over("division"), pl.col("old").sum().over("division")
    average = pl.when(whole[1] > 0).then(whole[0] / whole[1]).otherwise(0.0)
    return pl.when(pl.col("old") > 0).then(pl.col(name) / pl.col("old")).otherwise(average)


def _whole_cents(rows: pl.DataFrame) -> pl.DataFrame:
    """Round each row's parts to cents that add up to its change: the largest remainders are rounded up."""
    floors = rows.with_columns(pl.col(name).floor().cast(pl.Int64).alias(f"{name}_cents") for name in _CUT)
    lacking = pl.col("change") - pl.sum_horizontal(f"{name}_cents" for name in _CUT)
    remainders = pl.concat_list(pl.col(name) - pl.col(name).floor() for name in _CUT)
    place = remainders.list.eval(pl.element().rank("ordinal", descending=True))
    ranked = floors.with_columns(lacking=lacking, place=place)
    cents = ranked.with_columns(
        (pl.col(f"{name}_cents") + (pl.col("place").list.get(at) <= pl.col("lacking")).cast(pl.Int64)).alias(name)
        for at, name in enumerate(_CUT)
    )
    # Beyond 15 digits a float knows no cents; the costs, which are the rest, take what it lost.
    return cents.with_columns(cost=pl.col("cost") + pl.col("change") - pl.sum_horizontal(_CUT))
