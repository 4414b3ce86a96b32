"""Numbers that begin again each year: the invoices of two years are two, one that is dated anew is one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.ingest.settled import CheckedPart
from clientinfo_kernel.ingest.settlement import settle
from data_sources.dealer_system.contract import Invoices, OrderLines, Orders, OrderSplits
from data_sources.intake import Intake

if TYPE_CHECKING:
    from pathlib import Path


def invoices(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Number, day and buyer of each."""
    names = ("invoice_number", "invoiced_on", "customer_number")
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(
        pl.lit("workshop").alias("kind"), source_file=pl.lit("a.csv"), source_row=pl.int_range(2, pl.len() + 2)
    )


def test_each_years_newest_record_of_a_number_counts_within_a_file() -> None:
    """1001 of 2020 was dated anew, 1001 of 2021 is another invoice, though it came 306 days after that."""
    checked = Intake("dealer_system", "invoices", Invoices).check(
        invoices(("1001", "2020-02-01", "12"), ("1001", "2020-03-20", "12"), ("1001", "2021-01-20", "99"))
    )
    assert checked.kept.select("invoiced_on", "customer_number").rows() == [
        (date(2020, 3, 20), "12"),
        (date(2021, 1, 20), "99"),
    ]
    assert checked.rejects.select("rule", "line").rows() == [("duplicate_key", 2)]


def test_each_years_newest_record_of_a_number_counts_over_two_files(tmp_path: Path) -> None:
    """The second file tells 1001 of 2020 again, with another day, and 1001 of 2021 anew."""
    parts = []
    files = ((("1001", "2020-12-31", "12"),), (("1001", "2021-01-02", "12"), ("1001", "2021-12-20", "99")))
    for number, rows in enumerate(files):
        path = tmp_path / f"{number}.parquet"
        Intake("dealer_system", "invoices", Invoices).check(invoices(*rows)).kept.write_parquet(path)
        parts.append(CheckedPart(path, f"{number}.csv", None, number))
    settled = settle("dealer_system", "invoices", Invoices, parts, tmp_path)
    assert {part: gone.to_list() for part, gone in settled.gone.items()} == {0: [0]}


def splits(*rows: tuple[str, str | None]) -> pl.DataFrame:
    """Order and day of the bill of each; without a day it is still open."""
    frame = pl.DataFrame(rows, {"order_number": pl.String, "invoiced_on": pl.String}, orient="row")
    state = pl.when(pl.col("invoiced_on").is_null()).then(pl.lit("open")).otherwise(pl.lit("billed"))
    return frame.with_columns(
        state.alias("state"), split=pl.lit("1"), payer=pl.lit("customer"), source_file=pl.lit("a.csv"),
        source_row=pl.int_range(2, pl.len() + 2),
    )  # fmt: skip


def test_of_what_is_not_billed_yet_settling_decides() -> None:
    """1001 was open, was billed in 2020 and again with a better day. Whether it was this order that was open, orders say."""
    rows = [("1001", None), ("1001", "2020-02-01"), ("1001", "2020-02-03"), ("1001", None), ("1001", None), ("7", None)]
    checked = Intake("dealer_system", "order_splits", OrderSplits).check(splits(*rows, ("7", None)))
    assert checked.kept["source_row"].to_list() == [2, 4, 5, 6, 7, 8]
    assert checked.rejects["line"].to_list() == [3]


def _ordered_in(folder: Path, years: tuple[int, ...]) -> None:
    """Orders 1001 of these years, as they were settled."""
    empty = Orders.create_empty()
    rows = [{"order_number": "1001", "ordered_at": datetime(year, 1, 20, tzinfo=UTC)} for year in years]
    (folder / "orders").mkdir()
    empty.vstack(pl.DataFrame(rows, schema=empty.schema)).write_parquet(folder / "orders" / "0.parquet")


