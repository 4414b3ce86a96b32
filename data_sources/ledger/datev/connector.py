"""The connector: a folder of DATEV exports to batches of the ledger's contract."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data_sources.connector import NothingKnown, SourceNotes, Unchanged, batches_alone, connector
from data_sources.errors import SourceAbsent, SourceSettingsWrong, SourceUnreadable
from data_sources.file_names import shown_files
from data_sources.ledger.datev.account_lengths import AccountLengths
from data_sources.ledger.datev.checking import SOURCE
from data_sources.ledger.datev.files import FoundFile, find_files, skipped_files
from data_sources.ledger.datev.layout import OTHER_CATEGORIES
from data_sources.ledger.datev.reading import Reading
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.connector import Batch, Delivered, Known


@connector("ledger", "datev")
@dataclass(frozen=True)
class Datev:
    """Reads the EXTF and DTVF files of categories 16, 20, 21 and 46, OPOS lists, and lists of totals and balances below a folder.

    Files of other categories, and what is not text at all, are named in a note and otherwise left alone. A file that cannot be understood
    yields a batch with ``damage``; its lines are rejects of the rule ``file_header``.

    Attributes:
        folder: Where the exports lie, subfolders included.
        encoding: Python name of the files' encoding; None: each file shows it (DATEV writes cp1252).
    """

    folder: Path
    encoding: str | None = None

    def read(self) -> Iterator[Batch]:
        """Yield one batch per file, or several for a file larger than DATEV's limit.

        Raises:
            SourceError: As ``read_changes``.
        """
        return batches_alone(self.read_changes(NothingKnown()))

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield the batches of new and changed files.

        Raises:
            SourceAbsent: The folder does not exist, or no file in it is one that we read.
            SourceUnreadable: The folder or every file in it is locked.
            SourceSettingsWrong: There is no such encoding.
        """
        files = self._files()
        ours = [found for found in files if not found.is_other_category]
        if not ours:
            kinds = ", ".join(sorted({str(found.header.category) for found in files if found.header}))
            what = f"only DATEV files of other categories ({kinds})" if files else "no DATEV file and no OPOS list"
            raise SourceAbsent(SOURCE, f"{self.folder} holds {what}; export categories 16, 20, 21 and 46 into it")
        if all(found.unreadable for found in ours):
            reasons = "; ".join(f"{found.name}: {found.damage}" for found in ours[:3])
            raise SourceUnreadable(SOURCE, f"no file in {self.folder} can be read ({reasons})")
        lengths = AccountLengths.of(ours)
        yield SourceNotes((*_notes(files), *self._skipped(), *_several_clients(ours), *lengths.changes()))
        reading = Reading(self.encoding, lengths)
        for found in ours:
            length = str(lengths.own(found))
            if known.is_unchanged(found.name, found.table, found.path, length, is_hashed_in_reading=True):
                yield Unchanged(found.name, found.table)
            else:
                yield from reading.batches(found)

    def _files(self) -> list[FoundFile]:
        folder = self.folder
        if not folder.is_dir():
            raise SourceAbsent(SOURCE, f"the folder {folder} does not exist; export into it, or set another folder")
        try:
            return find_files(folder, self.encoding)
        except OSError as error:
            raise SourceUnreadable(SOURCE, f"the folder {folder} cannot be read: {error.strerror}") from error
        except LookupError as error:
            raise SourceSettingsWrong(SOURCE, f"unknown encoding {self.encoding!r}; try cp1252 or utf-8") from error

    def _skipped(self) -> list[Remark]:
        skipped = skipped_files(self.folder)
        return [remark("files_skipped", files=shown_files(skipped))] if skipped else []


def _notes(files: list[FoundFile]) -> list[Remark]:
    """Name the files of categories that hold nothing for us."""
    titles: dict[tuple[int, str], list[str]] = {}
    for found in files:
        if found.is_other_category and found.header:
            category = found.header.category
            titles.setdefault((category, OTHER_CATEGORIES.get(category, found.header.title)), []).append(found.name)
    return [
        remark("other_category", category=category, title=title, files=shown_files(names))
        for (category, title), names in titles.items()
    ]


def _several_clients(files: list[FoundFile]) -> list[Remark]:
    """Name the clients where two files say another consultant, or another client.

    Programs that export master data alone may leave out either or both: what is blank says nothing.
    """
    clients = sorted({found.header.client for found in files if found.header and found.header.client.strip("/")})
    parts = zip(*(client.partition("/")[::2] for client in clients), strict=True)
    differ = any(len({*part} - {""}) > 1 for part in parts)
    return [remark("several_clients", clients=", ".join(clients))] if differ else []
