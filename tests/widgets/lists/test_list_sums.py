"""Sums of a list's rows, by id and by group, against sums on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from widgets.parts.grouped import grouped
from widgets.parts.list_sums import counts_by_id, largest_by_key, sums_by_id, sums_of_stretches
from widgets.view_models import Column, Table

_STORED = {"customer": pl.UInt32, "profit": pl.Int32}


def test_each_id_has_the_sum_of_its_rows_and_nothing_where_it_has_none() -> None:
    rows = pl.DataFrame({"customer": [1, 1, 3, 4, 4, 4], "profit": [150, -50, -7, 1, 2, 3]}, _STORED)
    assert sums_by_id(rows, "customer", 6)["profit"].to_list() == [0, 100, 0, -7, 6, 0]
    assert sums_by_id(rows.clear(), "customer", 2)["profit"].to_list() == [0, 0]


def test_sums_are_wider_than_what_they_are_of_and_null_is_nothing() -> None:
    """Two documents of 20 million EUR each are more cents than 32 bits hold."""
    rows = pl.DataFrame({"customer": [0, 0, 0], "profit": [2_000_000_000, None, 2_000_000_000]}, _STORED)
    assert sums_by_id(rows, "customer", 1)["profit"].to_list() == [4_000_000_000]


def test_sums_of_several_months_are_those_of_all_rows() -> None:
    """Customer 1 comes in both months, 3 in one, the others in none; 20 million EUR twice are more cents than 32 bits hold."""
    may = pl.DataFrame({"customer": [1, 3], "profit": [2_000_000_000, -7]}, _STORED)
    june = pl.DataFrame({"customer": [1], "profit": [2_000_000_000]}, _STORED)
    assert sums_of_stretches([may, june], "customer", 5)["profit"].to_list() == [0, 4_000_000_000, 0, -7, 0]
    assert sums_of_stretches([may.clear()], "customer", 2)["profit"].to_list() == [0, 0]


def test_the_largest_of_each_id_is_found_also_where_some_have_nothing() -> None:
    days = [date(2012, 5, 1), None, date(2011, 1, 2), None, date(1969, 12, 31)]
    columns = {"customer": [0, 0, 1, 4, 5], "level": [1, 3, -5, None, 0], "day": days}
    rows = pl.DataFrame(columns, {"customer": pl.UInt32, "level": pl.Int8, "day": pl.Date})
    assert largest_by_key(rows, "customer").rows() == [
        (0, 3, date(2012, 5, 1)),
        (1, -5, date(2011, 1, 2)),
        (4, None, None),
        (5, 0, date(1969, 12, 31)),
    ]
    assert largest_by_key(rows, "customer").schema == rows.schema
    assert largest_by_key(rows.clear(), "customer").is_empty()


def test_each_id_is_counted_and_one_that_does_not_occur_is_zero() -> None:
    assert counts_by_id(pl.Series([1, 1, 3], dtype=pl.UInt32), 5).to_list() == [0, 2, 0, 1, 0]


def _chances() -> Table:
    rows = [
        ("Interesse", "Zander", Decimal("8000.00")),
        ("Angebot", "Ängerer", Decimal("12000.00")),
        ("Angebot", "Zander", Decimal("25000.50")),
        ("Angebot", None, None),
        ("Interesse", "Zander", Decimal("0.50")),
    ]
    columns = (
        Column("stage", "Stufe"),
        Column("assignee", "Verantwortlich", names_colleague=True),
        Column("budget", "Budget", "money", total=True),
    )
    return Table(
        columns, pl.DataFrame(rows, ["stage", "assignee", "budget"], orient="row"), sort=("budget", "descending")
    )


def test_each_stage_has_its_number_and_its_sum_and_most_rows_come_first() -> None:
    table = grouped(_chances(), "stage")
    assert [column.key for column in table.columns] == ["stage", "group_size", "budget"]
    assert table.rows.rows() == [("Angebot", 3, Decimal("37000.50")), ("Interesse", 2, Decimal("8000.50"))]
    assert table.detail is not None
    below = table.detail({"stage": "Interesse"})
    assert isinstance(below, Table)
    assert below.rows["budget"].to_list() == [Decimal("8000.00"), Decimal("0.50")]


def test_colleagues_stand_by_name_and_nothing_compares_them() -> None:
    table = grouped(_chances(), "assignee")
    # whoever has most does not come first, and neither numbers nor sums stand beside a name, or below its rows
    assert table.rows.rows() == [("Ängerer",), ("Zander",), (None,)]
    assert [column.key for column in table.columns] == ["assignee"]
    assert table.detail is not None
    for name, budgets in (("Ängerer", [Decimal("12000.00")]), (None, [None])):
        below = table.detail({"assignee": name})
        assert isinstance(below, Table)
        assert below.rows["budget"].to_list() == budgets
        assert not any(column.total for column in below.columns)