@pytest.mark.parametrize(("years", "gone"), [((2020, 2021), []), ((2021,), [0]), ((), [0])])
@pytest.mark.parametrize("files", [1, 2])
def test_only_two_orders_of_a_number_have_two_splits_of_one(
    tmp_path: Path, years: tuple[int, ...], gone: list[int], files: int
) -> None:
    """Split 1 of order 1001 was billed in 2020 and is open now: another order of the number, or the bill was taken back."""
    _ordered_in(tmp_path, years)
    kept = (
        Intake("dealer_system", "order_splits", OrderSplits).check(splits(("1001", "2020-02-01"), ("1001", None))).kept
    )
    parts = []
    for number, rows in enumerate([kept] if files == 1 else [kept[:1], kept[1:]]):
        path = tmp_path / f"{number}.parquet"
        rows.write_parquet(path)
        parts.append(CheckedPart(path, f"{number}.csv", None, number))
    settled = settle("dealer_system", "order_splits", OrderSplits, parts, tmp_path)
    assert [row for rows in settled.gone.values() for row in rows.to_list()] == gone


@pytest.mark.parametrize(
    ("years", "files", "gone"),
    [
        ((2020, 2021), [[("12", None), ("99", None)]], []),
        ((2021,), [[("12", None), ("12", None)]], [0]),
        ((2020, 2021), [[("12", None), ("12", None)]], []),
        ((2020, 2021), [[("12", None), ("99", None)], [("99", None)]], [1]),  # this year's is in work now
        ((2020, 2021), [[("12", None), ("99", None)], [("12", None)]], [0]),  # last year's is
        ((2020, 2021), [[("12", None), ("99", None)], [("12", None), ("99", None)]], [0, 1]),
        # Of this year's the payer was corrected: last year's, which stands there again, stays.
        ((2020, 2021), [[("12", None), ("99", None)], [("12", None), ("98", None)]], [0, 1]),
        ((2020, 2021), [[("12", None), ("99", None)], [("13", None), ("99", None)]], [0, 1]),
        ((2020, 2021), [[("12", "2020-02-01"), ("99", None)], [("99", None)]], [1]),
        ((2020, 2021), [[("12", "2020-02-01"), ("99", "2021-02-01"), ("99", None)]], [1]),  # its bill was taken back
        ((2020, 2021), [[("1", "2018-02-01"), ("12", "2020-02-01"), ("99", "2021-02-01")]], [0]),
        ((2019, 2020, 2021), [[("1", None), ("12", "2020-02-01"), ("99", None), ("5", None)]], [0]),
        ((2020, 2021), [[("12", None), ("99", "2021-02-01")]], []),  # last year's never was billed, this year's is
        ((2020, 2021), [[("12", None), ("12", "2021-02-01")]], []),
        ((2021,), [[("12", None), ("12", "2021-02-01")]], [0]),
        ((2020, 2021), [[("12", None), ("12", "2020-02-01"), ("99", "2021-02-01")]], [0]),
        ((2020, 2021), [[("12", None)], [("12", "2021-02-01")]], [0]),  # billed since
        ((2020, 2021), [[("12", None), ("99", None)], [("99", "2021-02-01")]], [1]),
        ((2020, 2021), [[("12", None), ("99", None)], [("12", None), ("99", "2021-02-01")]], [0, 1]),
        (
            (2020, 2021),
            [[("12", None), ("99", "2021-02-01")], [("98", "2021-02-03")]],
            [1],
        ),  # the bill's payer corrected
        ((2020, 2021), [[("1", "2018-02-01"), ("12", "2020-02-01"), ("99", "2021-02-01"), ("99", None)]], [0, 2]),
    ],
)
def test_orders_of_one_number_that_are_not_billed_yet_count_each(
    tmp_path: Path, years: tuple[int, ...], files: list[list[tuple[str, str | None]]], gone: list[int]
) -> None:
    """Payer and bill of split 1 of orders 1001, file by file; a line of ``gone`` is counted over all files."""
    _ordered_in(tmp_path, years)
    parts, first = [], []
    for number, records in enumerate(files):
        payers = pl.Series("paying_customer_number", [payer for payer, _day in records])
        frame = splits(*(("1001", day) for _payer, day in records)).with_columns(payers)
        kept = Intake("dealer_system", "order_splits", OrderSplits).check(frame).kept
        kept.write_parquet(tmp_path / f"{number}.parquet")
        parts.append(CheckedPart(tmp_path / f"{number}.parquet", f"{number}.csv", None, number))
        first.append(sum(len(each) for each in files[:number]))
    settled = settle("dealer_system", "order_splits", OrderSplits, parts, tmp_path)
    assert sorted(first[part] + row for part, rows in settled.gone.items() for row in rows.to_list()) == gone


