"""A fiscal year is called by a number of its own, by § 4a (2) EStG where a short one begins in its calendar year."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from clientinfo_kernel.ingest.movements.fiscal_years import first_days, fiscal_year, year_names, year_of_day
from tests.clientinfo_kernel.ingest.ledger_rows import posting, postings
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice

JANUARY, JULY, OCTOBER = (1, 1), (7, 1), (10, 1)


def ledger(*starts: tuple[int, tuple[int, int]]) -> pl.LazyFrame:
    begins = (date(year, *day) for year, day in starts)
    return postings(*(posting("2012-01-01", "1.00", "S", "1200", "8300", fiscal_year_start=start) for start in begins))


@pytest.mark.parametrize(
    ("starts", "names"),
    [
        (((2011, JANUARY), (2012, JANUARY)), (2011, 2012)),
        (((2011, JULY), (2012, JULY)), (2011, 2012)),
        # From 1 July 2012 on, after half a year: the year to June 2013 is 2013.
        (((2011, JANUARY), (2012, JANUARY), (2012, JULY), (2013, JULY)), (2011, 2012, 2013, 2014)),
        (((2012, JANUARY), (2012, JULY)), (2012, 2013)),
        # To the calendar's years: July 2011 to June 2012, then half a year of its own.
        (((2011, JULY), (2012, JULY), (2013, JANUARY)), (2011, 2012, 2013)),
        # One file says another first day than all others of the ledger.
        (((2011, JANUARY), (2012, JANUARY), (2012, JULY), (2013, JANUARY)), (2011, 2012, 2012, 2013)),
        (((2011, JULY), (2012, JANUARY), (2012, JULY)), (2011, 2012, 2012)),
        # Two ledgers in one folder.
        (((2011, JANUARY), (2011, JULY), (2012, JANUARY), (2012, JULY)), (2011, 2011, 2012, 2012)),
        ((), ()),
    ],
)
def test_each_fiscal_year_has_a_name_of_its_own(
    starts: tuple[tuple[int, tuple[int, int]], ...], names: tuple[int, ...]
) -> None:
    rows = ledger(*reversed(starts))
    assert tuple(year_names(rows).values()) == names
    assert rows.select(fiscal_year(rows)).collect()["year"].to_list() == list(reversed(names))


def test_a_day_is_in_the_year_that_its_ledger_has_then() -> None:
    names = year_names(ledger((2011, JANUARY), (2012, JANUARY), (2012, JULY), (2014, JULY)))

    def year(*day: int) -> int:
        return int(pl.select(year_of_day(pl.lit(date(*day)), names)).item())

    assert [year(2012, 6, 30), year(2012, 7, 1), year(2013, 6, 30), year(2013, 7, 1)] == [2012, 2013, 2013, 2014]
    assert [year(2009, 12, 31), year(2010, 1, 1), year(2016, 7, 1)] == [2009, 2010, 2017]  # before and after the ledger
    october = year_names(ledger((2011, OCTOBER)))
    days = pl.Series([date(2011, 9, 30), date(2011, 10, 1), date(2012, 9, 30)])
    assert days.to_frame("day").select(year_of_day(pl.col("day"), october))["day"].to_list() == [2010, 2011, 2011]
    assert days.to_frame("day").select(year_of_day(pl.col("day"), {}))["day"].to_list() == [2011, 2011, 2012]


def test_a_year_begins_where_most_of_its_postings_say() -> None:
    """A header's slip of 1 January in a ledger that goes from July, with one of three postings."""
    rows = ledger((2011, JULY), (2012, JANUARY), (2012, JULY), (2012, JULY))
    assert first_days(rows, year_names(rows)).rows() == [(2011, date(2011, 7, 1)), (2012, date(2012, 7, 1))]


def test_revenue_of_a_short_year_and_of_the_next_one_are_two() -> None:
    """119.00 in May 2012, the short year's last but one month, and 238.00 in August."""
    short, since = ({"fiscal_year_start": date(2012, *day)} for day in (JANUARY, JULY))
    book = Book(invoice("2012-05-10", "119.00", "R1", **short), invoice("2012-08-10", "238.00", "R2", **since))
    by_year = book.profits.group_by("year").agg(pl.col("amount").sum()).sort("year").collect()
    assert by_year.rows() == [(2012, Decimal("100.00")), (2013, Decimal("200.00"))]
