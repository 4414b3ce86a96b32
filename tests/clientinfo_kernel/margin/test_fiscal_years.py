"""Fiscal years by their months: as the calendar, from October, with a short year between, as the headers of batches begin them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from clientinfo_kernel.margin.fiscal_years import fiscal_years
from clientinfo_kernel.margin.posted_months import posted_months


@pytest.mark.parametrize(
    ("posted", "starts", "spans"),
    [
        # The first postings are of March, and nothing was posted in January 2011 yet.
        ([(2010, "2010-03"), (2010, "2010-12"), (2011, "2011-02"), (2012, "2012-10")],
         {2010: "2010-01-01", 2011: "2011-01-01", 2012: "2012-01-01"},
         ["2010-01 2010-12", "2011-01 2011-12", "2012-01 2012-10"]),
        # From October on: one year alone, and one in whose first months nothing is posted.
        ([(2010, "2010-12"), (2010, "2011-09")], {2010: "2010-10-01"}, ["2010-10 2011-09"]),
        ([(2010, "2010-12"), (2011, "2012-01")], {2010: "2010-10-01", 2011: "2011-10-01"}, ["2010-10 2011-09", "2011-10 2012-01"]),
        # A short year from January to September 2011, in which nothing was posted in January and September.
        ([(2010, "2010-12"), (2011, "2011-02"), (2011, "2011-08"), (2012, "2011-11"), (2013, "2012-11")],
         {2010: "2010-01-01", 2011: "2011-01-01", 2012: "2011-10-01", 2013: "2012-10-01"},
         ["2010-01 2010-12", "2011-01 2011-09", "2011-10 2012-09", "2012-10 2012-11"]),
        # A year that was never delivered lies between, and one whose batches hold no profit comes after.
        ([(2010, "2010-05"), (2012, "2012-05")], {2010: "2010-01-01", 2012: "2012-01-01", 2013: "2013-01-01"},
         ["2010-01 2010-12", "2012-01 2012-05"]),
        # A posting of February 2011 in a batch of 2010.
        ([(2010, "2010-12"), (2010, "2011-02")], {2010: "2010-01-01"}, ["2010-01 2010-12"]),
        ([], {}, []),
    ],
)  # fmt: skip
def test_years_begin_where_the_batches_say(
    posted: list[tuple[int, str]], starts: dict[int, str], spans: list[str]
) -> None:
    months = [(year, date.fromisoformat(f"{month}-01")) for year, month in posted]
    found = fiscal_years(months, {year: date.fromisoformat(day) for year, day in starts.items()})
    assert [f"{each.first:%Y-%m} {each.last:%Y-%m}" for each in found] == spans
    assert [each.year for each in found] == sorted({year for year, _month in posted})


def test_labour_that_is_billed_and_not_posted_makes_no_month() -> None:
    """Nor does an invoice date of 2099 that somebody mistyped in the dealer system."""
    posted, mistyped = date(2012, 10, 1), date(2099, 1, 1)
    lines = dict.fromkeys(("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost"), 0)
    cube = pl.DataFrame(
        [{"year": 2012, "month": posted, **lines, "cost_of_goods": -1}, {"year": 2099, "month": mistyped, **lines}]
    )
    assert posted_months(cube).rows() == [(2012, posted)]
