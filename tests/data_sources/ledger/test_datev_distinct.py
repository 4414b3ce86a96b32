"""A text that stands on many records is looked at once, and each record has its value."""

import polars as pl

from data_sources.ledger.datev.distinct import by_text


def test_each_record_has_the_value_of_its_own_text_and_none_without_one() -> None:
    rows = pl.DataFrame({"account": ["8400", "10012", None, "8400", "", "10012"], "other": range(6)})
    length, first = by_text(
        rows,
        "account",
        pl.col("account").str.len_bytes().alias("length"),
        pl.when(pl.col("account").str.starts_with("8")).then(pl.lit("revenue")).alias("first"),
    )
    assert length.to_list() == [4, 5, None, 4, 0, 5]
    assert first.to_list() == ["revenue", None, None, "revenue", None, None]


def test_a_column_without_any_text_has_no_value() -> None:
    for height in (0, 2):
        rows = pl.DataFrame({"day": [None] * height}, schema={"day": pl.String})
        (found,) = by_text(rows, "day", pl.col("day").str.to_uppercase())
        assert (found.name, found.to_list()) == ("day", [None] * height)
