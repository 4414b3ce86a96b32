"""Why a gross profit changed: the way from one period to another, in parts that add up to the cent.

Customers who came and who went are parts of their own. What the others changed is cut, per division, by what the
division counts (``QUANTITIES``): volume at the old price and mix, the mix, prices at the new quantity, costs. Where
nothing is counted, in a division that counts nothing or of a customer with money on a side and no quantity there (flat
rates, costs that come late), no price can change: more revenue at the old margin is the part ``revenue``, all else are
costs. Every row's parts are whole cents that add up to the row's change (largest remainder), so that every
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
    "new_vehicles": "pieces",
    "used_vehicles": "pieces",
}
# One row per customer and division of a period: cents, a quantity (None: it counts nothing), and whether it sold anything.
SIDE = pl.Schema(
    {
        "customer": pl.String,
        "division": pl.String,
        "revenue": pl.Int64,
        "cost": pl.Int64,
        "quantity": pl.Float64,
        "is_sale": pl.Boolean,
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
        ``STEPS``: per customer, division and part the cents that it changes; parts of zero are left out. Who bought
        nothing in ``before`` but something in ``after`` is new, and lost the other way round; a discount or a cost that
        is booked late makes nobody a customer of that period. Rows without a customer are nobody who could come or go.
    """
    rows = _both(before, after)
    came = pl.col("customer").is_not_null() & ~pl.col("was_there") & pl.col("is_there")
    went = pl.col("customer").is_not_null() & pl.col("was_there") & ~pl.col("is_there")
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
        was_there=pl.col("customer").is_in(_buyers(before)),
        is_there=pl.col("customer").is_in(_buyers(after)),
        profit_old=profit["old"],
        change=profit["new"] - profit["old"],
    )


def _buyers(side: pl.DataFrame) -> pl.Series:
    return side.filter("is_sale")["customer"].drop_nulls().implode()


def _cut(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut the change of who was there in both periods into the parts of its division, in whole cents."""
    rows = rows.with_columns(counts=_has_quantities())
    old, new = (pl.col(f"quantity_{end}").filter("counts").sum().over("division") for end in ("old", "new"))
    # Hardly anything before is not a measure of what was added since.
    is_measured = (old > 0) & (new > 0) & (new <= _MOST_GROWTH * old)
    rows = rows.with_columns(counts=pl.col("counts") & is_measured, growth=pl.when(is_measured).then(new / old))
    cents = _whole_cents(pl.concat([_counted(rows.filter("counts")), _uncounted(rows.filter(~pl.col("counts")))]))
    long = cents.unpivot(_CUT, index=["customer", "division", "counts"], variable_name="part", value_name="amount")
    as_revenue = ~pl.col("counts") & (pl.col("part") != "cost")
    named = long.with_columns(part=pl.when(as_revenue).then(pl.lit("revenue")).otherwise("part"))
    keys = ["customer", "division", "part"]
    return named.group_by(keys, maintain_order=True).agg(pl.col("amount").sum())


def _has_quantities() -> pl.Expr:
    """Say whether a row has a quantity on each side on which it has money, and on one at least."""
    sides = []
    for end in ("old", "new"):
        has_money = (pl.col(f"revenue_{end}") != 0) | (pl.col(f"cost_{end}") != 0)
        sides.append(~has_money | (pl.col(f"quantity_{end}") != 0))
    is_any = (pl.col("quantity_old") != 0) | (pl.col("quantity_new") != 0)
    is_counting = pl.col("division").is_in(list(QUANTITIES)).fill_null(value=False)
    return is_counting & is_any & sides[0] & sides[1]


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut by quantities: what the new one would have earned at the old margin of each; its prices; the rest are costs."""
    new, growth = pl.col("quantity_new"), pl.col("growth")
    price = pl.col("revenue_new") - new * _each("revenue_old")
    mix = new * (_each("revenue_old") - _each("cost_old")) - pl.col("profit_old") * growth
    rows = rows.with_columns(volume=pl.col("profit_old") * (growth - 1), mix=mix, price=price)
    return rows.with_columns(cost=pl.col("change") - pl.col("volume") - pl.col("mix") - pl.col("price"))


def _uncounted(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut into more or less revenue at the old margin, and costs."""
    old, new = pl.col("revenue_old"), pl.col("revenue_new")
    whole = [each.sum().over("division") for each in (old, new, pl.col("cost_old"))]
    is_measured = (whole[0] > 0) & (whole[1] <= _MOST_GROWTH * whole[0])
    rate = pl.when(~is_measured).then(0.0).when(old > 0).then(pl.col("cost_old") / old).otherwise(whole[2] / whole[0])
    zero = pl.lit(0.0)
    rows = rows.with_columns(volume=zero, mix=(new - old) * (1 - rate), price=zero)
    return rows.with_columns(cost=pl.col("change") - pl.col("mix"))


def _each(name: str) -> pl.Expr:
    """Return the old figure per piece: the row's own, or where it was not there, its division's."""
    old = pl.col("quantity_old")
    average = pl.col(name).sum().over("division") / old.sum().over("division")
    return pl.when(old != 0).then(pl.col(name) / old).otherwise(average)


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
