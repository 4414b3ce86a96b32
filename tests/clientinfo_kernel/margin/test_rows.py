"""The rows that answer a question, in their stored form."""

from __future__ import annotations

import warnings

import polars as pl

from clientinfo_kernel.margin.rows import EntryRows
from clientinfo_kernel.query.coded_table import CodedTable
from clientinfo_kernel.query.tables.gross_profit import PROFIT_ENTRIES


def test_a_line_of_which_a_house_has_no_entry_is_nothing_and_warns_of_nothing() -> None:
    """5.00 of revenue, and no entry of goods: no code stands for them."""
    nothing = CodedTable(PROFIT_ENTRIES, pl.DataFrame(), {})
    rows = EntryRows(nothing, nothing, nothing, {"role": pl.Series(["revenue"])}, lambda _numbers: [])
    entries = pl.DataFrame({"role": [0, 0], "amount": [300, 200]}, schema={"role": pl.UInt8, "amount": pl.Int64})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rows.added_up(entries.lazy(), (), ("revenue", "cost_of_goods")).collect()
    assert found.rows() == [(500, 0)]
