"""The bridge between two periods: sums on paper, and parts that add up whatever the figures are."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.margin.bridge import SIDE, bridge
from clientinfo_kernel.margin.rows import Sides, SummedRows


def _side(*rows: tuple[str | None, str, int, int, float | None]) -> pl.DataFrame:
    return pl.DataFrame([(*row, row[2] != 0) for row in rows], SIDE, orient="row")


def _parts(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    steps = bridge(before, after).group_by("part").agg(pl.col("amount").sum())
    return dict(steps.rows())


def test_a_workshop_hour_that_costs_more_and_sells_for_more() -> None:
    """100 units at 10.00 (cost 4.00) become 120 at 11.00 (cost 4.50): 120.00 by volume, 120.00 by price, -60.00 by cost."""
    before = _side(("10012", "workshop", 100_000, 40_000, 100.0))
    after = _side(("10012", "workshop", 132_000, 54_000, 120.0))

    assert _parts(before, after) == {"volume": 12_000, "price": 12_000, "cost": -6_000}


def test_the_mix_moves_to_the_customer_who_earns_less() -> None:
    """A earns 6.00 a unit, B 2.00; of 200 units 100 each become 50 and 150: 200 less at the same price and cost."""
    before = _side(("A", "workshop", 100_000, 40_000, 100.0), ("B", "workshop", 100_000, 80_000, 100.0))
    after = _side(("A", "workshop", 50_000, 20_000, 50.0), ("B", "workshop", 150_000, 120_000, 150.0))

    assert _parts(before, after) == {"mix": -20_000}


def test_who_came_and_who_went_are_parts_of_their_own() -> None:
    before = _side(("A", "parts", 5_000, 3_000, None), ("B", "parts", 900, 400, None))
    after = _side(("B", "parts", 900, 400, None), ("C", "parts", 7_000, 6_000, None))

    assert _parts(before, after) == {"lost_customers": -2_000, "new_customers": 1_000}


def test_a_division_that_counts_nothing_knows_revenue_and_cost_alone() -> None:
    """10.00 at a margin of 40 % become 20.00 at 30 %: 4.00 by revenue at the old margin, -2.00 by cost."""
    before = _side(("A", "parts", 1_000, 600, None))
    after = _side(("A", "parts", 2_000, 1_400, None))

    assert _parts(before, after) == {"revenue": 400, "cost": -200}


def test_postings_without_a_customer_neither_come_nor_go() -> None:
    assert _parts(_side(), _side((None, "other", 1_000, 0, None))) == {"revenue": 1_000}


def test_who_has_money_and_no_units_changes_no_price_and_no_mix() -> None:
    """A: 100 units as before. B: 10.00 for flat rates becomes 20.00 at the same 40 % of costs: 6.00 more by revenue."""
    units = ("A", "workshop", 100_000, 40_000, 100.0)
    before = _side(units, ("B", "workshop", 1_000, 400, 0.0), (None, "workshop", 0, 50_000, None))
    after = _side(units, ("B", "workshop", 2_000, 800, 0.0), (None, "workshop", 0, 50_000, None))

    assert _parts(before, after) == {"revenue": 600}


def test_a_discount_booked_in_january_keeps_nobody_as_a_customer() -> None:
    """A bought for 100.00 (cost 60.00); of the next year there are 3.00 of discount. 43.00 go with the lost customer."""
    before = _side(("A", "parts", 10_000, 6_000, None), ("B", "parts", 900, 400, None))
    after = _side(("B", "parts", 900, 400, None))
    late = pl.DataFrame([("A", "parts", -300, 0, None, False)], SIDE, orient="row")

    assert _parts(before, pl.concat([after, late])) == {"lost_customers": -4_300}


def test_a_car_that_comes_back_is_no_second_one() -> None:
    """A bought two cars and gave one back, B bought one in two parts; C's invoice was annulled under its own number."""
    rows = [
        ("A", 1, 2_500_000, True), ("A", 2, 2_000_000, True), ("A", 3, -2_000_000, True),
        ("B", 4, 1_000_000, True), ("B", 4, 500_000, True), ("B", 4, -90_000, False),
        ("C", 5, 0, True),
    ]  # fmt: skip
    facts = pl.LazyFrame(rows, ["customer", "document", "revenue", "is_invoice"], orient="row")
    found = SummedRows(Sides(facts, facts.head(0)), {}, list).added_up(facts, ("customer",), ("pieces", "invoices"))

    assert sorted(found.collect().rows()) == [("A", 1, 3), ("B", 1, 1), ("C", 0, 1)]


_ROW = st.tuples(
    st.sampled_from([None, "A", "B", "C", "D"]),
    st.sampled_from(["workshop", "new_vehicles", "parts", "unassigned"]),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9),
    st.one_of(st.none(), st.integers(-50, 50).map(float)),
)
_SIDES = st.lists(_ROW, max_size=12, unique_by=lambda row: row[:2]).map(lambda rows: _side(*rows))


@given(before=_SIDES, after=_SIDES)
def test_the_parts_add_up_for_every_customer_and_division(before: pl.DataFrame, after: pl.DataFrame) -> None:
    keys = ["customer", "division"]
    signed = [
        side.select(*keys, amount=(pl.col("revenue") - pl.col("cost")) * sign)
        for side, sign in ((before, -1), (after, 1))
    ]
    expected = pl.concat(signed).group_by(keys).agg(pl.col("amount").sum()).filter(pl.col("amount") != 0)
    found = bridge(before, after).group_by(keys).agg(pl.col("amount").sum()).filter(pl.col("amount") != 0)

    assert set(found.rows()) == set(expected.rows())


@given(_SIDES)
def test_where_nothing_changes_there_are_no_steps(side: pl.DataFrame) -> None:
    """Whatever is counted, or is not."""
    assert bridge(side, side).is_empty()
