"""Sums by id against sums on paper."""

from __future__ import annotations

import polars as pl

from widgets.parts.list_sums import sums_by_id

_STORED = {"customer": pl.UInt32, "profit": pl.Int32}


def test_each_id_has_the_sum_of_its_rows_and_nothing_where_it_has_none() -> None:
    rows = pl.DataFrame({"customer": [1, 1, 3, 4, 4, 4], "profit": [150, -50, -7, 1, 2, 3]}, _STORED)
    assert sums_by_id(rows, "customer", 6)["profit"].to_list() == [0, 100, 0, -7, 6, 0]
    assert sums_by_id(rows.clear(), "customer", 2)["profit"].to_list() == [0, 0]


def test_sums_are_wider_than_what_they_are_of_and_null_is_nothing() -> None:
    """Two documents of 20 million EUR each are more cents than 32 bits hold."""
    rows = pl.DataFrame({"customer": [0, 0, 0], "profit": [2_000_000_000, None, 2_000_000_000]}, _STORED)
    assert sums_by_id(rows, "customer", 1)["profit"].to_list() == [4_000_000_000]
