"""The drop folder: one folder per upstream system, with lists, attached documents and loose documents.

```
<folder>/<system>/system.toml          name = "…" (optional)
                  rechnungen.csv       one staged invoice per record
                  kunden.csv           one changed field of a customer record per record
                  belege/…             documents that rechnungen.csv names (DATEI)
                  waiting|rejected|error|posted/…    loose documents: entries of their own
                  <document>.reason.txt              why a loose document is stuck
```
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from data_sources.connector import (
    Batch,
    Delivered,
    Known,
    NothingKnown,
    Unchanged,
    batches_alone,
    connector,
)
from data_sources.contract import REJECT_SCHEMA
from data_sources.errors import SourceAbsent, SourceSettingsWrong, SourceUnreadable
from data_sources.file_names import shown_name
from data_sources.inbox.attached import attach, with_remarks
from data_sources.inbox.documents import Document, read_document
from data_sources.inbox.entries import Loose, document_frame, document_rows, entry_frame, entry_rows
from data_sources.inbox.listing import CUSTOMER_LIST, CUSTOMERS, INVOICE_LIST, INVOICES, STATE_WORDS, List, read_list
from data_sources.inbox.upstream_systems import (
    DOCUMENT_FOLDER,
    REASON_SUFFIX,
    SETTINGS_FILE,
    System,
    is_litter,
    loose_files,
    state_of,
    system_in,
)
from data_sources.remarks import Remark, remark

_AT_ONCE = 100
DOCUMENTS = "documents"


@connector("inbox", "folder")
@dataclass(frozen=True)
class Folder:
    """Reads a drop folder; see the module's text for its layout.

    Attributes:
        folder: The drop folder.
        max_file_bytes: Larger documents are not read; they become entries that say so.
        customer_number: Form of a customer number; a buyer's identifier (BT-46) or reference (BT-10) of this form
            is taken for one.
    """

    folder: Path
    max_file_bytes: int = 20 * 1024 * 1024
    customer_number: str = r"\d{3,10}"

    def read(self) -> Iterator[Batch]:
        """Yield the lists first, then the loose documents, system by system in the order of their names.

        A document counts as one record of ``documents`` (a mail's attachments count as well) and, where no list
        names it, as one of ``invoice_entries``.

        Raises:
            SourceError: As ``read_changes``.
        """
        return batches_alone(self.read_changes(NothingKnown()))

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield what is new: a list with the documents that it names is one thing, a loose document another.

        Raises:
            SourceAbsent: The folder is not there.
            SourceUnreadable: The folder or a list cannot be opened.
            SourceSettingsWrong: ``customer_number`` is not a regular expression.
        """
        try:
            form = re.compile(self.customer_number)
        except re.error as error:
            raise SourceSettingsWrong("inbox", f"customer_number is not a regular expression: {error}") from error
        for system in self._systems():
            if system.damage:
                yield _nothing(INVOICES, f"{system.key}/{SETTINGS_FILE}", system.damage)
            yield from self._read_system(system, form, known)

    def _systems(self) -> list[System]:
        root = self.folder
        if not root.is_dir():
            raise SourceAbsent("inbox", f"no drop folder at {root}")
        try:
            present = sorted(entry for entry in root.iterdir() if not is_litter(entry.name))
        except OSError as error:
            raise SourceUnreadable("inbox", f"the drop folder {root} cannot be read: {error.strerror}") from error
        shared = {*STATE_WORDS, DOCUMENT_FOLDER}
        systems = [system_in(entry) for entry in present if entry.is_dir() and entry.name.lower() not in shared]
        if any(entry.is_file() or entry.name.lower() in shared for entry in present):
            systems.append(System(root, ".", ""))  # "." cannot be the name of a folder: ids stay unique
        return systems

    def _read_system(self, system: System, form: re.Pattern[str], known: Known) -> Iterator[Delivered]:
        named: set[str] = set()
        taken: set[str] = set()
        for kind, name in ((INVOICES, INVOICE_LIST), (CUSTOMERS, CUSTOMER_LIST)):
            path = system.path / name
            if not path.is_file():
                continue
            file = _shown(system, name)
            found = read_list(kind, path, file, system.key, system.name)
            entries = with_remarks(found.checked.kept)
            if kind is not INVOICES:
                yield Batch(kind.table, file, entries, found.checked.rejects, found.damage)
                continue
            wanted = entries["document_id"].drop_nulls().unique(maintain_order=True).to_list()
            there = {key: place for key in wanted if isinstance(place := self._place(system, key), Path)}
            taken.update(entries["entry_id"])
            named.update(there)
            small = {_file(system, key): place for key, place in there.items() if self._is_small(place)}
            missing = "|".join(sorted(set(wanted) - set(there)))
            are_same = [known.is_unchanged(each, DOCUMENTS, place, "listed") for each, place in small.items()]
            if known.is_unchanged(file, kind.table, path, f"{system.name}|{missing}") and all(are_same):
                yield from (Unchanged(file, kind.table), *(Unchanged(each, DOCUMENTS) for each in small))
                continue
            attached = attach(entries, lambda key: _file(system, key), lambda key: self._named(system, key))
            yield Batch(kind.table, file, attached.entries, found.checked.rejects, found.damage)
            yield from (_documents(frame) for frame in attached.documents)
        yield from self._loose(system, named, taken, form, known)

    def _loose(
        self, system: System, named: set[str], taken: set[str], form: re.Pattern[str], known: Known
    ) -> Iterator[Delivered]:
        paths = [path for path in loose_files(system) if f"{system.key}/{shown_name(path)}" not in named]
        for start in range(0, len(paths), _AT_ONCE):
            some = paths[start : start + _AT_ONCE]
            same = {path for path in some if self._is_unchanged(system, path, taken, known)}
            loose = {path: self._open_loose(system, path, taken) for path in some if path not in same}
            for path in some:
                if path in same:
                    yield Unchanged(_shown(system, shown_name(path)), INVOICES.table)
                else:
                    yield _batch(INVOICES.table, entry_frame(entry_rows(loose[path], form)))
            for path in some:
                if path not in same:
                    document = loose[path].document
                    rows = document_rows(loose[path].entry_id, loose[path].file, loose[path].entry_id, document) if document else []  # fmt: skip
                    yield from [_documents(document_frame(rows))] if rows else []
                elif self._is_small(system.path / path):
                    yield Unchanged(_shown(system, shown_name(path)), DOCUMENTS)

    def _is_unchanged(self, system: System, path: PurePosixPath, taken: set[str], known: Known) -> bool:
        """Return whether a loose document and the note beside it are the same; both its tables are asked for."""
        name, place = shown_name(path), system.path / path
        is_taken = f"{system.key}/{name}" in taken
        depends_on = f"loose|{system.name}|{is_taken}|{_note(place)}"
        tables = [INVOICES.table, *([DOCUMENTS] if self._is_small(place) else [])]
        same = [known.is_unchanged(_shown(system, name), table, place, depends_on) for table in tables]
        return all(same)

    def _is_small(self, place: Path) -> bool:
        try:
            return place.stat().st_size <= self.max_file_bytes
        except OSError:
            return False

    def _open_loose(self, system: System, path: PurePosixPath, taken: set[str]) -> Loose:
        name = shown_name(path)
        key = f"{system.key}/{name}"
        found = self._bytes(system.path / path)
        document = read_document(name.rsplit("/", 1)[-1], found) if isinstance(found, bytes) else None
        mail = document.rendition.mail if document and document.rendition else None
        state, note = state_of(path), _note(system.path / path)
        reasons = [remark("said", text=note)] if note else []
        if isinstance(found, Remark):
            reasons.append(found)
        elif state is None and not note:
            reasons.append(remark("document_unlisted", list=INVOICE_LIST))
        return Loose(
            entry_id=f"{key}!" if key in taken else key,
            file=_shown(system, name),
            system=system.name,
            state=state or "error",
            reasons=tuple(reasons),
            received_at=mail.sent_at if mail and mail.sent_at else _changed_at(system.path / path),
            document=document,
        )

    def _named(self, system: System, key: str) -> Document | Remark:
        path = self._place(system, key)
        if isinstance(path, Remark):
            return path
        found = self._bytes(path)
        return read_document(path.name, found) if isinstance(found, bytes) else found

    def _place(self, system: System, key: str) -> Path | Remark:
        relative = key.removeprefix(f"{system.key}/")
        path = system.path / relative
        try:
            is_inside = path.resolve().is_relative_to(system.path.resolve())
            is_there = is_inside and path.is_file()
        except (OSError, ValueError):  # a name that no file can have
            is_inside, is_there = True, False
        if not is_inside:
            return remark("document_outside", file=relative)
        if not is_there:
            return remark("document_missing", file=relative)
        return path

    def _bytes(self, path: Path) -> bytes | Remark:
        try:
            if path.stat().st_size > self.max_file_bytes:
                return remark("file_too_large", megabytes=self.max_file_bytes // (1024 * 1024))
            return path.read_bytes()
        except OSError as error:
            return remark("file_not_opened", error=error.strerror)


def _note(path: Path) -> str | None:
    note = path.with_name(path.name + REASON_SUFFIX)
    try:
        raw = note.read_bytes()[:4000]
    except OSError:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return " ".join(text.split()) or None


def _changed_at(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)
    except OSError:
        return None


def _shown(system: System, relative: str) -> str:
    return relative if system.key == "." else f"{system.key}/{relative}"


def _file(system: System, key: str) -> str:
    return _shown(system, key.removeprefix(f"{system.key}/"))


def _by_file(frame: pl.DataFrame) -> Iterable[pl.DataFrame]:
    return frame.partition_by("source_file", maintain_order=True)


def _batch(table: str, frame: pl.DataFrame) -> Batch:
    return Batch(table, frame["source_file"][0], frame, REJECT_SCHEMA.to_frame())


def _documents(frame: pl.DataFrame) -> Batch:
    return _batch(DOCUMENTS, frame)


def _nothing(kind: List, file: str, damage: str) -> Batch:
    return Batch(kind.table, file, kind.schema.create_empty(), REJECT_SCHEMA.to_frame(), damage)
