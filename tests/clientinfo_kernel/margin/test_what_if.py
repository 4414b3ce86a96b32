"""A model beside the facts: sums on paper, and what never changes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.what_if import Assumptions, Group, added_up, today, what_if
from clientinfo_kernel.query.profit_lines import LINES


def group(division: str, payer: str, *amounts: int, units: int = 0, hours: int = 0) -> Group:
    lines = dict(zip(LINES, (Decimal(each) for each in amounts), strict=True))
    timed = (lines["revenue"], lines["calculated_labour_cost"]) if hours else ()
    return Group(division, payer, lines, Decimal(units), Decimal(hours), *timed)


# Ten hours for customers at 100, five for the manufacturer at 80; parts of 1,000 with 5 % off; a car.
WORK = group("workshop", "customer", 1_000, 0, 0, -130, units=120, hours=10)
WARRANTY = group("workshop", "manufacturer", 400, 0, 0, -52, units=60, hours=5)
PARTS = group("parts", "customer", 1_000, -50, -600, 0)
CAR = group("new_vehicles", "customer", 20_000, 0, -19_000, 0)
HOUSE = [WORK, WARRANTY, PARTS, CAR]


def modelled(**assumed: Any) -> dict[str, Decimal]:
    """The model of the whole house; the facts beside it are what is posted."""
    whole = added_up(what_if(HOUSE, Assumptions(**assumed), today(HOUSE, [WORK])))
    assert whole.facts["gross_profit"] == 2_568
    return dict(whole.model)


def test_what_the_facts_say() -> None:
    known = today(HOUSE, [WORK])
    assert (known.rate, known.discount) == (100, 5)
    assert known.wages_percent == 13  # 182 of 1,400
    assert known.quota == 13
    assert known.cost_per_unit is not None
    assert known.cost_per_unit.quantize(Decimal("0.0001")) == Decimal("1.0111")  # 182 for 180 units
    nothing = today([CAR])
    assert (nothing.rate, nothing.discount, nothing.wages_percent, nothing.quota) == (None, None, None, None)


def test_a_labour_rate_moves_what_customers_pay_and_nothing_else() -> None:
    """110 in place of 100 for ten hours are 100 more; warranty is paid by the manufacturer's rate; wages stay."""
    found = modelled(rate=Decimal(110))
    assert (found["revenue"], found["calculated_labour_cost"], found["gross_profit"]) == (22_500, -182, 2_668)


def test_a_discount_is_taken_off_parts() -> None:
    """10 % of 1,000 in place of 50."""
    assert modelled(discount=Decimal(10))["revenue_deductions"] == -100
    assert modelled(discount=Decimal(0))["gross_profit"] == 2_618


@pytest.mark.parametrize(
    ("wages", "value", "cost"),
    [
        ("percent", Decimal(20), -280),  # of 1,400
        ("per_unit", Decimal("1.50"), -270),  # for 180 units
        ("quota", None, -182),  # 13 % of 1,400
    ],
)
def test_three_ways_to_calculate_wages(wages: str, value: Decimal | None, cost: int) -> None:
    assert modelled(wages=wages, value=value)["calculated_labour_cost"] == cost


def test_a_cost_per_unit_is_of_documents_whose_units_a_division_has_and_leaves_the_others_alone() -> None:
    """A document of two labour divisions: 13 of wages in the workshop, 26 in the body shop, its 18 units in neither."""
    of_two = [group("workshop", "customer", 100, 0, 0, -13), group("body_and_paint", "customer", 200, 0, 0, -26)]
    of_two.append(group("unassigned", "customer", 0, 0, 0, 0, units=18, hours=1))
    found = [group("workshop", "customer", 1_000, 0, 0, -132, units=120, hours=10), *of_two]
    known = today(found)
    assert known.cost_per_unit == Decimal("1.10")  # 132 for 120 units
    same = added_up(what_if(found, Assumptions(wages="per_unit", value=Decimal("1.10")), known))
    assert same.model == same.facts, "what is so today changes nothing"
    dearer = added_up(what_if(found, Assumptions(wages="per_unit", value=Decimal("1.50")), known))
    assert dearer.model["calculated_labour_cost"] == -180 - 13 - 26


