"""``check`` must be able to fail: every table that a tab sums up is damaged on purpose, by a cent or by a row."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.settings import read_settings

from .test_refresh import row, stack

CENT = pl.lit("0.01").cast(pl.Decimal(18, 2))
Change = Callable[[pl.DataFrame], pl.DataFrame]


def without_the_last(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.head(rows.height - 1)


def the_last_twice(rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows, rows.tail(1)])


def at_the_neighbours(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns((1 - pl.col("customer_id")).alias("customer_id"))


def one_cent(column: str) -> Change:
    return lambda rows: rows.with_columns((pl.col(column) + CENT).cast(pl.Decimal(18, 2)))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two customers with revenue, a deduction, a payment and open items; one entry is nobody's."""
    folder = tmp_path_factory.mktemp("reconciled")
    (folder / "datev").mkdir()
    rows = [
        row("831,11", "10012", "8400", "703", "R1"),
        row("119,00", "10013", "8400", "803", "R2"),
        row("11,90", "8730", "10012", "903", "R1"),
        row("50,00", "3400", "1200", "1003", "R9"),
    ]
    (folder / "datev" / "EXTF_a.csv").write_bytes(stack(*rows))
    settings = folder / "clientinfo.toml"
    settings.write_text('state = "state"\n[sources.ledger]\nconnector = "datev"\nfolder = "datev"\n')
    refresh(read_settings(settings))
    return SnapshotStore(folder / "state" / "snapshots").newest().folder


@pytest.fixture
def snapshot(sound: Path, tmp_path: Path) -> Snapshot:
    """A copy that a test damages."""
    return Snapshot(Path(shutil.copytree(sound, tmp_path / sound.name)))


def test_a_sound_snapshot_agrees(snapshot: Snapshot) -> None:
    result = reconcile(snapshot)
    assert result.agrees
    assert result.months["unassigned"].cast(pl.String).to_list().count("0.00") == result.months.height - 1


@pytest.mark.parametrize(
    ("table", "change"),
    [
        *((table, change) for table in ("profit_entries", "revenue", "gross_profit_invoices", "open_items")
          for change in (without_the_last, the_last_twice, at_the_neighbours)),
        *(("revenue", one_cent(column)) for column in ("total", "warranty", "without_warranty", "workshop", "parts")),
        *(("gross_profit_invoices", one_cent(column)) for column in ("revenue", "cost_of_goods", "gross_profit")),
        ("profit_entries", one_cent("amount")),
        ("open_items", one_cent("balance")),
        ("ledger_months", without_the_last),
        ("ledger_open_items", without_the_last),
        ("unassigned_entries", without_the_last),
    ],
)  # fmt: skip
def test_a_damaged_table_does_not(snapshot: Snapshot, table: str, change: Change) -> None:
    damaged = change(snapshot.whole(table))
    for path in snapshot.folder.glob(f"{table}.*"):
        path.unlink()
    SnapshotWriter(snapshot.folder, 0).write_whole(table, damaged)
    assert not reconcile(Snapshot(snapshot.folder)).agrees
