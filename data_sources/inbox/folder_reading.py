"""How a drop folder becomes batches: its systems, their lists, the documents that lists name, and loose documents."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import polars as pl

from data_sources.connector import AsBefore, Batch, Delivered, Known, Unchanged
from data_sources.contract import REJECT_SCHEMA
from data_sources.errors import SourceUnreadable
from data_sources.file_names import shown_name
from data_sources.inbox.as_before import ListUnusable, as_before
from data_sources.inbox.attached import attach, with_remarks
from data_sources.inbox.documents import Document
from data_sources.inbox.drop_folder import DropFolder, NotRegular
from data_sources.inbox.entries import Loose, document_frame, document_rows, entry_frame, entry_rows
from data_sources.inbox.folder_documents import DOCUMENTS, FolderDocuments, batch_alone, file_of, shown_in
from data_sources.inbox.listing import CUSTOMER_LIST, CUSTOMERS, INVOICE_LIST, INVOICES, ListKind, read_list
from data_sources.inbox.upstream_systems import (
    SETTINGS_FILE,
    System,
    is_litter,
    is_of,
    is_shared,
    loose_files,
    note_beside,
    state_of,
    system_in,
)
from data_sources.remarks import Remark, remark

# Bytes of a list: some hundred thousand entries, which are in memory together.
LARGEST_LIST = 64 << 20
_AT_ONCE = 100
_LISTED = pl.Schema({"entry_id": pl.String(), "document_id": pl.String()})


@dataclass(frozen=True)
class FolderReading:
    """One reading of a drop folder.

    Attributes:
        folder: The open folder.
        documents: What is in it.
        known: What need not be read again.
        form: Form of a customer number.
    """

    folder: DropFolder
    documents: FolderDocuments
    known: Known
    form: re.Pattern[str]

    def delivered(self) -> Iterator[Delivered]:
        """Yield everything, system by system; one whose list cannot be used stays as it was, and holds up no other.

        Raises:
            SourceUnreadable: The folder cannot be read.
        """
        try:
            systems = self._systems()
        except OSError as error:
            raise SourceUnreadable("inbox", f"the drop folder cannot be read: {error.strerror or error}") from error
        for system in systems:
            if system.damage:
                yield _nothing(INVOICES, f"{system.key}/{SETTINGS_FILE}", system.damage)
            yield from self._system(system)

    def _system(self, system: System) -> Iterator[Batch | Unchanged | AsBefore]:
        read: set[tuple[str, str]] = set()
        try:
            for each in self._read_system(system):
                read.add((each.file, each.table))
                yield each
        except ListUnusable as unusable:
            batch = unusable.batch
        except OSError as error:
            batch = _nothing(INVOICES, system.key, f"it cannot be read: {error.strerror or error}")
        else:
            return
        last = as_before(self.known, lambda file: is_of(system, file), read)
        yield from last
        yield replace(batch, is_away=bool(last))

    def _systems(self) -> list[System]:
        present = [(name, kind) for name, kind in self.folder.entries() if not is_litter(name)]
        systems = [system_in(self.folder, name) for name, kind in present if kind == "folder" and not is_shared(name)]
        if any(kind != "folder" or is_shared(name) for name, kind in present):
            systems.append(System(PurePosixPath(), ".", ""))  # "." cannot be the name of a folder: ids stay unique
        return systems

    def _read_system(self, system: System) -> Iterator[Batch | Unchanged | AsBefore]:
        named: set[str] = set()
        taken: set[str] = set()
        for kind, name in ((INVOICES, INVOICE_LIST), (CUSTOMERS, CUSTOMER_LIST)):
            try:
                yield from self._read_list(system, kind, name, named, taken)
            except FileNotFoundError:
                continue
            except NotRegular:
                yield from self._unusable(system, kind, name, f"{name} is a link or a device and was not opened")
            except (OSError, SourceUnreadable) as error:
                why = getattr(error, "strerror", None) or str(error)
                yield from self._unusable(system, kind, name, f"{name} cannot be opened: {why}")
        yield from self._loose(system, named, taken)

    def _read_list(
        self, system: System, kind: ListKind, name: str, named: set[str], taken: set[str]
    ) -> Iterator[Batch | Unchanged | AsBefore]:
        file, place = shown_in(system, name), system.path / name
        if (self.folder.size(place) or 0) > LARGEST_LIST:
            too_large = f"{name} is larger than {LARGEST_LIST >> 20} MB and was not read"
            yield from self._unusable(system, kind, name, too_large)
            return
        if kind is not INVOICES and self._is_known(file, kind.table, place, system.name):
            yield Unchanged(file, kind.table)
            return
        if kind is INVOICES and (last := self._last_entries(system, file, place)) is not None:
            same = self._unchanged(system, file, place, last["document_id"])
            if same is not None:
                taken.update(last["entry_id"].drop_nulls())
                named.update(self.documents.there(system, last["document_id"]))
                yield from same
                return
        with self.folder.as_path(place) as path:
            found = read_list(kind, path, file, system.key, system.name)
        entries = with_remarks(found.checked.kept)
        if found.damage and self._was_sound(kind, file):
            yield from self._unusable(system, kind, name, found.damage, found.checked.rejects)
            return
        if kind is not INVOICES:
            yield Batch(kind.table, file, entries, found.checked.rejects, found.damage, found.notes)
            return
        taken.update(entries["entry_id"])
        named.update(self.documents.there(system, entries["document_id"]))
        same = self._unchanged(system, file, place, entries["document_id"])
        if same is not None:
            yield from same
            return
        attached = attach(entries, lambda key: file_of(system, key), lambda key: self.documents.named(system, key))
        yield Batch(kind.table, file, attached.entries, found.checked.rejects, found.damage, found.notes)
        yield from (self.documents.batch_of(frame) for frame in attached.documents)

    def _was_sound(self, kind: ListKind, file: str) -> bool:
        return self.known.last_files().get((file, kind.table), False)

    def _unusable(
        self, system: System, kind: ListKind, name: str, why: str, rejects: pl.DataFrame | None = None
    ) -> Iterator[Batch | AsBefore]:
        """Yield a list that cannot be used; one of customers is as it was, and the system's documents are read.

        Raises:
            ListUnusable: It was sound, and says which documents are entries of their own.
        """
        batch = _nothing(kind, shown_in(system, name), why)
        if rejects is not None:
            batch = replace(batch, rejects=rejects)
        if not self._was_sound(kind, batch.file):
            yield batch
            return
        if kind is INVOICES:
            raise ListUnusable(batch)
        yield AsBefore(batch.file, kind.table)
        yield replace(batch, is_away=True)

    def _last_entries(self, system: System, file: str, place: PurePosixPath) -> pl.DataFrame | None:
        """Return ``entry_id`` and ``document_id`` of a list that is the same as at the last refresh, without reading it.

        A document that was missing or could not be read then has a row without an entry.
        """
        try:
            with self.folder.as_path(place) as path:
                last = self.known.last_reading(file, INVOICES.table, path)
        except (OSError, ValueError):
            return None
        if last is None:
            return None
        name, *without = json.loads(last.depends_on)
        if name != system.name:
            return None
        keys = [key for each in without for key in each]
        lost = pl.DataFrame({"entry_id": [None] * len(keys), "document_id": keys}, _LISTED)
        return (
            pl.concat([last.kept.select(_LISTED.names()).cast(_LISTED).collect(), lost])
            if last.kept is not None
            else lost
        )

    def _unchanged(
        self, system: System, file: str, place: PurePosixPath, documents: pl.Series
    ) -> list[Unchanged] | None:
        """Return a list and its documents as unchanged, None if one of them is not; all of them are asked for."""
        there = self.documents.there(system, documents)
        small = {key: found_at for key, found_at in there.items() if self.documents.is_small(found_at)}
        # Both kinds: their rows do not name them any more. Apart: the row says which of the two it is.
        missing, unread = sorted(set(documents.drop_nulls()) - set(there)), sorted(set(there) - set(small))
        depends_on = json.dumps([system.name, missing, unread])
        same = [self._is_known(file_of(system, key), DOCUMENTS, found_at, "listed") for key, found_at in small.items()]
        if not self._is_known(file, INVOICES.table, place, depends_on) or not all(same):
            return None
        return [Unchanged(file, INVOICES.table), *(Unchanged(file_of(system, key), DOCUMENTS) for key in small)]

    def _loose(self, system: System, named: set[str], taken: set[str]) -> Iterator[Batch | Unchanged]:
        every = loose_files(self.folder, system)
        paths = [path for path in every if f"{system.key}/{shown_name(path)}" not in named]
        for start in range(0, len(paths), _AT_ONCE):
            some = paths[start : start + _AT_ONCE]
            same = {path for path in some if self._is_unchanged(system, path, taken)}
            loose = {path: self._open_loose(system, path, taken) for path in some if path not in same}
            for path in some:
                if path in same:
                    yield Unchanged(shown_in(system, shown_name(path)), INVOICES.table)
                else:
                    yield batch_alone(INVOICES.table, entry_frame(entry_rows(loose[path], self.form)))
            for path in some:
                if path not in same:
                    one = loose[path]
                    rows = document_rows(one.entry_id, one.file, one.entry_id, one.document) if one.document else []
                    yield from [self.documents.batch_of(document_frame(rows))] if rows else []
                elif self.documents.is_small(system.path / path):
                    yield Unchanged(shown_in(system, shown_name(path)), DOCUMENTS)

    def _is_unchanged(self, system: System, path: PurePosixPath, taken: set[str]) -> bool:
        """Return whether a loose document and the note beside it are the same; both its tables are asked for."""
        name, place = shown_name(path), system.path / path
        is_taken = f"{system.key}/{name}" in taken
        depends_on = f"loose|{system.name}|{is_taken}|{note_beside(self.folder, place)}"
        tables = [INVOICES.table, *([DOCUMENTS] if self.documents.is_small(place) else [])]
        same = [self._is_known(shown_in(system, name), table, place, depends_on) for table in tables]
        return all(same)

    def _is_known(self, file: str, table: str, place: PurePosixPath, depends_on: str) -> bool:
        try:
            with self.folder.as_path(place) as path:
                return self.known.is_unchanged(file, table, path, depends_on)
        except (OSError, ValueError):
            return False

    def _open_loose(self, system: System, path: PurePosixPath, taken: set[str]) -> Loose:
        name = shown_name(path)
        key = f"{system.key}/{name}"
        found = self.documents.read(system.path / path, shown_in(system, name))
        document = found if isinstance(found, Document) else None
        mail = document.rendition.mail if document and document.rendition else None
        state, note = state_of(path), note_beside(self.folder, system.path / path)
        reasons = [remark("said", text=note)] if note else []
        if isinstance(found, Remark):
            reasons.append(found)
        elif state is None and not note:
            reasons.append(remark("document_unlisted", list=INVOICE_LIST))
        return Loose(
            entry_id=f"{key}!" if key in taken else key,
            file=shown_in(system, name),
            system=system.name,
            state=state or "error",
            reasons=tuple(reasons),
            received_at=mail.sent_at if mail and mail.sent_at else self.folder.changed_at(system.path / path),
            document=document,
        )


def _nothing(kind: ListKind, file: str, damage: str) -> Batch:
    return Batch(kind.table, file, kind.schema.create_empty(), REJECT_SCHEMA.to_frame(), damage)
