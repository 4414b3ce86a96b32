"""The analysts' table of all postings: its file is compressed, and read by the columns that are asked for."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.errors import SnapshotDamaged
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import Snapshot
from clientinfo_kernel.query.snapshot_format import form_of
from clientinfo_kernel.query.tables.ledger import DEBTOR_ENTRIES, LEDGER_POSTINGS
from tests.clientinfo_kernel.ingest.ledger_rows import ledger_postings, posting, postings

TABLE = LEDGER_POSTINGS.name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot with three postings in its ledger."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    _write(
        folder,
        posting("2012-01-31", "2500.00", "S", "4120", "1755", text="Lohn Januar"),
        posting("2012-01-31", "119.00", "H", "1200", "4910", document_ref1="0042"),
        posting("2012-02-01", "300.05", "S", "1200", "10012", document_ref1="42"),
    )
    return folder


def _write(folder: Path, *rows: dict[str, object]) -> None:
    writer = SnapshotWriter(folder, 0)
    writer.write(DEBTOR_ENTRIES.name, DEBTOR_ENTRIES.columns.to_frame().lazy())
    writer.write_long(TABLE, ledger_postings(postings(*rows)))


def test_all_ways_to_read_it_agree(folder: Path) -> None:
    snapshot, wanted = Snapshot(folder), ["number", "amount"]
    expected = [(None, Decimal("2500.00")), ("0042", Decimal("119.00")), ("42", Decimal("300.05"))]
    assert snapshot.whole(TABLE).select(wanted).rows() == expected
    assert snapshot.columns(TABLE, wanted).rows() == expected
    assert snapshot.lazily(TABLE, wanted).collect().rows() == expected
    coded = snapshot.coded(TABLE, wanted)
    assert coded.decoded(coded.rows).rows() == expected
    assert snapshot.rows_at(TABLE, pl.Series([2, 0], dtype=pl.UInt32), wanted).rows() == [expected[0], expected[2]]


def test_a_condition_may_look_at_columns_that_are_not_wanted(folder: Path) -> None:
    bank = (pl.col("account") == "1200") & (pl.col("side") == "S")
    assert Snapshot(folder).columns(TABLE, ["amount"], bank).rows() == [(Decimal("300.05"),)]
    nobodys = Snapshot(folder).columns(TABLE, ["amount"], pl.col("account") == "9999")
    assert nobodys.is_empty()
    assert nobodys.schema == {"amount": pl.Decimal(18, 2)}


def test_a_query_reads_the_columns_that_it_needs(folder: Path) -> None:
    query = Snapshot(folder).lazily(TABLE).select(pl.col("amount").sum())
    assert "PROJECT 1/" in query.explain()


def test_a_year_of_like_postings_takes_little_of_the_disk(folder: Path) -> None:
    _write(folder, *(posting("2012-01-31", "119.00", "H", "1200", "4910", text="Lohn") for _ in range(5_000)))
    unpacked = Snapshot(folder).coded(TABLE).rows.estimated_size()
    assert (folder / f"{TABLE}.arrow").stat().st_size < unpacked / 5


def test_a_query_that_was_begun_ends_when_newer_snapshots_took_its_place(folder: Path) -> None:
    query = Snapshot(folder).lazily(TABLE, ["amount"])
    shutil.rmtree(folder)
    assert query.collect()["amount"].sum() == Decimal("2919.05")


def test_a_missing_and_a_cut_file_are_damage(folder: Path) -> None:
    file = folder / f"{TABLE}.arrow"
    whole = file.read_bytes()
    for left in (whole[: len(whole) // 2], b""):
        file.write_bytes(left)
        with pytest.raises(SnapshotDamaged, match="clientinfo refresh"):
            Snapshot(folder).whole(TABLE)
    file.unlink()
    with pytest.raises(SnapshotDamaged, match="clientinfo refresh"):
        Snapshot(folder).lazily(TABLE)


def test_bytes_that_cannot_be_unpacked_are_damage(folder: Path) -> None:
    _write(folder, *(posting("2012-01-31", "119.00", "H", "1200", "4910", text="Lohn") for _ in range(5_000)))
    file = folder / f"{TABLE}.arrow"
    packed = bytearray(file.read_bytes())
    at = packed.find(b"\x28\xb5\x2f\xfd")  # how a frame of zstd begins
    packed[at : at + 64] = bytes(64)
    file.write_bytes(packed)
    with pytest.raises(SnapshotDamaged, match="clientinfo refresh"):
        Snapshot(folder).whole(TABLE)


def test_whether_a_table_is_packed_is_part_of_the_form() -> None:
    assert form_of([LEDGER_POSTINGS], []) != form_of([replace(LEDGER_POSTINGS, is_packed=False)], [])
