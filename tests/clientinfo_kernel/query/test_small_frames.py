"""Order, cut and sums of a customer's few rows, each with the outcome worked by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.small_frames import earliest_first, marked_first, next_first, sums_by, up_to, where
from clientinfo_kernel.query.table import MOMENT


def test_marked_rows_come_first_and_the_others_keep_their_order() -> None:
    rows = pl.DataFrame({"name": list("abcdef"), "mark": [None, False, True, None, True, False]})
    assert "".join(marked_first(rows, "mark")["name"]) == "ceabdf"
    assert marked_first(rows.clear(), "mark").schema == rows.schema


def test_open_rows_come_first_by_their_day() -> None:
    days = [date(2012, 5, 2), None, date(2012, 5, 1), date(2012, 5, 3), date(2012, 1, 1), None, date(2011, 1, 1)]
    flags = [True, True, True, False, False, False, None]
    rows = pl.DataFrame({"name": list("abcdefg"), "open": flags, "on": days})
    assert "".join(next_first(rows, "open", "on")["name"]) == "cabedfg"


def test_rows_for_which_something_holds_keep_their_order() -> None:
    rows = pl.DataFrame({"name": list("abcd"), "amount": [Decimal(1), None, Decimal(3), Decimal(4)]})
    assert where(rows, [True, None, False, True]).rows() == [("a", Decimal(1)), ("d", Decimal(4))]
    assert where(rows, [False] * 4).schema == rows.schema


def test_the_earliest_day_comes_first_and_none_at_all_last() -> None:
    days = [None, date(2012, 5, 2), date(2012, 5, 1), None, date(2012, 5, 1)]
    rows = pl.DataFrame({"name": list("abcde"), "on": days})
    assert "".join(earliest_first(rows, "on")["name"]) == "cebad"
    assert earliest_first(rows.clear(), "on").schema == rows.schema


def moments(*texts: str | None) -> pl.DataFrame:
    at = [None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC) for text in texts]
    return pl.DataFrame({"at": pl.Series(at, dtype=MOMENT)})


def test_what_comes_after_the_moment_is_cut_off_and_so_is_what_has_none() -> None:
    end_of_day = datetime(2012, 10, 11, 23, 59, 59, 999999, tzinfo=UTC)
    rows = moments("2012-10-12 00:00:00", "2012-10-11 23:59:59.999999", "1969-12-31 23:00:00", None)
    assert up_to(rows, "at", end_of_day)["at"].to_list() == rows["at"].to_list()[1:3]
    assert up_to(rows.head(1), "at", end_of_day).is_empty()
    assert up_to(rows.clear(), "at", end_of_day).is_empty()


def test_amounts_add_up_to_the_cent_by_year() -> None:
    rows = pl.DataFrame(
        {
            "year": [2011, None, 2010, 2011],
            "revenue": [Decimal("0.10"), Decimal("5.00"), Decimal("-0.01"), Decimal("0.20")],
            "cost": [None, Decimal("1.00"), Decimal("9999999999999999.99"), Decimal("-3.00")],
        },
        schema_overrides={"year": pl.Int32, "revenue": MONEY, "cost": MONEY},
    )
    schema = pl.Schema({"year": pl.Int32, "revenue": MONEY, "cost": MONEY})
    summed = sums_by(rows, schema)
    assert summed.schema == schema
    assert summed.rows() == [
        (None, Decimal("5.00"), Decimal("1.00")),
        (2010, Decimal("-0.01"), Decimal("9999999999999999.99")),
        (2011, Decimal("0.30"), Decimal("-3.00")),
    ]
    assert sums_by(rows.clear(), schema).schema == schema
