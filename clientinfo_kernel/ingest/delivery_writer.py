"""Receives what a source delivers and makes it its delivery: changed files are read again, unchanged ones are linked.

A file's checked records stay below ``checked`` as they were read. What counts of them once keys and repeated exports
are settled over all files stands below the table's name; where everything counts, that is the same file on disk.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from clientinfo_kernel.ingest.delivery import Delivery, FileCount, FileRecord
from clientinfo_kernel.ingest.known_files import KnownFiles
from clientinfo_kernel.ingest.settled import CheckedPart
from clientinfo_kernel.ingest.settlement import RESTS_ON, settle
from data_sources.contract import REJECT_SCHEMA
from data_sources.file_names import shown_files
from data_sources.remarks import Remark, from_json, remark, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data_sources.connector import Batch

REFUSED = ".refused"
CHECKED = "checked"
QUARANTINE = "quarantine"


@dataclass
class DeliveryWriter:
    """Receives batches and becomes the source's delivery when ``publish`` is called.

    Attributes:
        folder: The raw store.
        source: Kind of the source.
        connector: Name of its connector.
        schemas: Tables of its contract.
        known: The files of the last delivery.
        context: Hash of what the reading of every file depends on.
    """

    folder: Path
    source: str
    connector: str
    schemas: Mapping[str, type[dy.Schema]]
    known: KnownFiles
    context: str = ""
    _records: dict[tuple[str, str], FileRecord] = field(default_factory=dict)
    _notes: list[Remark] = field(default_factory=list)
    _parts: int = 0

    def __post_init__(self) -> None:
        """Start with an empty folder next to the published one."""
        self._started = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        shutil.rmtree(self.staging, ignore_errors=True)
        for table in (*self.schemas, QUARANTINE):
            (self.staging / table).mkdir(parents=True)
            (self.staging / CHECKED / table).mkdir(parents=True)

    @property
    def staging(self) -> Path:
        """Where the batches are written until the delivery is published."""
        return self.folder / f"{self.source}.new"

    @property
    def _published(self) -> Path:
        return self.folder / self.source

    @property
    def _refused(self) -> Path:
        return self.folder / f"{self.source}{REFUSED}"

    def add(self, batch: Batch) -> None:
        """Write one batch as the next part of its table."""
        key = (batch.file, batch.table)
        record = self._records.get(key) or FileRecord(*key, stamp=self.known.stamps.get(key))
        stamp = replace(record.stamp, content=batch.content) if record.stamp and batch.content else record.stamp
        notes = [each for note in batch.notes if (each := to_json([note])) and each not in record.notes]
        parts = self._written(batch.kept, batch.table)
        rejects = self._written(batch.rejects.select(REJECT_SCHEMA.names()), QUARANTINE)
        added = replace(record, parts=tuple(parts), rejects=tuple(rejects)).places(self.staging / CHECKED)
        self._records[key] = replace(
            record,
            bytes=record.bytes + sum(place.stat().st_size for place in added),
            rows=record.rows + batch.rows,
            kept=record.kept + batch.kept.height,
            parts=(*record.parts, *parts),
            rejects=(*record.rejects, *rejects),
            damage=record.damage or batch.damage,
            notes=(*record.notes, *notes),
            attribution=batch.attribution or record.attribution,
            export=batch.export or record.export,
            stamp=stamp,
            is_away=record.is_away or batch.is_away,
        )

    def keep(self, file: str, table: str) -> None:
        """Take over a file of the last delivery that is unchanged."""
        record = self._taken_over(file, table)
        self._records[file, table] = replace(record, stamp=self.known.stamps.get((file, table), record.stamp))

    def keep_as_before(self, file: str, table: str) -> None:
        """Take over a file of the last delivery, whatever it is today: its stamp stays that of what was read."""
        record = self._taken_over(file, table)
        self._records[file, table] = replace(record, before=record)

    def _taken_over(self, file: str, table: str) -> FileRecord:
        if self.known.former is None:
            raise ValueError(f"there is no former delivery with {file}")
        record = self.known.former.by_file[file, table].last_sound
        for place in record.places(self._published / CHECKED):
            link(place, self.staging / place.relative_to(self._published))
        return record

    def note(self, notes: Sequence[Remark]) -> None:
        """Take what the connector says about the source as a whole."""
        self._notes.extend(notes)

    def finish(self) -> Delivery:
        """Settle keys and repeated exports over all files and write the account of the delivery."""
        settled = {table: self._settle(table, schema) for table, schema in self.schemas.items()}
        for record in self._records.values():
            for part in record.rejects:
                name = f"{part}.parquet"
                link(self.staging / CHECKED / QUARANTINE / name, self.staging / QUARANTINE / name)
        damaged = {record.file: record.damage for record in self._records.values() if record.damage}
        delivery = Delivery(
            self.source,
            self.connector,
            datetime.now(UTC).isoformat(),
            self._counts(),
            tuple(f"{file}: {why}" for file, why in damaged.items()),
            tuple(damaged),
            (*self._notes, *self._file_notes(), *(note for text in settled.values() for note in from_json(text))),
            "; ".join(dict.fromkeys(each.attribution for each in self._records.values() if each.attribution)),
            tuple(self._records.values()),
            self.context,
            self._content(),
            {table: text for table, text in settled.items() if text},
        )
        (self.staging / "delivery.json").write_text(delivery.to_json(), encoding="utf-8")
        return delivery

    def is_unchanged(self, delivery: Delivery) -> bool:
        """Return whether this delivery is the last one again."""
        former = self.known.former
        return former is not None and (former.content, former.notes, former.damage) == (
            delivery.content,
            delivery.notes,
            delivery.damage,
        )

    def publish(self) -> None:
        """Put this delivery in the place of the former one."""
        target, old = self._published, self.folder / f"{self.source}.old"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.replace(old)
        self.staging.replace(target)
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(self._refused, ignore_errors=True)

    def confirm(self) -> None:
        """Keep the former delivery, and put this one's account into it: the same files, as of now."""
        shutil.rmtree(self._refused, ignore_errors=True)
        (self.staging / "delivery.json").replace(self._published / "delivery.json")
        self.discard()

    def refuse(self) -> None:
        """Keep the former delivery, and of this one only its quarantine: which records broke which rule."""
        shutil.rmtree(self._refused, ignore_errors=True)
        self._refused.mkdir()
        (self.staging / QUARANTINE).replace(self._refused / QUARANTINE)
        self.discard()

    def discard(self) -> None:
        """Forget what was received."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def _written(self, rows: pl.DataFrame, folder: str) -> list[str]:
        if rows.is_empty():
            return []
        self._parts += 1
        part = f"{self._started}-{self._parts:06}"
        rows.write_parquet(self.staging / CHECKED / folder / f"{part}.parquet", compression="lz4")
        return [part]

    def _settle(self, table: str, schema: type[dy.Schema]) -> str | None:
        """Write the records that count; return the notes on those that do not (JSON)."""
        records = [record for record in self._records.values() if record.table == table]
        parts = [(record, part) for record in records for part in record.parts]
        former = self.known.former
        rejects = self.staging / QUARANTINE / f"settled-{table}.parquet"
        settled_before = sorted((self._published / table).glob("*.parquet"))
        rests_on = RESTS_ON.get((self.source, table), ())
        is_same = former is not None and all(
            former.parts_of(each) == self._parts_of(each) for each in (table, *rests_on)
        )
        if former and is_same and len(settled_before) == len(parts):
            for path in settled_before:
                link(path, self.staging / table / path.name)
            if (self._published / QUARANTINE / rejects.name).exists():
                link(self._published / QUARANTINE / rejects.name, rejects)
            return (former.settled or {}).get(table)
        places = [self.staging / CHECKED / table / f"{part}.parquet" for _, part in parts]
        checked = [
            CheckedPart(place, record.file, record.export, number)
            for number, ((record, _), place) in enumerate(zip(parts, places, strict=True))
        ]
        settled = settle(self.source, table, schema, checked, self.staging)
        for number, place in enumerate(places):
            target = self.staging / table / f"{number:06}.parquet"
            gone = settled.gone.get(number)
            if gone is None:
                link(place, target)
            else:
                _without(place, gone).write_parquet(target, compression="lz4")
        if settled.rejects:
            pl.concat(settled.rejects).write_parquet(rejects)
        return to_json(settled.notes)

    def _parts_of(self, table: str) -> list[str]:
        return [part for record in self._records.values() if record.table == table for part in record.parts]

    def _counts(self) -> tuple[FileCount, ...]:
        counts = {
            key: FileCount(*key, record.rows, record.kept, record.rows - record.kept)
            for key, record in self._records.items()
        }
        for table in self.schemas:
            place = self.staging / QUARANTINE / f"settled-{table}.parquet"
            if place.exists():
                gone = pl.scan_parquet(place).group_by("file").len().collect()
                for file, number in gone.rows():
                    counts[file, table].kept -= number
                    counts[file, table].quarantined += number
        return tuple(counts.values())

    def _file_notes(self) -> list[Remark]:
        """Name the files that a note is about; a heading that all files of its table lack is a graver matter."""
        about: dict[tuple[str, Remark], list[str]] = {}
        for record in self._records.values():
            for note in (each for text in record.notes for each in from_json(text)):
                about.setdefault((record.table, note), []).append(record.file)
        return [self._named(table, note, files) for (table, note), files in about.items()]

    def _named(self, table: str, note: Remark, files: Sequence[str]) -> Remark:
        values = dict(note.values)
        if "files" in values:
            return note
        whole = {file for file, counted in self._records if counted == table}
        everywhere = note.code == "heading_missing" and whole <= set(files)
        code = "heading_missing_everywhere" if everywhere else note.code
        return remark(code, **values, table=table, files=shown_files(files))

    def _content(self) -> str:
        """Return what tells two deliveries apart: the parts of files, or their bytes where no file is known again."""
        digest = hashlib.sha256()
        for record in self._records.values():
            digest.update(f"{record.file}\0{record.table}\0{record.rows}\0{record.export}\n".encode())
            for folder, parts in ((record.table, record.parts), (QUARANTINE, record.rejects)):
                for part in parts:
                    known = f"{record.stamp.content}{part}" if record.stamp else self._bytes_of(folder, part)
                    digest.update(known.encode())
        return digest.hexdigest()

    def _bytes_of(self, folder: str, part: str) -> str:
        with (self.staging / CHECKED / folder / f"{part}.parquet").open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def link(source: Path, target: Path) -> None:
    """Let a file stand at a second place without a copy; some file systems need one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _without(place: Path, gone: pl.Series) -> pl.DataFrame:
    rows = pl.read_parquet(place).with_row_index("__row")
    return rows.filter(~pl.col("__row").is_in(gone.implode())).drop("__row")
