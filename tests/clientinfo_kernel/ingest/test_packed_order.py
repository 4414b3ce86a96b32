"""Rows in an order of many columns, as Python's own sorting gives it."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientinfo_kernel.ingest.packed_order import sorted_by
from tests.property_examples import examples

_COLUMNS = {
    "flag": (pl.Boolean, st.booleans()),
    "code": (pl.UInt8, st.integers(0, 3)),
    "day": (pl.Date, st.dates(date(1999, 12, 30), date(2000, 1, 2))),
    "cents": (pl.Int64, st.integers(-(2**40), 2**40)),
    "text": (pl.String, st.sampled_from(["", "a", "Ä", "b"])),
    "at": (pl.Datetime("us", "UTC"), st.sampled_from([datetime(1969, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])),
    "wide": (pl.Int64, st.sampled_from([-(2**60), 0, 2**60])),
}  # fmt: skip
_ROW = st.tuples(*(st.none() | values for _dtype, values in _COLUMNS.values()))


@settings(max_examples=examples(150), deadline=None)
@given(rows=st.lists(_ROW, max_size=8), data=st.data())
def test_rows_stand_in_the_order_of_their_columns_with_nulls_last(rows, data):
    names = data.draw(st.permutations([*_COLUMNS]))
    order = [(name, data.draw(st.booleans())) for name in names]
    frame = pl.DataFrame(rows, schema={name: dtype for name, (dtype, _) in _COLUMNS.items()}, orient="row")
    expected = frame.rows(named=True)
    for name, is_descending in reversed(order):  # the last column first: Python's sorting keeps what is equal in place
        filled = [row for row in expected if row[name] is not None]
        empty = [row for row in expected if row[name] is None]
        expected = [*sorted(filled, key=lambda row: row[name], reverse=is_descending), *empty]
    assert sorted_by(frame, order).rows(named=True) == expected


def test_what_does_not_fit_into_a_number_is_said():
    frame = pl.DataFrame({"cents": [-(2**63), 2**63 - 1]})
    with pytest.raises(OverflowError, match="cents"):
        sorted_by(frame, [("cents", False)])
