"""A period of days beside the same days a year earlier, on paper.

One customer buys for 100.00 on 5 October 2011, 40.00 on the 14th, 7.00 on the 15th, and 30.00 on 14 October 2012; in February 2012
for 1.00 on the 28th and 2.00 on the 29th, in February 2011 for 4.00 on the 28th, on 1 March 2011 for 8.00.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.change import change
from clientinfo_kernel.margin.where import earlier
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path


def _sale(amount: str, day: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "10012", "f8": "8300", "f9": "", "f10": day, "f11": f"R{amount}"}


@pytest.fixture(scope="module")
def margin(tmp_path_factory: pytest.TempPathFactory) -> Margin:
    folder: Path = tmp_path_factory.mktemp("days")
    house = House.at(folder / "house")
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.postings(2011, *(_sale(*each) for each in (("100,00", "0510"), ("40,00", "1410"), ("7,00", "1510"), ("4,00", "2802"), ("8,00", "0103"))))  # fmt: skip
    house.postings(2012, _sale("30,00", "1410"), _sale("1,00", "2802"), _sale("2,00", "2902"))
    return Margin(replace(house.refresh(), viewer=Viewer("", frozenset({"controlling"}))))


@pytest.mark.parametrize(
    ("days", "compare", "now", "before"),
    [
        ("2012-10-01..2012-10-14", "previous_year", 30, 140),
        ("2012-10-01..2012-10-13", "previous_year", 0, 100),
        ("2012-10-14", "previous_year", 30, 40),
        ("2012-10-14..", "previous_year", 30, 47),
        ("..2012-02-28", "previous_year", 160, 4),
        ("2012-02-29", "previous_year", 2, 4),  # 2011 has no such day
        ("2012-10-14", "day=2011-10-15", 30, 7),
        ("2012-10-14", "month=2011-10", 30, 147),
    ],
)
def test_a_day_counts_on_the_side_that_it_lies_on(
    margin: Margin, days: str, compare: str, now: int, before: int
) -> None:
    answer = margin.ask(Question.of_words("", (f"day={days}",), "revenue", compare))
    assert (answer.total["revenue"], answer.total["revenue_before"]) == (Decimal(now), Decimal(before))
    if not now or not before:
        return
    by_month = margin.ask(Question.of_words("month,division", (f"day={days}",), "revenue", compare))
    assert by_month.rows.select(pl.col("revenue", "revenue_before").sum()).row(0) == (Decimal(now), Decimal(before))


def test_what_lies_below_a_figure_of_days_is_of_these_days(margin: Margin) -> None:
    """Parts cost 50 %: documents, postings and the bridge of 30.00 beside 140.00."""
    where = ("day=2012-10-01..2012-10-14",)
    assert margin.documents(where).rows["number"].to_list() == ["R30,00"]
    assert margin.postings(where).total["amount"] == Decimal(15)
    assert change(margin, Question.of_words("", where, "gross_profit", "previous_year")).steps["amount"].sum() == -5500


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ("2012-02-28..2012-02-29", "2011-02-28"),
        ("2013-02-01..2013-02-28", "2012-02-01..2012-02-28"),
        ("2012-12-31..2013-01-02", "2011-12-31..2012-01-02"),
        ("2012-03-01..", "2011-03-01..2198-12-31"),
        ("1900-01-15", "1900-01-01"),  # no ledger is older
    ],
)
def test_the_same_days_a_year_earlier(days: str, before: str) -> None:
    assert earlier((("day", (days,)), ("branch", ("Hof",)))) == (("day", (before,)), ("branch", ("Hof",)))


@pytest.mark.parametrize("day", ["2012-02-30", "2012-10", "20121014", "2012-10-14..2012-10-13", "1899-12-31", "heute"])
def test_what_is_no_day_is_refused(day: str) -> None:
    with pytest.raises(QuestionError, match=r"not a day|ends before it begins"):
        Question.of_words("", (f"day={day}",))


def test_single_postings_know_days_and_neither_labour_nor_invoices() -> None:
    with pytest.raises(QuestionError, match="no posting knows labour_units"):
        Question.of_words("", ("day=2012-10-14",), "labour_units")
    with pytest.raises(QuestionError, match="no dimension 'day'"):
        Question.of_words("day")