@pytest.mark.parametrize(
    ("years", "begun", "gone"),
    [
        ((2020, 2021), ["1", "2", "1"], []),
        ((2020, 2021), ["1", "2", "1", "1"], [0]),  # begun once more than there are orders
        ((2020, 2021), ["1", "2", "2", "3"], []),
        ((2021,), ["1", "2", "1"], [0]),  # delivered again
        ((), ["1", "1", "2", "2"], [0, 2]),
    ],
)
def test_lines_that_begin_again_are_those_of_another_order_where_there_is_one(
    tmp_path: Path, years: tuple[int, ...], begun: list[str], gone: list[int]
) -> None:
    _ordered_in(tmp_path, years)
    frame = pl.DataFrame({"line": begun}).with_columns(
        order_number=pl.lit("1001"), split=pl.lit("1"), kind=pl.lit("labour"), source_file=pl.lit("a.csv"),
        source_row=pl.int_range(2, pl.len() + 2),
    )  # fmt: skip
    checked = Intake("dealer_system", "order_lines", OrderLines).check(frame)
    assert checked.rejects.is_empty()
    checked.kept.write_parquet(tmp_path / "0.parquet")
    parts = [CheckedPart(tmp_path / "0.parquet", "a.csv", None, 0)]
    settled = settle("dealer_system", "order_lines", OrderLines, parts, tmp_path)
    assert sorted(row for rows in settled.gone.values() for row in rows.to_list()) == gone


def test_a_line_that_is_corrected_in_a_further_file_is_of_the_order_whose_totals_it_makes_up(tmp_path: Path) -> None:
    """1001 of 2020 had labour of 100.00, that of 2021 has 30.00: its line of 25.00 comes again with 20.00, and 10.00 beside it."""
    _ordered_in(tmp_path, (2020, 2021))
    (tmp_path / "order_splits").mkdir()
    totals = splits(("1001", "2020-02-01"), ("1001", "2021-02-01")).with_columns(labour_total=pl.Series(["100", "30"]))
    Intake("dealer_system", "order_splits", OrderSplits).check(totals).kept.write_parquet(
        tmp_path / "order_splits" / "0.parquet"
    )
    parts = []
    files = ((("1", "40"), ("2", "60")), (("1", "25"), ("2", "10")), (("1", "20"),))
    for number, lines in enumerate(files):
        frame = pl.DataFrame(lines, {"line": pl.String, "amount": pl.String}, orient="row").with_columns(
            order_number=pl.lit("1001"), split=pl.lit("1"), kind=pl.lit("labour"), source_file=pl.lit(f"{number}.csv"),
            source_row=pl.int_range(2, pl.len() + 2),
        )  # fmt: skip
        path = tmp_path / f"{number}.parquet"
        Intake("dealer_system", "order_lines", OrderLines).check(frame).kept.write_parquet(path)
        parts.append(CheckedPart(path, f"{number}.csv", None, number))
    settled = settle("dealer_system", "order_lines", OrderLines, parts, tmp_path)
    assert {part: gone.to_list() for part, gone in settled.gone.items()} == {1: [0]}
