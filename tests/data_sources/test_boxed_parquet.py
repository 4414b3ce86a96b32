"""A Parquet file is read in a process that can do nothing but answer: some kilobytes are no way to fill the memory."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from data_sources.box import parser as parser_module
from data_sources.mapped import parquet_files
from tests.data_sources.test_mapped_reader import PARQUET, read

if TYPE_CHECKING:
    from pathlib import Path

    from data_sources.connector import Batch

MANY = 200_000
MEGABYTE = "A" * (1 << 20)
SHARED = pa.DictionaryArray.from_arrays(pa.array([0] * MANY, pa.int32()), pa.array([MEGABYTE]))
HOSTILE = """
import pyarrow as pa
import data_sources.mapped.parquet_process as process
def taken_over(_file):
    yield ["Rechnung", "Art"]
    yield process.Rows({stream})
process._read_one_of_ours, process._answers = lambda: None, taken_over
process.main()
"""


def refused(folder: Path, batch: Batch) -> tuple[str, str]:
    """What is said of the one file of a folder, and the rule of its line in the quarantine; it is a small file."""
    assert (folder / "a.parquet").stat().st_size < 120_000
    assert batch.rejects.select("file", "line").rows() == [("a.parquet", 0)]
    return str(batch.damage), batch.rejects["rule"].item()


@pytest.mark.slow
@pytest.mark.parametrize("is_kept", [True, False], ids=["dictionary", "texts"])
def test_a_text_that_many_rows_share_is_no_way_to_fill_the_memory(tmp_path: Path, *, is_kept: bool) -> None:
    """A megabyte that 200,000 rows name is 200 GB, whether the file says that it wants them as a dictionary or not."""
    columns = {"Rechnung": SHARED, "Art": pa.array([2] * MANY)}
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet", store_schema=is_kept)
    (batch,) = read(tmp_path, PARQUET)
    assert refused(tmp_path, batch) == ("is refused: reading it takes too much memory", "parser_memory")


@pytest.mark.slow
def test_a_run_of_equal_rows_is_no_way_to_fill_the_quarantine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of nothing takes some bytes, whatever its length."""
    monkeypatch.setattr(parquet_files, "_LEAST_ROWS", 1000)
    nothing = pa.nulls(3_000_000)
    parquet.write_table(pa.table({"Rechnung": nothing, "Art": nothing}), tmp_path / "a.parquet")
    *_, batch = read(tmp_path, PARQUET)
    assert refused(tmp_path, batch) == ("is refused: it has more rows than a file of its size holds", "parser_answer")


@pytest.mark.parametrize(
    "stream",
    [
        "b'no stream'",
        "process._stream(pa.record_batch({'Rechnung': pa.array(['1']).dictionary_encode(), 'Art': ['2']}))",
        "process._stream(pa.record_batch({'Rechnung': pa.nulls(1 << 20), 'Art': pa.nulls(1 << 20)}))",
    ],
    ids=["noise", "shared values", "too many rows"],
)
def test_what_our_reader_never_says_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: str
) -> None:
    """The process says other things, as if a file had taken it over."""
    popen = subprocess.Popen
    monkeypatch.setattr(
        parser_module.subprocess,
        "Popen",
        lambda _command, **more: popen([sys.executable, "-c", HOSTILE.format(stream=stream)], **more),
    )
    parquet.write_table(pa.table({"Rechnung": ["1"], "Art": ["2"]}), tmp_path / "a.parquet")
    *_, batch = read(tmp_path, PARQUET)
    assert refused(tmp_path, batch) == ("is refused: it makes the reading program crash", "parser_crash")


@pytest.mark.slow
def test_lists_and_structures_are_text(tmp_path: Path) -> None:
    """A column of a kind that no field has takes no other with it."""
    table = pa.table({"Rechnung": ["1"], "Art": ["2"], "Kunde": [["10012", "10013"]]})
    parquet.write_table(table, tmp_path / "a.parquet")
    (batch,) = read(tmp_path, PARQUET)
    assert batch.kept.select("invoice_number", "customer_number").rows() == [("1", "['10012', '10013']")]
