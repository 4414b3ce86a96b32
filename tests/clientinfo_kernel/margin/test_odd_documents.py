"""Which documents are odd: judged whole, whatever the filters let through of them."""

from __future__ import annotations

from datetime import date

import polars as pl

from clientinfo_kernel.margin.departures import COLUMNS, DOCUMENT
from clientinfo_kernel.margin.odd_documents import judge, whole_documents, with_departures

FACTS = ["customer", "number", "year", "posted_on", "branch", "is_sale", "revenue", "cost_of_goods"]


def _odd(*rows: tuple[int | None, str | None, int, int, int], met: int = 99) -> list[tuple[str, int, int, str]]:
    """Judge facts of customer, number, year, revenue and cost, of which the first ``met`` pass the filters."""
    facts = [
        (who, number, year, date(year, 1, 1), 0, bool(revenue), revenue, cost)
        for who, number, year, revenue, cost in rows
    ]
    frame = pl.LazyFrame(facts, FACTS, orient="row").with_columns(revenue_deductions=0, calculated_labour_cost=0)
    names = frame.head(met).select("customer", "number", "year").unique()
    usual = pl.LazyFrame(schema={**frame.select(DOCUMENT).collect_schema(), **dict.fromkeys(COLUMNS, pl.Int64)})
    odd = judge(with_departures(whole_documents(frame, names), usual))
    return sorted(odd.select("number", "year", "last_year", "reason").collect().rows())


def test_each_reason() -> None:
    found = _odd(
        (1, "loss", 2011, 10_000, -13_000),
        (1, "fine", 2011, 10_000, -6_000),
        (2, "goods alone", 2011, 0, -5_000),
        (None, "nothing taken off", 2011, 8_000, 0),
        (2, "credit note", 2011, -10_000, 0),
        (2, None, 2011, 0, -5_000),
    )
    assert found == [
        ("goods alone", 2011, 2011, "no_revenue"),
        ("loss", 2011, 2011, "loss"),
        ("nothing taken off", 2011, 2011, "no_cost"),
    ]


def test_goods_that_are_booked_in_the_next_year_are_costs_of_their_invoice() -> None:
    """December's invoice, January's goods: neither is odd, whichever year is asked for; nor the other way round."""
    sale, goods = (1, "R1", 2011, 10_000, 0), (1, "R1", 2012, 0, -6_000)
    early, sold = (1, "R2", 2011, 0, -6_000), (1, "R2", 2012, 10_000, 0)
    for rows in ((sale, goods), (goods, sale), (early, sold), (sold, early)):
        assert _odd(*rows, met=1) == []
    assert _odd((1, "R1", 2012, 0, -12_000), sale, met=1) == [("R1", 2011, 2012, "loss")]


def test_a_number_that_is_given_out_anew_each_year_is_another_document() -> None:
    assert _odd((1, "7", 2011, 10_000, -6_000), (1, "7", 2012, 9_000, 0)) == [("7", 2012, 2012, "no_cost")]
    assert _odd((1, "7", 2011, 9_000, -6_000), (2, "7", 2011, 9_000, 0)) == [("7", 2011, 2011, "no_cost")]


def test_a_filter_on_a_division_cuts_no_costs_off() -> None:
    """Parts with revenue alone beside a division with the costs: 100.00 less 60.00 for the whole document."""
    assert _odd((1, "R1", 2011, 10_000, 0), (1, "R1", 2011, 0, -6_000), met=1) == []
