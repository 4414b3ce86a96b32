"""Which files of a source are the same as at the last refresh: by size and time of change, else by their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.code_hash import code_of
from clientinfo_kernel.ingest.delivery import Delivery, FileRecord, Stamp
from data_sources.connector import UNREAD, LastReading

if TYPE_CHECKING:
    from data_sources.connector import Connector


@dataclass
class KnownFiles:
    """The files of the last delivery, and the stamps of those that are there now.

    Attributes:
        former: The last delivery; None, or one of other settings or code: nothing is known.
        checked: Where its checked records are.
        stamps: Stamps of the files that the connector asked for, by name and table.
        kept: Those of them that are unchanged.
    """

    former: Delivery | None
    checked: Path
    stamps: dict[tuple[str, str], Stamp] = field(default_factory=dict)
    kept: set[tuple[str, str]] = field(default_factory=set)

    def is_unchanged(
        self, file: str, table: str, path: Path, depends_on: str = "", *, is_hashed_in_reading: bool = False
    ) -> bool:
        """Return whether the checked records of a file are there from the last time; note down its stamp."""
        record = self._last(file, table)
        known = record.stamp if record else None
        try:
            status = path.stat()
            size, changed = status.st_size, status.st_mtime_ns
            is_same = known is not None and known.depends_on == depends_on and known.size == size
            if known and is_same and known.changed == changed and known.content not in ("", UNREAD):
                content = known.content
            else:  # what is new anyway is opened once, to be read and hashed
                content = "" if is_hashed_in_reading and not is_same else _content(path)
        except OSError:
            return False  # the connector says what is wrong with it
        self.stamps[file, table] = Stamp(size, changed, content, depends_on)
        if record is None or known is None or not is_same or known.content != content or not self._is_whole(record):
            return False
        self.kept.add((file, table))
        return True

    def last_reading(self, file: str, table: str, path: Path) -> LastReading | None:
        """Return the last reading of a file whose content is the same; only ``is_unchanged`` decides that it still holds."""
        record = self._last(file, table)
        if record is None or record.stamp is None:
            return None
        is_same = self.is_unchanged(file, table, path, record.stamp.depends_on)
        self.kept.discard((file, table))
        if not is_same:
            return None
        places = [place for place in record.places(self.checked) if place.parent.name == table]
        return LastReading(record.stamp.depends_on, pl.scan_parquet(places) if places else None)

    def last_files(self) -> dict[tuple[str, str], bool]:
        """Return which files can be delivered as they were last read, and whether they were sound then.

        A record without rows that only says what was wrong is not a file.
        """
        records = [each.last_sound for each in self.former.records] if self.former else []
        files = [each for each in records if each.rows or not each.damage]
        return {(each.file, each.table): not each.damage for each in files} if all(map(self._is_whole, files)) else {}

    def _last(self, file: str, table: str) -> FileRecord | None:
        record = self.former.by_file.get((file, table)) if self.former else None
        return record.last_sound if record else None

    def _is_whole(self, record: FileRecord) -> bool:
        """Return whether the checked records are there: what a disk lost is read again."""
        try:
            return sum(place.stat().st_size for place in record.places(self.checked)) == record.bytes
        except OSError:
            return False


def reading_context(connector: Connector) -> str:
    """Return a hash of what the reading of every file of a source depends on: its settings, its mapping, the readers."""
    digest = hashlib.sha256(code_of("data_sources").encode())
    digest.update(f"{type(connector).__module__}.{connector!r}".encode("utf-8", "surrogateescape"))
    for each in fields(connector):  # type: ignore[arg-type]  # connectors are dataclasses
        value = getattr(connector, each.name)
        if isinstance(value, Path) and value.suffix == ".toml" and value.is_file():
            digest.update(value.read_bytes())
    return digest.hexdigest()


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
