"""The postings as the ledger delivers them: nothing is added up, split off or left out, whoever they belong to."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel import open_snapshot
from clientinfo_kernel.ingest import snapshot_writer
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import Snapshot
from clientinfo_kernel.query.tables.ledger import DEBTOR_ENTRIES
from tests.audit import raw_ledger

from .ledger_rows import ledger_postings, posting, postings


@pytest.fixture
def writer(tmp_path: Path) -> SnapshotWriter:
    """A snapshot without customers, in which the table is that the texts go on from."""
    writer = SnapshotWriter(tmp_path, 0)
    writer.write(DEBTOR_ENTRIES.name, DEBTOR_ENTRIES.columns.to_frame().lazy())
    return writer


def test_wages_and_bank_are_there_as_they_were_booked_also_in_several_pieces(
    writer: SnapshotWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = postings(
        posting("2012-01-31", "2500.00", "S", "4120", "1755", text="Lohn Januar"),
        posting("2012-01-31", "119.00", "H", "1200", "4910", tax_key="9", document_ref1="0042"),
        posting("2012-02-01", "300.05", "S", "1200", "10012", document_ref1="42", cash_discount="3.00"),
    )
    monkeypatch.setattr(snapshot_writer, "_ROWS_AT_ONCE", 2)
    writer.write_long("ledger_postings", ledger_postings(rows))
    kept = Snapshot(writer.folder).whole("ledger_postings")
    assert kept.select("amount", "side", "account", "contra_account", "contra_kind", "number", "cash_discount").rows() == [
        (Decimal("2500.00"), "S", "4120", "1755", "gl", None, None),
        (Decimal("119.00"), "H", "1200", "4910", "gl", "0042", None),
        (Decimal("300.05"), "S", "1200", "10012", "debtor", "42", Decimal("3.00")),
    ]  # fmt: skip
    assert kept["text"].to_list() == ["Lohn Januar", None, None]
    assert kept["source_row"].to_list() == [3, 4, 5]
    assert not list(writer.folder.glob("*.pieces"))


def test_a_reversal_says_from_which_side_it_takes_whichever_side_its_export_writes() -> None:
    """The debtor was debited each time: that is what goes, by the field on the same side, by a key of tax on the other one."""
    sold = [
        posting("2012-03-01", amount, "S", "10012", "8300", document_ref1=number)
        for amount, number in (("238.00", "R1"), ("119.00", "R2"))
    ]
    rows = ledger_postings(postings(
        *sold,
        posting("2012-03-08", "238.00", "S", "10012", "8300", document_ref1="R1", is_reversal=True),
        posting("2012-03-08", "119.00", "S", "8300", "10012", document_ref1="R2", tax_key="23"),
        posting("2012-03-09", "119.00", "H", "10012", "8300", document_ref1="R3", tax_key="3"),
    ))  # fmt: skip
    found = rows.select("account", "side", "reversed_side").collect()
    assert found.rows() == [
        ("10012", "S", None),
        ("10012", "S", None),
        ("10012", "S", "S"),
        ("8300", "S", "H"),
        ("10012", "H", None),
    ]


def test_a_ledger_without_postings_has_an_empty_table(writer: SnapshotWriter) -> None:
    writer.write_long("ledger_postings", ledger_postings(postings()))
    assert Snapshot(writer.folder).whole("ledger_postings").is_empty()


def test_each_posting_of_the_files_is_there_once_with_its_amount_and_both_accounts(demo_settings: Path) -> None:
    """Against a reader of the files that knows nothing of the product."""
    kept = open_snapshot(demo_settings).ledger_postings.lazy()
    columns = (
        "posted_on",
        pl.col("number").fill_null(""),
        "amount",
        pl.col("side") == "S",
        "account",
        "contra_account",
    )
    files = next(demo_settings.parent.rglob("EXTF_Buchungsstapel_*.csv")).parent
    read = Counter(
        (row.day, row.number, row.amount, row.debit, row.account, row.contra) for row in raw_ledger.postings(files)
    )
    assert Counter(kept.select(columns).collect().rows()) == read
