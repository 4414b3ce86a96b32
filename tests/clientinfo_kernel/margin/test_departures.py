"""What departs from what is usual in the house: sums on paper, and what must not depend on the order of rows."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.margin.departures import COLUMNS, DOCUMENT, ENOUGH, Codes, departures

CODES = Codes(labour=(0,), manufacturer=1, internal=2)
CUSTOMER, MANUFACTURER, INTERNAL = 0, 1, 2
WORKSHOP, PARTS = 0, 3
# An hour in ten-thousandths of a minute.
HOUR = 600_000
_SCHEMA: dict[str, Any] = {
    "customer": pl.UInt32,
    "number": pl.String,
    "year": pl.Int32,
    **dict.fromkeys(("division", "payer", "order_kind"), pl.UInt8),
    **dict.fromkeys(("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost"), pl.Int64),
    "labour_minutes": pl.Int64,
}
NONE_LATE = pl.DataFrame(schema={**{name: _SCHEMA[name] for name in DOCUMENT}, "late": pl.Int64})


def fact(number: str | None, revenue: int, **more: int) -> dict[str, Any]:
    """A document of the workshop that a customer pays, without anything else than what is said."""
    nothing = dict.fromkeys(_SCHEMA, 0)
    return {**nothing, "number": number, "year": 2012, "division": WORKSHOP, "revenue": revenue, **more}


def usual(count: int = ENOUGH, **more: int) -> list[dict[str, Any]]:
    """So many documents of 100.00 with 2.00 taken off, an hour for 13.00 of wages."""
    same = {"revenue_deductions": -200, "calculated_labour_cost": -1300, "labour_minutes": HOUR} | more
    return [fact(f"U{place}", 10_000, **same) for place in range(count)]


def found(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    frame = departures(pl.LazyFrame(rows, _SCHEMA), CODES, NONE_LATE).collect()
    told = {}
    for row in frame.iter_rows(named=True):
        told[row["number"]] = {name: row[name] for name in COLUMNS if row[name] is not None}
    return told


def test_a_discount_is_unusual_beside_the_same_kind_of_work() -> None:
    """40 % beside a median of 2 %; of parts nothing is usual yet, and 6 % are within 5 points of it."""
    rows = [*usual(), fact("high", 5_000, revenue_deductions=-2_000), fact("fair", 10_000, revenue_deductions=-600)]
    rows.append(fact("parts", 5_000, revenue_deductions=-2_000, division=PARTS))
    assert found(rows) == {"high": {"discount": 4000, "usual_discount": 200, "discount_cases": ENOUGH + 2}}


def test_where_discounts_vary_a_far_one_is_unusual_alone() -> None:
    """0, 1, ... 20 % and itself: median 10.5, median deviation 5.5 points: 10.5 + 3.5 x 1.4826 x 5.5 = 39.04 %."""
    rows = [fact(f"V{share}", 10_000, revenue_deductions=-100 * share) for share in range(21)]
    near, far = (fact(name, 10_000, revenue_deductions=-share) for name, share in (("near", 3_900), ("far", 3_910)))
    assert found([*rows, near]) == {}
    assert found([*rows, far])["far"]["discount"] == 3_910


def test_what_every_tenth_document_has_is_no_exception() -> None:
    """Two of 22 with 40 %: nobody has to look at them; one of 21 with 40 %: somebody has."""
    two = [fact(name, 5_000, revenue_deductions=-2_000) for name in ("a", "b")]
    assert found([*usual(), *two]) == {}
    assert set(found([*usual(), two[0]])) == {"a"}


def test_an_hour_is_sold_for_less_than_the_house_s_hours_cost() -> None:
    """13.00 an hour on the average; ten hours for 100.00 are 10.00 an hour, and 30.00 too little."""
    cheap = fact("cheap", 10_000, labour_minutes=10 * HOUR)
    fair = fact("fair", 20_000, labour_minutes=10 * HOUR)
    own = fact("own", 10_000, labour_minutes=10 * HOUR, payer=INTERNAL)
    assert found([*usual(), cheap, fair, own]) == {
        "cheap": {"hourly_rate": 1_000, "hourly_cost": 1_300, "hour_cases": ENOUGH}
    }


def test_a_manufacturer_pays_less_than_goods_and_hours_cost() -> None:
    """Paid 80.00; goods 60.00 and two hours at 13.00 are 86.00. With 90.00 it would be paid."""
    work = fact("W", 5_000, labour_minutes=2 * HOUR, payer=MANUFACTURER, calculated_labour_cost=-650)
    goods = fact("W", 3_000, division=PARTS, cost_of_goods=-6_000, payer=MANUFACTURER)
    # its own 6.50 for two hours are part of what the hours of the division cost: (20 x 13.00 + 6.50) / 22 = 12.11
    assert found([*usual(), work, goods]) == {"W": {"warranty_paid": 8_000, "warranty_cost": 6_000 + 2 * 1_211}}
    assert found([*usual(), work, {**goods, "revenue": 4_000}]) == {}


@pytest.mark.parametrize("count", [ENOUGH - 1, ENOUGH])
def test_nothing_is_usual_before_there_are_enough_cases(count: int) -> None:
    cheap = fact("cheap", 10_000, labour_minutes=10 * HOUR)
    assert bool(found([*usual(count), cheap])) == (count >= ENOUGH)


def test_postings_without_a_number_and_a_house_without_a_manufacturer_depart_from_nothing() -> None:
    rows = [*usual(), fact(None, 5_000, revenue_deductions=-4_000)]
    assert found(rows) == {}
    nobody = Codes((), None, None)
    assert departures(pl.LazyFrame(rows, _SCHEMA), nobody, NONE_LATE).collect().is_empty()


@pytest.mark.slow
@given(st.randoms(use_true_random=False))
def test_what_departs_does_not_depend_on_the_order_of_the_postings(random: Any) -> None:
    rows = [*usual(), fact("a", 5_000, revenue_deductions=-2_000), fact("b", 10_000, labour_minutes=10 * HOUR)]
    shuffled = random.sample(rows, len(rows))
    assert found(shuffled) == found(rows)