def test_a_discount_leaves_alone_what_the_manufacturer_and_the_house_pay() -> None:
    """10 % of 1,000 are taken off for customers alone; what was taken off for the others stays."""
    found = [group("parts", "customer", 1_000, 0, 0, 0), group("parts", "manufacturer", 1_000, -30, 0, 0)]
    found.append(group("parts", "internal", 1_000, -20, 0, 0))
    known = today(found)
    assert known.discount == 0
    assert added_up(what_if(found, Assumptions(discount=Decimal(10)), known)).model["revenue_deductions"] == -150


def test_a_rate_is_of_revenue_with_hours_and_moves_only_this() -> None:
    """10,000 for 50 hours are 200 an hour, whatever else was sold without hours; 220 makes 11,000 of them."""
    found = [replace(group("workshop", "customer", 20_000, 0, 0, 0, hours=50), timed=Decimal(10_000))]
    known = today(found)
    assert (known.rate, known.rate_covers) == (200, 50)
    assert added_up(what_if(found, Assumptions(rate=Decimal(220)), known)).model["revenue"] == 21_000
    assert today([group("workshop", "customer", 10_000, 0, 0, 0)]).rate is None


def test_wages_that_may_be_posted_among_the_goods_are_not_charged_twice() -> None:
    """A workshop of SKR51: 360 of costs in class 74 and no wages beside them."""
    found = [group("workshop", "customer", 1_000, 0, -360, 0, units=100, hours=10)]
    known = today(found, found)
    assert known.wages_in_goods
    assert (known.wages_percent, known.cost_per_unit, known.quota) == (None, None, None)
    for assumed in (Assumptions(wages="percent", value=Decimal(36)), Assumptions(wages="quota")):
        assert added_up(what_if(found, assumed, known)).model["gross_profit"] == 640
    assert not today([group("workshop", "customer", 1_000, 0, 0, 0)]).wages_in_goods, (
        "no costs at all: wages are missing"
    )


def test_a_share_is_of_the_revenue_of_the_model() -> None:
    found = modelled(rate=Decimal(200), wages="percent", value=Decimal(10))
    assert found["calculated_labour_cost"] == -240  # of 2,000 and 400


def test_assumptions_are_read_as_they_are_written() -> None:
    assumed = Assumptions(Decimal("148.00"), None, "percent", Decimal(13))
    assert assumed.words() == "rate:148.00,wages:percent,value:13"
    assert Assumptions.of_words(assumed.words()) == assumed
    assert Assumptions.of_words("") == Assumptions()
    for odd in (
        "rate:-1",
        "rate:x",
        "rate:NaN",
        "discount:101",
        "wages:none",
        "wages:percent",
        "value:3",
        "price:1",
        "rate:1e9",
    ):
        with pytest.raises(QuestionError):
            Assumptions.of_words(odd)


_amounts = st.integers(-(10**7), 10**7).map(lambda cents: Decimal(cents) / 100)
_groups = st.builds(
    lambda division, payer, lines, units, hours: Group(division, payer, dict(zip(LINES, lines, strict=True)), units, hours, lines[0]),
    st.sampled_from(["workshop", "body_and_paint", "parts", "new_vehicles", None]),
    st.sampled_from(["customer", "manufacturer", "internal", None]),
    st.tuples(_amounts, _amounts, _amounts, _amounts),
    *(st.integers(0, 10**4).map(Decimal), st.integers(0, 10**4).map(Decimal)),
)  # fmt: skip


@given(st.lists(_groups, max_size=8))
def test_without_an_assumption_the_model_is_the_facts_and_divisions_add_up(found: list[Group]) -> None:
    known = today(found)
    assert all(each.facts == each.model for each in what_if(found, Assumptions(), known))
    models = what_if(found, Assumptions(Decimal(90), Decimal(3), "per_unit", Decimal("0.77")), known)
    whole = added_up(models)
    for key in (*LINES, "gross_profit"):
        assert whole.model[key] == sum((each.model[key] for each in models), Decimal(0))
    assert whole.facts["gross_profit"] == sum((sum(each.lines.values()) for each in found), Decimal(0))
    untouched = [each for each in models if each.division in {"new_vehicles", None}]
    assert all(each.facts == each.model for each in untouched)


def test_the_order_of_rows_does_not_matter() -> None:
    assumed = replace(Assumptions(), rate=Decimal("117.31"))
    there, back = (added_up(what_if(rows, assumed, today(rows))) for rows in (HOUSE, HOUSE[::-1]))
    assert there == back
