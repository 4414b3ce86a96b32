"""Days and moments in the writings that programs of dealers have; the year is never guessed from what is not there."""

import datetime as dt

import dataframely as dy
import polars as pl
import pytest

from data_sources.contract import Traced
from data_sources.intake import Checked, Intake, TextFormats

EVERY = TextFormats(dates=("%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"))


class Days(Traced):
    day = dy.Date(nullable=True)
    birthday = dy.Date(nullable=True)
    moment = dy.Datetime(nullable=True, time_zone="UTC")


def checked(formats: TextFormats = TextFormats(), **columns: list[object]) -> Checked:  # noqa: B008 - frozen
    raw = pl.DataFrame(columns).with_row_index("source_row", 1).with_columns(pl.lit("f.csv").alias("source_file"))
    return Intake("ledger", "days", Days, formats).check(raw.with_columns(pl.col("source_row").cast(pl.Int64)))


def read(column: str, written: object, formats: TextFormats = TextFormats()) -> object:  # noqa: B008 - frozen
    """Read a value beside a usual one; a refused one is the rule that it breaks."""
    usual = "14.03.2026 10:30" if column == "moment" else "14.03.2026"
    found = checked(formats, **{column: [usual if isinstance(written, str) else None, written]})
    return found.rejects["rule"].item() if found.rejects.height else found.kept[column][1]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("15.09.12", dt.date(2012, 9, 15)),
        ("1.2.49", dt.date(2049, 2, 1)),
        ("01.02.50", dt.date(1950, 2, 1)),
        ("1112026", dt.date(2026, 11, 1)),  # a number has lost its leading zero
        ("5092026", dt.date(2026, 9, 5)),
        ("150926", dt.date(2026, 9, 15)),
        ("14.03.2026 00:00:00", dt.date(2026, 3, 14)),
        ("2026-03-14 00:00:00.000", dt.date(2026, 3, 14)),
        ("2026-03-14T00:00:00+01:00", dt.date(2026, 3, 14)),
        ("01.01.1850", dt.date(1850, 1, 1)),
        ("31.12.2200", dt.date(2200, 12, 31)),
        ("00.00.0000", None),
        ("0000-00-00 00:00:00", None),
        ("0", None),
        (".  .", None),
        ("01.01.0001 00:00:00", None),  # .NET's least
        ("1753-01-01", None),  # Dynamics NAV
        ("31.12.9999", None),
        ("31.12.1849", "day|not_a_date"),
        ("01.01.2201", "day|not_a_date"),
        ("01.01.-1975", "day|not_a_date"),
        ("1.1.202", "day|not_a_date"),
        ("1.1.2", "day|not_a_date"),
        ("26-11-01", "day|not_a_date"),
        ("14.03.2026 12:30:00", "day|not_a_date"),
        ("29.02.2026", "day|not_a_date"),
    ],
)
def test_a_day_is_what_was_written_or_is_refused(written: str, day: object) -> None:
    assert read("day", written, EVERY) == day


def test_two_digits_of_a_birthday_are_a_year_that_has_been() -> None:
    assert read("birthday", "01.05.75") == dt.date(1975, 5, 1)
    assert read("birthday", "01.05.45") == dt.date(1945, 5, 1)
    assert read("birthday", "01.05.12") == dt.date(2012, 5, 1)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-14T10:30:00Z", (10, 30)),
        ("2026-03-14T10:30:00.000+01:00", (9, 30)),
        ("2026-03-14 10:30 +0100", (9, 30)),
        ("2026-03-14 10:30", (9, 30)),  # in Berlin, an hour before
        ("2026-03-14 10:30:00.0000000", (9, 30)),
        ("14.03.26 10:30", (9, 30)),
    ],
)
def test_moments_with_and_without_a_zone(written: str, moment: tuple[int, int]) -> None:
    assert read("moment", written) == dt.datetime(2026, 3, 14, *moment, tzinfo=dt.UTC)


def test_a_day_begins_at_midnight() -> None:
    assert read("moment", "14.03.2026") == dt.datetime(2026, 3, 13, 23, tzinfo=dt.UTC)


def test_years_without_sense_are_no_moments() -> None:
    assert read("moment", "31.12.0026 12:00") == "moment|not_a_moment"
    assert read("moment", "0000-00-00 00:00:00") is None


def test_days_of_a_database_keep_the_same_bounds() -> None:
    assert read("day", dt.date(1752, 12, 31)) == "day|not_a_date"
    assert read("day", dt.date(9999, 12, 31)) is None
    assert read("moment", dt.datetime(1, 1, 1, tzinfo=dt.UTC)) is None


def test_what_is_refused_is_shown_as_it_was_written() -> None:
    found = checked(day=["00.00.0000", "0.0.2026"], birthday=["x", None])
    assert found.rejects["value"].to_list() == ["x", "0.0.2026"]
    assert '"day":"00.00.0000"' in found.rejects["record"][0]


def test_a_source_has_words_of_its_own_for_nothing() -> None:
    formats = TextFormats(empty=("NULL", "01.01.1900"))
    assert (read("day", "NULL", formats), read("day", "01.01.1900", formats)) == (None, None)
    assert read("day", "01.01.1901", formats) == dt.date(1901, 1, 1)


def test_an_iso_day_is_read_whatever_the_forms_of_the_source() -> None:
    of_dealers = TextFormats(dates=("%d.%m.%Y",))
    assert read("birthday", "1970-03-01", of_dealers) == dt.date(1970, 3, 1)
    assert read("birthday", "70-03-01", of_dealers) == "birthday|not_a_date"
