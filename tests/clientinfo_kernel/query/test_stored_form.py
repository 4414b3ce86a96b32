"""Texts in the files of a snapshot: numbers as numbers, each word once, and read as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pytest

from clientinfo_kernel.access.rights import roles_that_see
from clientinfo_kernel.errors import SnapshotDamaged
from clientinfo_kernel.ingest import snapshot_writer
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import Snapshot
from clientinfo_kernel.query.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path


def test_numbers_that_are_texts_lie_in_a_file_as_numbers_and_are_read_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0042 and 42 are two numbers, "0012 / 1" is both of them; what is too long, or has another character, is the place of a word."""
    monkeypatch.setattr(snapshot_writer, "_CUSTOMERS_AT_ONCE", 2)
    written = [
        "0042", "42", "", "999999999", "1234567890", "+5", "R-1", "000000000", "0", "117519 / 1", "4294967296",
        "0012 / 1", "12345678 / 9", "123456789 / 1", "12 / 10"]  # fmt: skip
    table = TABLES["payer_orders"]
    rows = pl.DataFrame(
        {"customer_id": [*range(len(written)), len(written)], "order": [*written, None], "invoice_number": "0815"},
        schema_overrides={"customer_id": pl.UInt32},
    )
    whole = pl.concat([table.columns.to_frame(), rows], how="diagonal")
    writer = SnapshotWriter(tmp_path, len(written) + 1)
    writer.write(table.name, whole.lazy())
    with pa.memory_map(str(tmp_path / "payer_orders.arrow")) as file:
        stored = pl.DataFrame(pa.ipc.open_file(file).read_all())
    # The words in their order: "", "+5", "12 / 10", "123456789 / 1", "1234567890", "4294967296", "R-1"
    places = [4 * 10**9 + place for place in (0, 4, 1, 6, 5, 3, 2)]
    assert stored["order"].to_list() == [
        10042, 142, places[0], 1999999999, places[1], places[2], places[3], 1000000000, 10, 2011175191, places[4],
        2000100121, 3123456789, places[5], places[6], None,
    ]  # fmt: skip
    assert stored["invoice_number"].unique().to_list() == [10815]
    snapshot = Snapshot(tmp_path)
    assert snapshot.whole(table.name).equals(whole)
    assert writer.scan(table.name).collect().equals(whole)
    for columns in (None, ("order",)):
        assert [snapshot.rows(table.name, each, columns)["order"][0] for each in range(rows.height)] == [*written, None]
    assert snapshot.whole(table.name, where=pl.col("order") == "R-1")["customer_id"].to_list() == [6]


def test_texts_that_stand_in_another_table_already_stand_once_in_a_snapshot(tmp_path: Path) -> None:
    """Those of the documents go on from those of the postings; whoever sees the ones sees the others."""
    postings, documents = TABLES["debtor_entries"], TABLES["debtor_documents"]
    writer = SnapshotWriter(tmp_path, 3)
    for table, texts in ((postings, ["b", "c", "a", None]), (documents, ["b", "a", "a2", None])):
        rows = pl.DataFrame(
            {"customer_id": [0, 1, 2, 2], "text": texts, "number": ["1", "2", "3", "4"]},
            schema_overrides={"customer_id": pl.UInt32},
        )
        whole = pl.concat([table.columns.to_frame(), rows], how="diagonal")
        writer.write(table.name, whole.lazy(), ["number"])
        snapshot = Snapshot(tmp_path)
        assert snapshot.whole(table.name).equals(whole)
        assert writer.scan(table.name).collect().equals(whole)
        assert [text for each in range(3) for text in snapshot.rows(table.name, each, ("text",))["text"]] == texts
    assert pl.read_ipc(tmp_path / "debtor_documents.words")["text"].to_list() == [["a2"]]
    (tmp_path / "debtor_entries.words").unlink()
    with pytest.raises(SnapshotDamaged, match=r"debtor_entries.words .*run: clientinfo refresh"):
        Snapshot(tmp_path).whole("debtor_documents")
    for table in TABLES.values():
        for other in table.continued.values():
            assert roles_that_see(table.topic) <= roles_that_see(TABLES[other].topic)
