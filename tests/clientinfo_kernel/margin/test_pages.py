"""Pages of documents and of postings below a figure: they follow each other, and their sums are of all."""

import polars as pl
import pytest

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import Margin, Question


def test_pages_of_documents_follow_each_other(margin: Margin) -> None:
    whole = margin.documents(("year=2011",), limit=10_000).rows
    pages = [margin.documents(("year=2011",), offset=at, limit=50).rows for at in range(0, whole.height, 50)]
    assert pl.concat(pages).equals(whole)
    assert whole["gross_profit"].is_sorted()
    with pytest.raises(QuestionError, match="did you mean 'gross_profit'"):
        margin.documents((), "gross_proft")
    by_account = margin.documents(("account=840000",), limit=10_000)
    asked = margin.ask(Question.of_words("", ("account=840000",), "revenue,gross_profit")).total
    assert {key: by_account.total[key] for key in asked} == asked
    assert "labour_units" not in by_account.rows.columns


def test_pages_of_postings_follow_each_other(margin: Margin) -> None:
    whole = margin.postings(("customer=10012",), limit=1000)
    pages = [margin.postings(("customer=10012",), offset=at, limit=5) for at in range(0, whole.height, 5)]
    assert len(pages) > 1
    assert pl.concat([each.rows for each in pages]).equals(whole.rows)
    assert {each.total["amount"] for each in pages} == {whole.rows["amount"].sum()}


def test_documents_and_postings_among_some_combinations_are_those_and_no_others(
    margin: Margin, postings: pl.DataFrame
) -> None:
    """Added up posting by posting: what two filters would let through besides is not there; null is nobody."""
    for by in (("branch", "division"), ("customer", "year"), ("month", "account", "make"), ("customer", "division")):
        rows = margin.ask(Question(("gross_profit",), by, (("year", ("2010..2011",)),))).rows.select(by)
        for among in (rows.gather_every(3), rows.filter(pl.any_horizontal(pl.col(by).is_null())), rows.clear()):
            own = postings.filter(pl.col("year").is_between(2010, 2011))
            those = own.join(among, on=by, how="semi", nulls_equal=True)
            expected = those["amount"].sum()
            where = ("year=2010..2011",)
            found = margin.documents(where, among=among, limit=100_000)
            assert found.total["gross_profit"] == found.rows["gross_profit"].sum() == expected
            below = margin.postings(where, among=among, limit=100_000)
            assert (below.height, below.total["amount"]) == (those.height, expected)


def test_of_values_that_nobody_has_there_is_nothing(margin: Margin) -> None:
    """A customer who is gone is not nobody, to whom rows without a customer belong."""
    gone = pl.DataFrame({"customer": ["no such number"], "branch": ["Nowhere"]})
    assert margin.postings((), among=gone).height == 0
    with pytest.raises(QuestionError, match="did you mean 'branch'"):
        margin.postings((), among=gone.rename({"branch": "brnach"}))
