"""What a source delivered: each file with its counts, its parts in the raw store, and what it said about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from data_sources.connector import Export
from data_sources.remarks import Remark, from_json, to_json

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class FileCount:
    """How many records of one file (and table) were read, kept and quarantined."""

    file: str
    table: str
    rows: int = 0
    kept: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class Stamp:
    """By what a file is known again without being read.

    Attributes:
        size: In bytes.
        changed: Time of its last change, in nanoseconds.
        content: SHA-256 of its bytes.
        depends_on: What else its reading depends on, e.g. the length of accounts that another file says.
    """

    size: int
    changed: int
    content: str
    depends_on: str = ""


@dataclass(frozen=True)
class FileRecord:
    """One file (and table) as it was read, before keys and repeated exports were settled.

    Attributes:
        rows: Records read.
        kept: Records that kept the contract.
        parts: Ids of its parts below ``checked/TABLE``, in order.
        rejects: Ids of its parts below ``checked/quarantine``.
        bytes: Size of all these on disk.
        damage: Why it cannot be trusted.
        notes: JSON of ``data_sources.remarks`` each: what it lacks without harm.
        attribution: What the licence of its records asks to be shown.
        export: Which batch of a ledger it holds.
        stamp: By what it is known again; None: it is read each time.
        is_away: Nothing is missing because of its damage: it stands for a server that was not reached, or has the
            records of the reading before as well.
        before: What was last read of it; None: this is.
    """

    file: str
    table: str
    rows: int = 0
    kept: int = 0
    parts: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    bytes: int = 0
    damage: str | None = None
    notes: tuple[str, ...] = ()
    attribution: str = ""
    export: Export | None = None
    stamp: Stamp | None = None
    is_away: bool = False
    before: FileRecord | None = None

    @property
    def last_sound(self) -> FileRecord:
        """The file without what a later attempt to read it came to."""
        return self.before or self

    def places(self, checked: Path) -> list[Path]:
        """Return where its parts are, below the folder of the checked records."""
        parts = [checked / self.table / part for part in self.parts]
        return [
            place.with_name(f"{place.name}.parquet")
            for place in [*parts, *(checked / "quarantine" / part for part in self.rejects)]
        ]


@dataclass(frozen=True)
class Delivery:
    """One source's delivery on disk.

    Attributes:
        source: Kind of the source.
        connector: Name of its connector.
        read_at: When it was read, or last seen to be unchanged (UTC, ISO).
        files: Counts per file and table, in the order of reading, after all was settled.
        damage: Files that could not be understood: name and why.
        damaged: Their names.
        notes: What is missing or left out without harm, each with the ``files`` that it is about.
        attribution: What the licences of the records ask to be shown.
        records: The files as read.
        context: Hash of what the reading of every file depends on: settings of the source, code of the readers.
        content: Changes whenever the records do.
        settled: Per table, JSON of the notes on repeated exports.
    """

    source: str
    connector: str
    read_at: str
    files: tuple[FileCount, ...]
    damage: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    attribution: str = ""
    records: tuple[FileRecord, ...] = ()
    context: str = ""
    content: str = ""
    settled: Mapping[str, str] | None = None

    def replaces(self, former: Delivery | None) -> bool:
        """Return whether nothing good is lost with the former delivery.

        A damaged file does not hold up the sound ones next to it. But where a file that was sound is damaged now, or
        gone while another one has become damaged, the former delivery is the better one. Nothing is gone because of
        what was damaged before, or where the records of before are delivered as well.
        """
        if former is None:
            return True
        away = {each.file for each in self.records if each.is_away}
        is_new = not set(self.damaged) <= away.union(former.damaged)
        return not is_new or former.sound_files <= self.sound_files

    @property
    def sound_files(self) -> frozenset[str]:
        """Names of the files that were read and are not damaged."""
        return frozenset(each.file for each in self.files) - frozenset(self.damaged)

    @cached_property
    def by_file(self) -> dict[tuple[str, str], FileRecord]:
        """The files as read, by name and table."""
        return {(each.file, each.table): each for each in self.records}

    def parts_of(self, table: str) -> list[str]:
        """Return the ids of a table's parts, in the order of reading."""
        return [part for record in self.records if record.table == table for part in record.parts]

    def to_json(self) -> str:
        """Write the account of the delivery."""
        # names of database tables are a kind of text of their own
        written = {**msgspec.to_builtins(self, enc_hook=str), "notes": to_json(self.notes)}
        return msgspec.json.encode(written).decode()

    @classmethod
    def from_json(cls, text: str) -> Delivery:
        """Read what ``to_json`` wrote, or an older version of clientinfo.

        Raises:
            ValueError: It is not the account of a delivery.
        """
        try:
            values = msgspec.json.decode(text, type=dict[str, Any])
            notes = from_json(values.pop("notes", None))
            return replace(msgspec.convert(values, cls), notes=notes)
        except msgspec.MsgspecError as error:
            raise ValueError(str(error)) from error
