from datetime import date

import polars as pl
import pytest

from clientinfo_kernel.ingest import tax


@pytest.mark.parametrize(
    ("key", "day", "rate"),
    [
        ("3", date(2006, 12, 31), 1600),
        ("3", date(2007, 1, 1), 1900),
        ("3", date(2020, 6, 30), 1900),
        ("3", date(2020, 7, 1), 1600),
        ("3", date(2021, 1, 1), 1900),
        ("2", date(2012, 5, 1), 700),
        ("2", date(2020, 12, 31), 500),
        ("9", date(2012, 5, 1), 1900),
        ("8", date(2012, 5, 1), 700),
        ("5", date(2012, 5, 1), 1600),
        ("40", date(2012, 5, 1), 0),
        ("23", date(2012, 5, 1), 1900),
        (None, date(2012, 5, 1), None),
        ("94", date(2012, 5, 1), None),
    ],
)
def test_the_rate_of_a_tax_key_follows_the_day(key: str | None, day: date, rate: int | None) -> None:
    frame = pl.DataFrame({"key": [key], "day": [day]}, schema={"key": pl.String, "day": pl.Date})
    assert frame.select(tax.rate_of_key(pl.col("key"), pl.col("day"))).item() == rate


def test_a_first_digit_of_two_reverses() -> None:
    frame = pl.DataFrame({"key": ["23", "3", "2", "40", None]})
    assert frame.select(tax.reverses(pl.col("key")))["key"].to_list() == [True, False, False, False, False]
