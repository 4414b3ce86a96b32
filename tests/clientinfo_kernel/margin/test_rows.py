"""The rows that answer a question, in their stored form."""

from __future__ import annotations

import warnings

import polars as pl

from clientinfo_kernel.margin.rows import OF_ENTRIES, EntryRows
from clientinfo_kernel.query.coded_table import CodedTable
from clientinfo_kernel.query.tables.gross_profit import PROFIT_ENTRIES
from clientinfo_kernel.query.tables.margin import MARGIN_FACTS


def test_a_line_of_which_a_house_has_no_entry_is_nothing_and_warns_of_nothing() -> None:
    """5.00 of revenue, and no entry of goods: no code stands for them."""
    nothing = CodedTable(PROFIT_ENTRIES, pl.DataFrame(), {})
    rows = EntryRows(nothing, nothing, nothing, {"role": pl.Series(["revenue"])}, lambda _numbers: [])
    entries = pl.DataFrame({"role": [0, 0], "amount": [300, 200]}, schema={"role": pl.UInt8, "amount": pl.Int64})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rows.added_up(entries.lazy(), (), ("revenue", "cost_of_goods")).collect()
    assert found.rows() == [(500, 0)]


def test_a_filter_that_no_fact_meets_leaves_no_entry() -> None:
    """A branch that was renamed, or one that somebody typed: entries are the finest rows, and their facts have it."""
    words = {name: pl.Series([""]) for name in OF_ENTRIES}
    columns = {"fact": [0, 2], "amount": [300, 200], **{key: [0, 0] for key in OF_ENTRIES}}
    entries = CodedTable(PROFIT_ENTRIES, pl.DataFrame(columns).cast({"fact": pl.UInt32}), words)
    facts = CodedTable(MARGIN_FACTS, pl.DataFrame({"branch": [0, 0, 0]}), {"branch": pl.Series(["Hof"])})
    rows = EntryRows(entries, entries, facts, {**facts.words, **words}, lambda _numbers: [])
    for branch, amounts in (("Hof", [300, 200]), ("Naila", [])):
        for side in (found := rows.those((("branch", (branch,)),))).owned, found.unassigned:
            assert side.collect()["amount"].to_list() == amounts
