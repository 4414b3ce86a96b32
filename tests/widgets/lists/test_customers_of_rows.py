"""Rows of a list get their customers' names, by id or by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from widgets.work_list import Desk

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory


def test_rows_keep_their_order_and_who_is_nobody_stays(house: CustomerDirectory) -> None:
    rows = pl.DataFrame({"customer_number": ["10003", None, "99999", "10001", "10003"], "place": range(5)})
    named = Desk(house).of_customers(rows, on="customer_number", more=("country",))
    assert named["place"].to_list() == [0, 1, 2, 3, 4]
    (first, last) = (house.customer(number).header().name for number in ("10001", "10003"))
    assert named["customer"].to_list() == [last, None, None, first, last]
    assert {"town", "phone", "branch", "country"} <= set(named.columns)
    nobody = Desk(house).of_customers(rows.filter(pl.col("place") < 0), on="customer_number")
    assert (nobody.height, nobody.schema["customer"]) == (0, pl.String)
