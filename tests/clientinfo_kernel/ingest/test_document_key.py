"""Document numbers in one spelling: a column in which some are a key already and others are not."""

import polars as pl

from clientinfo_kernel.ingest.normalise import document_key


def _keys(*numbers: str | None) -> list[str | None]:
    return (
        pl.DataFrame({"number": pl.Series(numbers, dtype=pl.String)})
        .select(document_key(pl.col("number")))["number"]
        .to_list()
    )


def test_all_are_keys_already() -> None:
    assert _keys("0042", "RE2012", None) == ["0042", "RE2012", None]


def test_one_that_is_written_otherwise_changes_none_of_the_others() -> None:
    assert _keys("0042", "re 2012/7", None, "RE2012") == ["0042", "RE20127", None, "RE2012"]


def test_what_has_no_letter_and_no_digit_has_no_key() -> None:
    assert _keys("", " - ", "1") == [None, None, "1"]
    assert _keys() == []
