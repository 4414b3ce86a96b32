"""The year before beside a short fiscal year, on paper: January to September 2011, from when on years begin in October.

One customer buys for 100.00 in October 2010, 10.00 and 20.00 in February and September 2011, 300.00 in November 2011, 40.00 in
February and 5.00 in October 2012. The fiscal year of October 2011 is called 2012, for it ends then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.change import change
from clientinfo_kernel.margin.fiscal_years import fiscal_years
from clientinfo_kernel.margin.short_years import are_even
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path


def _sale(amount: str, day: str, number: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "10012", "f8": "8300", "f9": "", "f10": day, "f11": number}


@pytest.fixture(scope="module")
def margin(tmp_path_factory: pytest.TempPathFactory) -> Margin:
    folder: Path = tmp_path_factory.mktemp("short")
    house = House.at(folder / "house")
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.postings(2010, _sale("100,00", "0510", "R1"))
    house.postings(2011, _sale("10,00", "0502", "R2"), _sale("20,00", "0509", "R3"), ends="20110930")
    house.postings(2011, _sale("300,00", "0511", "R4"), _sale("40,00", "0502", "R5"), begins="1001", ends="20120930")
    house.postings(2012, _sale("5,00", "0510", "R6"), begins="1001", ends="20130930")
    return Margin(replace(house.refresh(), viewer=Viewer("", frozenset({"controlling"}))))


def test_each_fiscal_year_stands_beside_the_same_months_a_year_earlier(margin: Margin) -> None:
    """Of October 2011 to September 2012: October 2010, February and September 2011. October 2012 has no October 2011."""
    answer = margin.ask(Question.of_words("year", (), "revenue,invoices", "previous_year"))
    assert answer.rows.select("year", "revenue", "revenue_before", "invoices_before").rows() == [
        (2010, Decimal(100), Decimal(0), 0),
        (2011, Decimal(30), Decimal(0), 0),
        (2012, Decimal(340), Decimal(130), 3),
        (2013, Decimal(5), Decimal(0), 0),
    ]
    assert answer.total["revenue_before"] == Decimal(130)


@pytest.mark.parametrize("by", ["", "month", "customer,year", "division"])
def test_a_filter_on_a_fiscal_year_is_one_on_its_months(margin: Margin, by: str) -> None:
    question = Question.of_words(by, ("year=2012",), "revenue", "previous_year")
    answer = margin.ask(question)
    assert (answer.total["revenue"], answer.total["revenue_before"]) == (Decimal(340), Decimal(130))
    assert answer.rows["revenue_before"].sum() == Decimal(130)


def test_the_bridge_and_a_row_of_a_year_lead_from_the_same_months(margin: Margin) -> None:
    """Parts cost 50 %: 340.00 earn 170.00, where 130.00 earned 65.00."""
    for question in (
        Question.of_words("", ("year=2012",), "gross_profit", "previous_year"),
        replace(Question.of_words("year", (), "gross_profit", "previous_year"), within=(("year", ("2012",)),)),
    ):
        assert change(margin, question).steps["amount"].sum() == 10500
    both = Question.of_words("", ("year=2012", "month=2012-01..2012-12"), "revenue", "previous_year")
    assert margin.ask(both).total["revenue_before"] == Decimal(30), "of January to September"


@pytest.mark.parametrize(
    ("where", "compare", "rows"),
    [
        ("year=2012", "month=2010-10..2011-09", {"2011-10": (0, 100), "2011-11": (300, 0), "2012-02": (40, 10), "2012-09": (0, 20)}),
        ("month=2012-10..2013-09", "year=2012", {"2012-10": (5, 0), "2012-11": (0, 300), "2013-02": (0, 40)}),
    ],
)  # fmt: skip
def test_a_fiscal_year_beside_months_is_as_far_from_them_as_its_first_month(
    margin: Margin, where: str, compare: str, rows: dict[str, tuple[int, int]]
) -> None:
    """It begins in October of the year before the one that it is called by."""
    answer = margin.ask(Question.of_words("month", (where,), "revenue", compare))
    found = answer.rows.select("month", "revenue", "revenue_before").iter_rows()
    assert {f"{month:%Y-%m}": (now, before) for month, now, before in found} == rows
    assert answer.total["revenue_before"] == sum(before for _now, before in rows.values())


def test_years_of_twelve_months_are_even_wherever_they_begin() -> None:
    starts = {year: date(year, 10, 1) for year in (2010, 2011)}
    assert are_even(fiscal_years([(2010, starts[2010]), (2011, starts[2011])], starts))
