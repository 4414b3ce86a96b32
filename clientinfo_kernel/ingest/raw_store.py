"""The last good delivery of each source: raw tables as Parquet parts, its quarantine, and how it went.

A new delivery is written next to the old one and takes its place in one rename, so that a crash at any
moment, or a source that fails half way, leaves the old one whole.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.delivery import Delivery
from clientinfo_kernel.ingest.delivery_writer import REFUSED
from data_sources.contract import REJECT_SCHEMA, no_rows

if TYPE_CHECKING:
    import dataframely as dy


@dataclass(frozen=True)
class RawStore:
    """The published deliveries of all sources under one folder."""

    folder: Path

    def recover(self) -> None:
        """Undo what a crash left: an old delivery without its successor comes back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.old"):
            target = old.with_suffix("")
            if target.exists():
                shutil.rmtree(old)
            else:
                old.replace(target)

    def delivery(self, source: str) -> Delivery | None:
        """Return the published delivery of a source, None if it never delivered or left no complete record of it."""
        try:
            return Delivery.from_json((self.folder / source / "delivery.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def scan(self, source: str, table: str, schema: type[dy.Schema]) -> pl.LazyFrame:
        """Return a raw table, empty where the source delivered none of it.

        A reading that an earlier release kept lacks the columns that the contract has gained since: they are null.
        """
        if not any((self.folder / source / table).glob("*.parquet")):
            return no_rows(schema).lazy()
        kept = pl.scan_parquet(self.folder / source / table / "*.parquet", glob=True)
        have = kept.collect_schema()
        gained = {name: dtype for name, dtype in no_rows(schema).schema.items() if name not in have}
        return kept.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in gained.items()) if gained else kept

    def quarantine(self, source: str) -> pl.DataFrame:
        """Return the quarantined records of a source's newest reading (schema ``data_sources.contract.Reject``).

        That reading might have been refused because of a damaged file: its records show what to repair.
        """
        refused = self.folder / f"{source}{REFUSED}" / "quarantine"
        folder = refused if refused.is_dir() else self.folder / source / "quarantine"
        parts = sorted(folder.glob("*.parquet"))
        return pl.concat([pl.read_parquet(part) for part in parts]) if parts else REJECT_SCHEMA.to_frame()
