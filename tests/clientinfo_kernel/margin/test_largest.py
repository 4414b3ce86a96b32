"""The largest groups are those of a sort over all of them, with the same figures, total and names."""

from __future__ import annotations

import polars as pl
import pytest

from clientinfo_kernel.margin import PREVIOUS_YEAR, Asked, Largest, Margin, Question, Ranking
from clientinfo_kernel.margin.largest import Kept, largest

YEAR = (("year", ("2011",)),)
MEASURES = ("net_revenue", "revenue", "cost_of_goods", "gross_profit", "margin_percent")


@pytest.mark.parametrize("ranking", [
    Ranking("gross_profit", 7),
    Ranking("cost_of_goods", 7, by_size=True),
    Ranking("net_revenue", 7, above_zero=True, known="margin_percent"),
])  # fmt: skip
def test_the_first_of_all_customers_are_the_first_of_the_largest(margin: Margin, ranking: Ranking) -> None:
    question = Question(MEASURES, ("customer",), YEAR)
    whole = margin.ask(question)
    (some,) = margin.ask_all([Asked(question, Largest((ranking,)))])
    named = whole.rows.filter(pl.col("customer").is_not_null())
    if ranking.above_zero:
        named = named.filter((pl.col("net_revenue") > 0) & pl.col("margin_percent").is_not_null())
    order = pl.col(ranking.measure).abs() if ranking.by_size else pl.col(ranking.measure)
    first = named.sort(order, descending=True).head(ranking.most)
    assert some.counts == (named.height,)
    assert some.rows.sort("customer").equals(first.sort("customer"))
    assert (some.total, some.unassigned) == (whole.total, whole.unassigned)


def test_what_stands_beside_has_the_same_customers(margin: Margin) -> None:
    question = Question(("gross_profit",), ("customer",), YEAR)
    part = question.filtered("division", "workshop")
    asked = Asked(question, Largest((Ranking("gross_profit", 5),)))
    first, beside = margin.ask_all([asked, Asked(part, Largest(beside=asked))])
    alone = margin.ask(part).rows.filter(pl.col("customer").is_in(first.rows["customer"].implode()))
    assert first.rows.height == 5
    assert beside.rows.sort("customer").equals(alone.sort("customer"))


@pytest.mark.parametrize("most", [3, 40])
def test_beside_the_year_before_those_of_it_alone_take_part_and_nobody_stays(margin: Margin, most: int) -> None:
    """A customer of the year before alone has 0.00 now, which is more than a loss."""
    question = Question(MEASURES, ("customer",), (("year", ("2011",)), ("division", ("parts",))), PREVIOUS_YEAR)
    whole = margin.ask(question)
    (some,) = margin.ask_all([Asked(question, Largest((Ranking("gross_profit", most),), with_nobody=True))])
    named = whole.rows.drop_nulls("customer")
    assert named.filter(pl.col("revenue") == 0).height > 0
    assert some.counts == (whole.rows.height,)
    kept = some.rows.drop_nulls("customer")
    assert sorted(kept["gross_profit"]) == sorted(named["gross_profit"])[-most:]
    assert kept.join(whole.rows, on=kept.columns, how="semi", nulls_equal=True).height == most
    assert some.rows.filter(pl.col("customer").is_null()).equals(whole.rows.filter(pl.col("customer").is_null()))
    assert (some.total, some.unassigned) == (whole.total, whole.unassigned)


def test_of_equal_ones_the_first_are_kept_and_nobody_is_no_customer() -> None:
    groups = pl.DataFrame({"customer": [3, None, 1, 2], "revenue": [10, 99, 10, 10]})
    kept = largest(groups, "customer", Largest((Ranking("revenue", 2),)), {})
    assert isinstance(kept, Kept)
    assert (kept.groups["customer"].to_list(), kept.counts) == ([3, 1], (3,))
