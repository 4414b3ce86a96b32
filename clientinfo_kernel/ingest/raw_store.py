"""The last good delivery of each source: raw tables as Parquet parts, its quarantine, and how it went.

A new delivery is written next to the old one and takes its place in one rename, so that a crash at any
moment, or a source that fails half way, leaves the old one whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from data_sources.contract import ORIGIN, REJECT_SCHEMA
from data_sources.file_names import shown_files
from data_sources.remarks import Remark, from_json, remark, to_json

if TYPE_CHECKING:
    from data_sources.connector import Batch


_REFUSED = ".refused"


@dataclass
class FileCount:
    """How many records of one file (and table) were read, kept and quarantined."""

    file: str
    table: str
    rows: int = 0
    kept: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class Delivery:
    """One source's delivery on disk.

    Attributes:
        source: Kind of the source.
        connector: Name of its connector.
        read_at: When it was read (UTC, ISO).
        files: Counts per file and table, in the order of reading.
        damage: Files that could not be understood: name and why.
        damaged: Their names.
        notes: What is missing or left out without harm, each with the ``files`` that it is about.
        attribution: What the licences of the records ask to be shown.
    """

    source: str
    connector: str
    read_at: str
    files: tuple[FileCount, ...]
    damage: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    attribution: str = ""

    def replaces(self, former: Delivery | None) -> bool:
        """Return whether nothing good is lost with the former delivery.

        A damaged file does not hold up the sound ones next to it. But where a file that was sound is damaged
        now, or gone while another one is damaged, the former delivery is the better one.
        """
        if former is None or not self.damage:
            return True
        return former.sound_files <= self.sound_files

    @property
    def sound_files(self) -> frozenset[str]:
        """Names of the files that were read and are not damaged."""
        return frozenset(each.file for each in self.files) - frozenset(self.damaged)


@dataclass
class DeliveryWriter:
    """Receives batches and becomes the source's delivery when ``publish`` is called."""

    folder: Path
    source: str
    connector: str
    schemas: Mapping[str, type[dy.Schema]]
    _counts: dict[tuple[str, str], FileCount] = field(default_factory=dict)
    _damage: dict[str, str] = field(default_factory=dict)
    _notes: dict[tuple[str, Remark], list[str]] = field(default_factory=dict)
    _attributions: dict[str, None] = field(default_factory=dict)
    _parts: int = 0

    def __post_init__(self) -> None:
        """Start with an empty folder next to the published one."""
        shutil.rmtree(self.staging, ignore_errors=True)
        for table in (*self.schemas, "quarantine"):
            (self.staging / table).mkdir(parents=True)

    @property
    def staging(self) -> Path:
        """Where the batches are written until the delivery is published."""
        return self.folder / f"{self.source}.new"

    @property
    def _refused(self) -> Path:
        return self.folder / f"{self.source}{_REFUSED}"

    def add(self, batch: Batch) -> None:
        """Write one batch as the next part of its table."""
        count = self._counts.setdefault((batch.file, batch.table), FileCount(batch.file, batch.table))
        count.rows += batch.rows
        count.kept += batch.kept.height
        count.quarantined += batch.rejects.height
        if batch.damage:
            self._damage.setdefault(batch.file, batch.damage)
        for note in batch.notes:
            self._notes.setdefault((batch.table, note), []).append(batch.file)
        if batch.attribution:
            self._attributions[batch.attribution] = None
        self._parts += 1
        part = f"{self._parts:06}.parquet"
        if batch.kept.height:
            batch.kept.write_parquet(self.staging / batch.table / part, compression="lz4")
        if batch.rejects.height:
            batch.rejects.select(REJECT_SCHEMA.names()).write_parquet(self.staging / "quarantine" / part)

    def finish(self) -> Delivery:
        """Settle keys over all batches (the newest record of a key wins, older ones go to the quarantine)."""
        for table, schema in self.schemas.items():
            if schema.primary_key():
                self._settle_duplicates(table, list(schema.primary_key()))
        delivery = Delivery(
            self.source,
            self.connector,
            datetime.now(UTC).isoformat(),
            tuple(self._counts.values()),
            tuple(f"{file}: {why}" for file, why in self._damage.items()),
            tuple(self._damage),
            tuple(self._note(table, note, files) for (table, note), files in self._notes.items()),
            "; ".join(self._attributions),
        )
        written = {**asdict(delivery), "notes": to_json(delivery.notes)}
        (self.staging / "delivery.json").write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
        return delivery

    def _note(self, table: str, note: Remark, files: Sequence[str]) -> Remark:
        """Name the files that a note is about; a heading that all files of its table lack is a graver matter."""
        values = dict(note.values)
        if "files" in values:
            return note
        whole = {file for file, counted in self._counts if counted == table}
        everywhere = note.code == "heading_missing" and whole <= set(files)
        code = "heading_missing_everywhere" if everywhere else note.code
        return remark(code, **values, table=table, files=shown_files(files))

    def publish(self) -> None:
        """Put this delivery in the place of the former one."""
        target, old = self.folder / self.source, self.folder / f"{self.source}.old"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.replace(old)
        self.staging.replace(target)
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(self._refused, ignore_errors=True)

    def refuse(self) -> None:
        """Keep the former delivery, and of this one only its quarantine: which records broke which rule."""
        shutil.rmtree(self._refused, ignore_errors=True)
        self._refused.mkdir()
        (self.staging / "quarantine").replace(self._refused / "quarantine")
        self.discard()

    def discard(self) -> None:
        """Forget what was received."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def _settle_duplicates(self, table: str, key: list[str]) -> None:
        parts = sorted((self.staging / table).glob("*.parquet"))
        if len(parts) < 2:  # noqa: PLR2004 - within one part the intake has settled them
            return
        keys = pl.concat(
            pl.scan_parquet(part).select(*key, *ORIGIN).with_columns(pl.lit(index, pl.Int32).alias("part"))
            for index, part in enumerate(parts)
        ).collect(engine="streaming")
        older = keys.filter(pl.struct(key).is_duplicated()).filter(~pl.struct(key).is_last_distinct())
        for (index,), rows in older.partition_by("part", as_dict=True).items():
            part = parts[int(str(index))]
            frame = pl.read_parquet(part)
            gone = frame.join(rows.select(*key, *ORIGIN), on=[*key, *ORIGIN], how="semi")
            frame.join(rows.select(*key, *ORIGIN), on=[*key, *ORIGIN], how="anti").write_parquet(
                part, compression="lz4"
            )
            rejects = gone.select(
                pl.lit(self.source).alias("source"),
                pl.lit(table).alias("table"),
                pl.col("source_file").alias("file"),
                pl.col("source_row").alias("line"),
                pl.lit("duplicate_key").alias("rule"),
                pl.concat_str(pl.col(key).cast(pl.String), separator=" / ").alias("value"),
                pl.struct(pl.exclude("content", *ORIGIN).cast(pl.String)).struct.json_encode().alias("record"),
            )
            self._parts += 1
            rejects.write_parquet(self.staging / "quarantine" / f"{self._parts:06}.parquet")
            for (file,), count in rejects.partition_by("file", as_dict=True).items():
                counted = self._counts[str(file), table]
                counted.kept -= count.height
                counted.quarantined += count.height


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
            values = json.loads((self.folder / source / "delivery.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        files = tuple(FileCount(**each) for each in values.pop("files"))
        damage, damaged = tuple(values["damage"]), tuple(values.get("damaged", ()))
        notes = from_json(values.get("notes"))
        return Delivery(**{**values, "files": files, "damage": damage, "damaged": damaged, "notes": notes})

    def scan(self, source: str, table: str, schema: type[dy.Schema]) -> pl.LazyFrame:
        """Return a raw table, empty where the source delivered none of it.

        A reading that an earlier release kept lacks the columns that the contract has gained since: they are null.
        """
        if not any((self.folder / source / table).glob("*.parquet")):
            return schema.create_empty(lazy=True)
        kept = pl.scan_parquet(self.folder / source / table / "*.parquet", glob=True)
        have = kept.collect_schema()
        gained = {name: dtype for name, dtype in schema.create_empty().schema.items() if name not in have}
        return kept.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in gained.items()) if gained else kept

    def quarantine(self, source: str) -> pl.DataFrame:
        """Return the quarantined records of a source's newest reading (schema ``data_sources.contract.Reject``).

        That reading might have been refused because of a damaged file: its records show what to repair.
        """
        refused = self.folder / f"{source}{_REFUSED}" / "quarantine"
        folder = refused if refused.is_dir() else self.folder / source / "quarantine"
        parts = sorted(folder.glob("*.parquet"))
        return pl.concat([pl.read_parquet(part) for part in parts]) if parts else REJECT_SCHEMA.to_frame()
