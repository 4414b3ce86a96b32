"""Figures, changes and periods as the page says them, and round ticks for its axes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from widgets.margin.marks import PERCENT
from widgets.margin.words import (
    bar_month,
    change_words,
    filter_words,
    margin_of,
    month_words,
    share,
    thousands,
    value_word,
    whole,
)
from widgets.texts.language import session
from widgets.views.round_ticks import round_ticks


@pytest.mark.parametrize(
    ("spelled", "said"),
    [
        ("2012-03", "März 2012"),
        ("2012-01..2012-10", "Jan – Okt 2012"),
        ("2011-11..2012-01", "Nov 2011 – Jan 2012"),
        ("2012-03..", "ab März 2012"),
        ("..2012-03", "bis März 2012"),
        ("last month", "last month"),
    ],
)
def test_periods(spelled: str, said: str) -> None:
    assert month_words(spelled) == said


@pytest.mark.parametrize(
    ("spelled", "said"),
    [("2012", "2012"), ("2010..2012", "2010 – 2012"), ("2010..", "ab 2010"), ("..2012", "bis 2012")],
)
def test_fiscal_years(spelled: str, said: str) -> None:
    assert value_word("year", spelled) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("workshop",), "Werkstatt"),
        (("workshop", "unassigned", "parts"), "Werkstatt, nicht zugeordnet + 1"),
        (("all_but", "parts"), "ohne Teile"),
        (("all_but", "parts", "workshop", "other"), "ohne Teile, Werkstatt + 1"),
        (("all_but",), "Gesamt"),
    ],
)
def test_a_filter_says_what_it_lets_through_or_leaves_out(values: tuple[str, ...], said: str) -> None:
    assert filter_words("division", values, 2, {}) == said


def test_a_filter_names_its_customers() -> None:
    named = filter_words("customer", ("all_but", "12", "13", "unassigned"), 3, {"12": "Meier"})
    assert named == "ohne Meier, 13, nicht zugeordnet"


def test_a_bar_of_what_has_no_month() -> None:
    months = (date(2012, 3, 1), None)
    assert [bar_month(day, with_year=True) for day in months] == ["Mär 12", "nicht zugeordnet"]
    assert [bar_month(day, with_year=False) for day in months] == ["Mär", "nicht zugeordnet"]


@pytest.mark.parametrize(
    ("measure", "now", "before", "said", "tone"),
    [
        ("gross_profit", "983", "1000", "-1,7", "bad"),
        ("gross_profit", "1005", "1000", "+0,5", ""),
        ("cost_of_goods", "-1074", "-1000", "+7,4", "bad"),
        ("cost_of_goods", "-900", "-1000", "-10,0", "good"),
        ("gross_profit", "500", "-1000", "+150,0", "good"),
    ],
)
def test_a_cost_that_rises_is_bad_and_revenue_that_falls_too(
    measure: str, now: str, before: str, said: str, tone: str
) -> None:
    """Changes below one per cent are noise."""
    figures = {measure: Decimal(now), f"{measure}_before": Decimal(before)}
    assert change_words(measure, figures) == (f"{said}{PERCENT}", tone)


def test_a_margin_changes_by_points() -> None:
    for points, said, tone in (("-2", "-2,0", "bad"), ("0.05", "+0,1", ""), ("1.8460", "+1,8", "good")):
        change = change_words("margin_percent", {"margin_percent_change": Decimal(points)})
        assert change == (f"{said}\N{NO-BREAK SPACE}PP", tone)


def test_nothing_to_compare_with_is_no_change() -> None:
    assert change_words("gross_profit", {"gross_profit": Decimal(5), "gross_profit_before": Decimal(0)}) == ("", "")
    assert change_words("margin_percent", {"margin_percent_before": Decimal(5), "margin_percent_change": None}) == (
        "",
        "",
    )


def test_figures() -> None:
    assert whole(Decimal("2419301.47")) == "2.419.301"
    assert thousands(Decimal(1071800), 1) == "1.071,8"
    assert share(None) == "–"
    # Half a last digit is rounded up (kaufmännisch), here as in the list and in Excel.
    assert (whole(Decimal("2.50")), share(Decimal("12.25"))) == ("3", f"12,3{PERCENT}")
    # 71.946 % is 71.9 %; rounded to 71.95 % before, it would be 72.0 %.
    assert share(margin_of(Decimal("719.46"), Decimal(1000))) == f"71,9{PERCENT}"
    assert margin_of(Decimal(1), Decimal(0)) is None


def test_values_of_dimensions_in_both_languages() -> None:
    assert value_word("division", None) == "nicht zugeordnet"
    assert value_word("payer", "insurer") == "Versicherung"
    with session("en"):
        assert value_word("division", "workshop") == "Workshop"
        assert month_words("2012-01..2012-10") == "Jan – Oct 2012"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "27.3", [0, 10, 20, 30]),
        ("-4", "9", [-4, 0, 4, 8, 12]),
        ("0", "0", [0, 1]),
        ("5", "1000", [0, 400, 800, 1200]),
    ],
)
def test_ticks_are_round_and_reach_over_all_figures_and_zero(low: str, high: str, ticks: list[int]) -> None:
    found = round_ticks(Decimal(low), Decimal(high))
    assert found[0] <= Decimal(low)
    assert found[-1] >= Decimal(high)
    assert 0 in found
    if high != "0":
        assert found == ticks
