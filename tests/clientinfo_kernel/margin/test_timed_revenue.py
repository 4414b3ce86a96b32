"""Revenue and wages of documents that say their hours: a sum on paper, and the documents of the demo one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin import Question
from clientinfo_kernel.margin.timed_revenue import with_hours
from clientinfo_kernel.margin.what_if_facts import groups

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin


def test_a_document_counts_whole_where_any_of_its_rows_has_hours() -> None:
    """A: 100 with an hour and 20 beside it; B: 50 without; C: a credit note of A's hour; X: no document."""
    form = ("number", "division", "payer", "revenue", "labour_minutes")
    rows = [("A", 1, 0, 10_000, 60), ("A", 1, 0, 2_000, 0), ("A", 2, 0, 700, 0), ("B", 1, 0, 5_000, 0)]
    rows += [("C", 1, 0, -10_000, -60), ("X", 1, 1, 900, 30)]
    facts = pl.DataFrame(rows, schema=form, orient="row").with_columns(customer=1, year=2012)
    facts = facts.with_columns(calculated_labour_cost=-pl.col("revenue") // 10)  # wages: a tenth
    found = with_hours(facts.lazy()).collect().sort("division", "payer")
    assert found.rows() == [(1, 0, 2_000, -200, 0), (1, 1, 900, -90, 30)]


def test_the_demos_sum_is_that_of_its_documents(margin: Margin) -> None:
    where = ("year=2011", "division=workshop", "payer=customer")
    documents = margin.documents(where, limit=10**6).rows
    timed = documents.filter(pl.col("labour_units") != 0)
    expected, wages = timed["revenue"].sum(), timed["calculated_labour_cost"].sum()
    (row,) = margin.timed_revenue(where).rows()
    assert row[:4] == ("workshop", "customer", expected, wages)
    # Twelve units are an hour in this house; a model's hours are not rounded, as the measure of hours is.
    units = documents["labour_units"].sum()
    (group,) = groups(margin, Question.of_words(where=where).where)
    assert (group.hours * 12).quantize(Decimal("1e-12")) == units
    assert row[4] == units * 50_000
    assert wages < Decimal(0) < expected
