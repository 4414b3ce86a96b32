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
