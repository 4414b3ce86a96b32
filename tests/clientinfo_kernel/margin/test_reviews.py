"""A document that somebody looked at is in order until its figures change."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from clientinfo_kernel.live.outlier_reviews import OUTLIER_REVIEW
from clientinfo_kernel.margin.reviews import newest_reviews, with_reviews
from clientinfo_kernel.query.written_table import written_schema

LINES = ("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost")


def _reviews(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Reviews of customer 10012's or nobody's document R1 of 2011, one a day: verdict, figures and note."""
    told = [
        {
            **dict.fromkeys(written_schema(OUTLIER_REVIEW), None),
            "customer": "10012",
            "number": "R1",
            "year": 2011,
            "verdict": verdict,
            "figures": figures,
            "note": note,
            "reviewed_by": "Petra König",
            "created_at": datetime(2012, 1, day, tzinfo=UTC),
        }
        for day, (verdict, figures, note) in enumerate(rows, start=1)
    ]
    return pl.DataFrame(told, schema=written_schema(OUTLIER_REVIEW))


def _notes(reviews: pl.DataFrame, cost: int = -13_000) -> list[str | None]:
    """The reviews' notes at documents R1 of customer 7 and of nobody, 100.00 sold for a cost of 130.00."""
    values = dict(zip(LINES, (10_000, 0, cost, 0), strict=True))
    documents = pl.DataFrame(
        [{"customer": who, "number": "R1", "year": 2011, **values} for who in (7, None)],
        schema_overrides={"customer": pl.UInt32, "year": pl.Int32},
    )
    known = newest_reviews(reviews, {"10012": 7}.get)
    return with_reviews(documents, known)["review_note"].to_list()


def test_a_review_counts_until_the_figures_change_and_the_newest_one_counts() -> None:
    accepted = ("in_order", "10000|0|-13000|0", "Kulanz, vereinbart")
    assert _notes(_reviews(accepted)) == ["Kulanz, vereinbart", None]
    assert _notes(_reviews(accepted), cost=-12_999) == [None, None]
    assert _notes(_reviews(accepted, ("open", "10000|0|-13000|0", "doch nicht"))) == [None, None]
    assert _notes(_reviews(("open", "1|0|0|0", "?"), accepted)) == ["Kulanz, vereinbart", None]


def test_of_nobody_s_document_the_review_has_no_customer_and_an_unknown_customer_s_is_nobody_s() -> None:
    accepted = _reviews(("in_order", "10000|0|-13000|0", "Sammelbuchung"))
    nobodys, unknown = (accepted.with_columns(customer=pl.lit(number, pl.String)) for number in (None, "99999"))
    assert _notes(nobodys) == [None, "Sammelbuchung"]
    assert _notes(unknown) == [None, None]
