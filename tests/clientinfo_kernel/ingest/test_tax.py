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
        # DATEV's keys of the other rates: 16 and 5 %, in the second half of 2020 what is 19 and 7 % otherwise.
        ("5", date(2020, 7, 1), 1900),
        ("7", date(2020, 12, 31), 1900),
        ("7", date(2021, 1, 1), 1600),
        ("4", date(2020, 8, 1), 700),
        ("6", date(2021, 5, 1), 500),
        ("24", date(2021, 5, 1), 500),
        ("4", date(2012, 5, 1), None),
        ("44", date(2021, 5, 1), 0),
        ("46", date(2012, 5, 1), 0),
        ("47", date(2012, 5, 1), 0),
        # Nobody says what 48 is; 49 says it in other fields, and so do their reversals.
        ("48", date(2021, 5, 1), None),
        ("49", date(2021, 5, 1), None),
        ("88", date(2021, 5, 1), None),
        ("87", date(2021, 5, 1), 0),
        ("96", date(2021, 5, 1), 500),
        ("16", date(2021, 5, 1), 0),
        ("14", date(2021, 5, 1), 500),
        # Three digits since 2018, the plain rates as 3, 2, 9 and 8.
        ("101", date(2021, 5, 1), 1900),
        ("101", date(2020, 8, 1), 1600),
        ("0102", date(2021, 5, 1), 700),
        ("401", date(2021, 5, 1), 1900),
        ("402", date(2020, 8, 1), 500),
        ("190", date(2021, 5, 1), None),
        ("40", date(2012, 5, 1), 0),
        ("23", date(2012, 5, 1), 1900),
        (None, date(2012, 5, 1), None),
        # Acquired within the EU or owed by the buyer (§ 13b UStG): the posted amount is net.
        ("18", date(2012, 5, 1), 0),
        ("19", date(2012, 5, 1), 0),
        ("91", date(2012, 5, 1), 0),
        ("94", date(2012, 5, 1), 0),
        # Supplied within the EU: free with the buyer's VAT ID, taxed here without one.
        ("11", date(2012, 5, 1), 0),
        ("12", date(2012, 5, 1), 700),
        ("13", date(2020, 8, 1), 1600),
        # A reversal has the tax of what it reverses; without a tax of its own the account goes on deciding.
        ("20", date(2012, 5, 1), None),
        ("61", date(2012, 5, 1), 0),
        ("63", date(2012, 5, 1), 1900),
        ("80", date(2012, 5, 1), 0),
        # Programs fill up with zeros; 0 alone is not a key. Keys of the house's own say nothing by themselves.
        ("0003", date(2012, 5, 1), 1900),
        ("0", date(2012, 5, 1), None),
        ("51", date(2012, 5, 1), None),
        ("9001", date(2012, 5, 1), None),
    ],
)
def test_the_rate_of_a_tax_key_follows_the_day(key: str | None, day: date, rate: int | None) -> None:
    rates = tax.rates_of_keys(pl.Series([key], dtype=pl.String))
    periods = [name for name in rates.columns if name.startswith("since")]
    assert rates.select(tax.rate_in_period(periods, pl.lit(day))).item() == rate


def test_the_first_digit_tells_a_reversal() -> None:
    keys = ["23", "0023", "61", "80", "3", "2", "40", "94", "13", None]
    frame = pl.DataFrame({"key": keys})
    assert frame.select(tax.reverses(pl.col("key")))["key"].to_list() == [True] * 4 + [False] * 6


def test_an_automatic_account_follows_the_rates_of_the_day_of_supply() -> None:
    # § 28 (1) and (2) UStG: 16 % and 5 % from 1 July to 31 December 2020. Another rate is what the mapping says.
    days = [date(2020, 6, 30), date(2020, 7, 1), date(2020, 12, 31), date(2021, 1, 1)]
    frame = pl.DataFrame({"day": days})
    rates = [
        frame.select(tax.rate_of_account(pl.lit(rate, pl.Int64), pl.col("day")))["literal"].to_list()
        for rate in (1900, 700, 2000)
    ]
    assert rates == [[1900, 1600, 1600, 1900], [700, 500, 500, 700], [2000] * 4]
