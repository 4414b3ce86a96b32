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
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from data_sources.connector import Batch, connector
from data_sources.contract import REJECT_SCHEMA
from data_sources.errors import SourceAbsent, SourceSettingsWrong, SourceUnreadable
from data_sources.file_names import shown_name
from data_sources.inbox.attached import attach, with_remarks
from data_sources.inbox.documents import Document, read_document
from data_sources.inbox.entries import Loose, document_frame, document_rows, entry_frame, entry_rows
from data_sources.inbox.listing import CUSTOMER_LIST, CUSTOMERS, INVOICE_LIST, INVOICES, STATE_WORDS, List, read_list
from data_sources.remarks import Remark, remark

DOCUMENT_FOLDER = "belege"
SETTINGS_FILE = "system.toml"
REASON_SUFFIX = ".reason.txt"
_OWN_FILES = frozenset({INVOICE_LIST, CUSTOMER_LIST, SETTINGS_FILE})
_LITTER = frozenset({"thumbs.db", "desktop.ini"})
_AT_ONCE = 100


@dataclass(frozen=True)
class System:
    """One upstream system's folder. ``key`` begins the ids of its entries; it is the folder's name.

    ``name`` is empty for documents that lie in the drop folder itself and so come from no system.
    """

    path: Path
    key: str
    name: str
    damage: str | None = None


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
            yield from self._read_system(system, form)

    def _systems(self) -> list[System]:
        root = self.folder
        if not root.is_dir():
            raise SourceAbsent("inbox", f"no drop folder at {root}")
        try:
            present = sorted(entry for entry in root.iterdir() if not _is_litter(entry.name))
        except OSError as error:
            raise SourceUnreadable("inbox", f"the drop folder {root} cannot be read: {error.strerror}") from error
        shared = {*STATE_WORDS, DOCUMENT_FOLDER}
        systems = [_system(entry) for entry in present if entry.is_dir() and entry.name.lower() not in shared]
        if any(entry.is_file() or entry.name.lower() in shared for entry in present):
            systems.append(System(root, ".", ""))  # "." cannot be the name of a folder: ids stay unique
        return systems

    def _read_system(self, system: System, form: re.Pattern[str]) -> Iterator[Batch]:
        named: set[str] = set()
        taken: set[str] = set()
        for kind, name in ((INVOICES, INVOICE_LIST), (CUSTOMERS, CUSTOMER_LIST)):
            path = system.path / name
            if not path.is_file():
                continue
            file = _shown(system, name)
            found = read_list(kind, path, file, system.key, system.name)
            entries, documents = with_remarks(found.checked.kept), list[pl.DataFrame]()
            if kind is INVOICES:
                with_documents = attach(entries, lambda key: _file(system, key), lambda key: self._named(system, key))
                entries, documents = with_documents.entries, with_documents.documents
                taken.update(entries["entry_id"])
                named.update(entries["document_id"].drop_nulls())
            yield Batch(kind.table, file, entries, found.checked.rejects, found.damage)
            yield from (_documents(frame) for frame in documents)
        yield from self._loose(system, named, taken, form)

    def _loose(self, system: System, named: set[str], taken: set[str], form: re.Pattern[str]) -> Iterator[Batch]:
        paths = [path for path in _loose_files(system) if f"{system.key}/{shown_name(path)}" not in named]
        for start in range(0, len(paths), _AT_ONCE):
            loose = [self._open_loose(system, path, taken) for path in paths[start : start + _AT_ONCE]]
            entries = entry_frame([row for each in loose for row in entry_rows(each, form)])
            yield from (_batch(INVOICES.table, frame) for frame in _by_file(entries))
            documents = document_frame(
                [
                    row
                    for each in loose
                    if each.document is not None
                    for row in document_rows(each.entry_id, each.file, each.entry_id, each.document)
                ]
            )
            yield from (_documents(frame) for frame in _by_file(documents))

    def _open_loose(self, system: System, path: PurePosixPath, taken: set[str]) -> Loose:
        name = shown_name(path)
        key = f"{system.key}/{name}"
        found = self._bytes(system.path / path)
        document = read_document(name.rsplit("/", 1)[-1], found) if isinstance(found, bytes) else None
        mail = document.rendition.mail if document and document.rendition else None
        state, note = _state(path), _note(system.path / path)
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
        found = self._bytes(path)
        return read_document(path.name, found) if isinstance(found, bytes) else found

    def _bytes(self, path: Path) -> bytes | Remark:
        try:
            if path.stat().st_size > self.max_file_bytes:
                return remark("file_too_large", megabytes=self.max_file_bytes // (1024 * 1024))
            return path.read_bytes()
        except OSError as error:
            return remark("file_not_opened", error=error.strerror)


def _system(path: Path) -> System:
    settings, folder_name = path / SETTINGS_FILE, shown_name(PurePosixPath(path.name))
    if not settings.is_file():
        return System(path, folder_name, folder_name)
    try:
        name = tomllib.loads(settings.read_text(encoding="utf-8-sig")).get("name")
    except (OSError, ValueError) as error:  # no UTF-8 and no TOML are ValueErrors
        return System(path, folder_name, folder_name, f"{SETTINGS_FILE} is not readable: {error}")
    return System(path, folder_name, str(name) if name else folder_name)


def _loose_files(system: System) -> list[PurePosixPath]:
    """Return all documents below the folder, in a stable order, without notes, lists and litter."""
    if system.key == ".":
        tops = [entry for entry in system.path.iterdir() if entry.is_file() or _is_shared(entry.name)]
    else:
        tops = list(system.path.iterdir())
    found = (path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file())
    relative = sorted(PurePosixPath(path.relative_to(system.path).as_posix()) for path in found)
    present = {path.as_posix() for path in relative}
    return [
        path
        for path in relative
        if not any(_is_litter(part) for part in path.parts)
        and not (len(path.parts) == 1 and path.name in _OWN_FILES)
        and not (path.name.endswith(REASON_SUFFIX) and path.as_posix().removesuffix(REASON_SUFFIX) in present)
    ]


def _is_shared(name: str) -> bool:
    return name.lower() in {*STATE_WORDS, DOCUMENT_FOLDER}


def _is_litter(name: str) -> bool:
    return name.startswith(".") or name.lower() in _LITTER


def _state(path: PurePosixPath) -> str | None:
    """Return the state that the uppermost folder stands for, None for a document that only a list could place."""
    top = path.parts[0].lower() if len(path.parts) > 1 else "waiting"
    return None if top == DOCUMENT_FOLDER else STATE_WORDS.get(top, "waiting")


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
    return _batch("documents", frame)


def _nothing(kind: List, file: str, damage: str) -> Batch:
    return Batch(kind.table, file, kind.schema.create_empty(), REJECT_SCHEMA.to_frame(), damage)
