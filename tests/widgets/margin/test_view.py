"""The state of the page and its address: whatever it shows comes back from the address, and odd addresses do no harm."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from clientinfo_kernel.margin import Question
from clientinfo_kernel.margin.change import Change
from widgets.margin.origin import other_side
from widgets.margin.view import MOST_SELECTED, View
from widgets.margin.view_address import address_of, is_spelled, view_at

FIRST = View(
    Question(
        ("gross_profit",), ("branch", "division", "customer"), (("month", ("2012-01..2012-10",)),), "previous_year"
    )
)
FULL = replace(
    FIRST.filtered("branch", ["Hof / Saale", "Naila, Markt"]).grouped(["division", "account"]),
    selection=("customer", ("10012", "10113")),
    opened=frozenset({("workshop",), ("parts",)}),
    whole=frozenset({()}),
    cell=("workshop", "8400/1"),
    part="price",
    customer="10012",
    document="RE 1/12 & Co",
    year="2012",
    owner="unassigned",
    side="before",
    show="list",
    added=("labour_units", "gross_profit_per_labour_hour"),
)


@pytest.mark.parametrize("view", [FIRST, FULL, replace(FIRST, cell=()), replace(FIRST, opened=frozenset())])
def test_the_address_holds_everything(view: View) -> None:
    assert view_at(address_of(view), FIRST) == view


@pytest.mark.parametrize(
    "search",
    [
        "", "?", "?by=nothing", "?where=month%3D2012-13", "?select=nothing%2F1", "?show=everything", "?" + "a=1&" * 9000,
        "?cell=/Hof/bogus", "?cell=/&document=1&of=abc", "?part=price", "?side=before", "?columns=bogus",
    ],
)  # fmt: skip
def test_what_is_odd_in_an_address_is_left_out(search: str) -> None:
    assert view_at(search, FIRST) == FIRST


def test_what_cannot_be_drawn_is_left_out_of_an_origin_and_a_measure() -> None:
    """The command line measures customers, too; the charts draw none of them."""
    assert view_at("?cell=/&part=bogus", FIRST) == replace(FIRST, cell=())
    assert view_at("?by=year&cell=/abc", FIRST).cell is None
    found = view_at("?by=year&measures=customers&cell=/2012&part=price&side=before", FIRST)
    assert (found.measure, found.cell, found.part, found.side) == ("gross_profit", ("2012",), "", "")


def test_all_years_are_compared_with_nothing() -> None:
    """Before all years there is none."""
    assert FIRST.filtered("month", ()).question.compare == ""
    assert FIRST.filtered("branch", ["Hof"]).question.compare == "previous_year"


def test_a_selection_filters_nothing_until_it_becomes_a_filter() -> None:
    selected = FIRST.selected("division", ["workshop"])
    assert selected.question == FIRST.question
    filtered = selected.selection_as_filter()
    assert filtered.values_of("division") == ("workshop",)
    assert filtered.selection is None
    assert selected.selected("division", ["workshop"]) == FIRST


def test_as_many_as_can_be_selected_fit_into_an_address_as_a_filter() -> None:
    """Numbers of customers have 15 digits at the most in the sources that are read."""
    most = FULL.selected("customer", [f"{number:015}" for number in range(MOST_SELECTED)])
    for view in (most, most.selection_as_filter()):
        assert is_spelled(view)
        assert view_at(address_of(view), FIRST) == view
    assert not is_spelled(FIRST.filtered("customer", [str(number) for number in range(401)]))


def test_a_value_is_added_to_a_filter_and_taken_out_again() -> None:
    both = FIRST.toggled("branch", "Hof").toggled("branch", "Naila")
    assert both.values_of("branch") == ("Hof", "Naila")
    assert both.toggled("branch", "Hof").toggled("branch", "Naila").question == FIRST.question


def test_a_row_of_the_pivot_is_its_filters() -> None:
    assert dict(FIRST.where(("Hof", "workshop"))) == {
        "month": ("2012-01..2012-10",),
        "branch": ("Hof",),
        "division": ("workshop",),
    }


def test_a_year_and_its_months_have_no_page_of_other_months() -> None:
    """The months of the other side are none of that year: filters of both cannot say them."""
    year, now, before = ("year", ("2012",)), ("month", ("2012-01..2012-06",)), ("month", ("2011-01..2011-06",))
    compare = "month=2011-01..2011-06"
    months = Question(("gross_profit",), ("branch",), (now,), compare)
    there = other_side(View(months), Change((now,), (before,), pl.DataFrame()))
    assert there is not None
    assert there.question.where == (before,)
    both = View(replace(months, where=(year, now)))
    assert other_side(both, Change((year, now), (before,), pl.DataFrame())) is None
