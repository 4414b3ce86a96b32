"""Numbers that begin again each year: the invoices of two years are two, one that is dated anew is one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.settled import CheckedPart
from clientinfo_kernel.ingest.settlement import settle
from data_sources.dealer_system.contract import Invoices
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
    settled = settle("dealer_system", "invoices", Invoices, parts)
    assert {part: gone.to_list() for part, gone in settled.gone.items()} == {0: [0]}
