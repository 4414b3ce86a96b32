"""What a gross profit is compared with, and the bridge from there: both sides asked at once, cut into parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.bridge import QUANTITIES, SIDE, bridge
from clientinfo_kernel.margin.dimensions import FILTERS
from clientinfo_kernel.margin.where import Where
from clientinfo_kernel.money import cents

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.margin.question import Question

_MONEY = ("revenue", "net_revenue", "cost_of_goods", "calculated_labour_cost")
_COUNTED = tuple(dict.fromkeys(QUANTITIES.values()))


@dataclass(frozen=True)
class Change:
    """Why one gross profit became another.

    Attributes:
        where: Of the rows of now.
        before: Of the rows that they are compared with.
        steps: ``bridge.STEPS``, with ``customer_name``; their cents add up to the change.
    """

    where: Where
    before: Where
    steps: pl.DataFrame


def change(margin: Margin, question: Question) -> Change:
    """Return the bridge to what a question is about from what it is compared with.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: It cannot be asked.
    """
    now = replace(question, measures=_MONEY, by=("customer", "division"))
    of_postings = any(FILTERS[key].level == "postings" for key in now.dimensions)
    measures = _MONEY if of_postings else (*_MONEY, *_COUNTED)
    now = now.measured(*measures)
    other = margin.beside(now)
    after, before = margin.ask_all([replace(now.plain, compare=""), other])
    names = pl.concat([after.rows, before.rows]).select("customer", "customer_name").drop_nulls("customer")
    steps = bridge(_side(before.rows), _side(after.rows))
    named = steps.join(names.unique("customer", keep="first", maintain_order=True), on="customer", how="left")
    return Change(now.plain.where, other.where, named)


def _side(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one period as the bridge takes it: costs as what is taken off, cents, and what each division counts."""
    goods, labour = pl.col("cost_of_goods"), pl.col("calculated_labour_cost")
    counted = pl.lit(None, pl.Float64)
    for division, measure in QUANTITIES.items():
        if measure in rows.columns:
            pieces = pl.col(measure).cast(pl.Float64)
            counted = pl.when(pl.col("division") == division).then(pieces).otherwise(counted)
    figures = {"revenue": cents(pl.col("net_revenue")), "cost": -cents(goods + labour), "quantity": counted}
    return rows.select("customer", "division", **figures, is_sale=pl.col("revenue") != 0).cast(SIDE)
