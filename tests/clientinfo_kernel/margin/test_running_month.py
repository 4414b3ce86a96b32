"""The last month with postings, as long as it is posted in part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.margin.dimensions import FILTERS
from clientinfo_kernel.margin.running_month import running_month
from clientinfo_kernel.margin.where import months_apart, of_words

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin

OCTOBER = date(2012, 10, 1)


@pytest.mark.parametrize(
    ("until", "today", "is_running"),
    [
        (date(2012, 10, 11), date(2012, 10, 11), True),
        (date(2012, 10, 29), date(2012, 10, 31), True),
        (date(2012, 10, 31), date(2012, 10, 31), False),
        # In November, with what was exported in the middle of October, and with a weekend at its end.
        (date(2012, 10, 11), date(2012, 11, 20), True),
        (date(2012, 10, 27), date(2012, 11, 1), False),
        (date(2012, 10, 26), date(2012, 11, 1), True),
    ],
)
def test_when_a_month_is_over(until: date, today: date, *, is_running: bool) -> None:
    assert (running_month(OCTOBER, until, today) is not None) == is_running


def test_the_demo_stands_in_the_middle_of_october(margin: Margin) -> None:
    found = margin.running_month()
    assert found is not None
    postings = margin.postings(("month=2012-10",), limit=100_000).rows
    assert (found.month, found.until) == (OCTOBER, postings["posted_on"].max())


@pytest.mark.parametrize(
    ("words", "months"),
    [
        (("month=2011-01..2011-12",), 12),
        (("month=2011-01..2012-01",), 24),
        (("month=2010-02..2012-10", "branch=Hof"), 36),
        (("year=2010..2012",), 36),
        (("year=2012",), 12),
        (("month=2011-01..",), 12),
        (("month=2011-03", "month=unassigned"), 12),
        (("year=2012", "year=2011"), 24),  # chosen one by one
        (("month=2011-12", "month=2012-12"), 24),  # the first is the second's, a year earlier
        (("month=2010-12", "month=2012-12"), 12),
        (("month=2011-12", "month=2012-01"), 12),
        (("day=2011-10-15..2012-10-14",), 12),
        (("day=2011-10-15..2012-10-15",), 24),
        (("day=2011-03-01..2012-02-29",), 12),
        (("day=2011-02-28..2012-02-29",), 24),
    ],
)
def test_how_far_apart_a_period_and_the_years_before_it_lie(words: tuple[str, ...], months: int) -> None:
    assert months_apart(of_words(words, FILTERS)) == months
