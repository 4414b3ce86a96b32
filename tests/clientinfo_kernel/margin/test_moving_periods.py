"""Periods that move on: which months they have come to, and a kept question about them, on paper."""

from __future__ import annotations

from datetime import date

import pytest

from clientinfo_kernel.margin.fiscal_years import FiscalYear
from clientinfo_kernel.margin.moving_periods import moved_on, moves_of, moving_periods, with_moves
from clientinfo_kernel.margin.question import Question
from clientinfo_kernel.margin.running_month import RunningMonth

YEARS = [
    FiscalYear(2011, date(2010, 10, 1), date(2011, 9, 1)),
    FiscalYear(2012, date(2011, 10, 1), date(2012, 5, 1)),
]
RUNNING = RunningMonth(date(2012, 5, 1), date(2012, 5, 11))


def test_months_that_are_over_and_fiscal_years() -> None:
    """Fiscal years from October; May 2012 is posted in part."""
    found = moving_periods(YEARS, RUNNING)
    assert found == {
        "last_month": "2012-04..2012-04",
        "last_3_months": "2012-02..2012-04",
        "last_12_months": "2011-05..2012-04",
        "this_year": "2011-10..2012-05",
        "year_before": "2010-10..2011-09",
    }
    assert moving_periods(YEARS, None)["last_3_months"] == "2012-03..2012-05"
    assert moving_periods(YEARS[1:], RUNNING).keys() == {"last_month", "last_3_months", "this_year"}
    assert moving_periods([], None) == {}


@pytest.mark.parametrize(
    ("then", "compare", "moves", "now", "beside"),
    [
        ("2011-05..2012-04", "previous_year", "last_12_months", "2011-08..2012-07", "previous_year"),
        ("2011-05..2012-04", "month=2009-05..2010-04", "last_12_months", "2011-08..2012-07", "month=2009-08..2010-07"),
        ("2011-10..2012-05", "month=2010-10..2011-05", "this_year", "2011-10..2012-08", "month=2010-10..2011-08"),
        # twelve months beside eight: both begin a year later
        ("2010-10..2011-09", "month=2009-10..2010-05", "year_before", "2011-10..2012-09", "month=2010-10..2011-05"),
        ("2012-04..2012-04", "branch=Hof", "last_month", "2012-07..2012-07", "branch=Hof"),
        ("2012-04..2012-04", "target", "last_month", "2012-07..2012-07", "target"),
        ("2012-04..2012-04", "previous_year", "", "2012-04..2012-04", "previous_year"),
        ("2012-04..2012-04", "previous_year", "next_month", "2012-04..2012-04", "previous_year"),
        ("2012-04..", "previous_year", "last_month", "2012-04..", "previous_year"),
    ],
)
def test_a_kept_question_moves_on_with_what_it_is_compared_with(
    then: str, compare: str, moves: str, now: str, beside: str
) -> None:
    question = Question.of_words("division", (f"month={then}", "branch=Naila"), "revenue", compare)
    address = f"?{question.to_query()}&show=list" + (f"&moves={moves}" if moves else "")
    found = moved_on(address, {moves: now})
    expected = Question.of_words("division", (f"month={now}", "branch=Naila"), "revenue", beside)
    assert Question.of_query(found) == expected
    assert found.endswith(address[address.index("&show=list") :]), "everything else stays"


@pytest.mark.parametrize(
    ("then", "compare"),
    [
        ("2012-04..2012-04", "month=Juli"),
        ("2012-04..2012-04", "month=2011-04..2011-03"),
        ("2012-04..2012-04", "month=2011-04..2011-05..2011-06"),
        ("April", "month=2011-04"),
    ],
)
def test_an_address_whose_months_cannot_be_read_stays_as_it_is(then: str, compare: str) -> None:
    address = f"?where=month%3D{then}&compare={compare.replace('=', '%3D')}&moves=last_month"
    assert moved_on(address, {"last_month": "2012-07..2012-07"}) == address


def test_an_address_bears_its_period_once() -> None:
    address = with_moves(with_moves("?by=branch&open=", "last_month"), "this_year")
    assert (address, moves_of(address)) == ("?by=branch&open=&moves=this_year", "this_year")
    assert with_moves(address, "") == "?by=branch&open="
    assert moves_of("?moves=for_ever") == ""
