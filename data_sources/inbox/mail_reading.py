"""How the kept mails of an account become batches: each mail is an entry, as a loose document of a drop folder is."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from data_sources.connector import UNREAD, Batch, Delivered, Known, Unchanged
from data_sources.contract import REJECT_SCHEMA
from data_sources.inbox.box.box import LATER, STOPPED, Box
from data_sources.inbox.entries import Loose, document_frame, document_rows, entry_frame, entry_rows
from data_sources.inbox.folder_documents import DOCUMENTS
from data_sources.inbox.listing import INVOICES
from data_sources.inbox.mail_archive import HEAD, MailArchive, MailPlace
from data_sources.inbox.mailbox_account import Account
from data_sources.intake import rejected
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data_sources.inbox.contract import State

_NOWHERE: tuple[State, bool] = ("waiting", True)  # of an archive whose notes were lost


@dataclass(frozen=True)
class MailReading:
    """One reading of an account's mails.

    Attributes:
        account: Whose.
        archive: Where they are.
        box: Parses them.
        known: What need not be read again.
        most_bytes: Of larger mails there is only a part of the header.
        form: Form of a customer number.
    """

    account: Account
    archive: MailArchive
    box: Box
    known: Known
    most_bytes: int
    form: re.Pattern[str]

    def delivered(self) -> Iterator[Delivered]:
        """Yield all mails, the earliest first.

        Raises:
            OSError: The archive cannot be read.
        """
        names = self.archive.names()
        seen = self._seen(names)
        paths = [self.archive.path(name) for name in names]
        for path in sorted(paths, key=lambda each: (each.stat().st_mtime, each.name)):
            yield from self._mail(path, seen.get(path.name, _NOWHERE))

    def _seen(self, names: Sequence[str]) -> dict[str, tuple[State, bool]]:
        """Return the state of each mail that was seen on the server, and whether it is gone from there.

        The state is that of the folder where it lies, of those that the settings name first, else where it was seen last.
        Whether it still lies in a folder that the settings do not name any longer, nobody knows.
        """
        now: dict[str, MailPlace] = {}
        for folder, state in self.account.folders.items():
            listed = self.archive.listed(folder)
            for name in (*listed.mails.values(), *listed.unsure):
                now.setdefault(name, MailPlace(folder, state))
        noted = self.archive.places()
        places = {name: place for name in names if (place := now.get(name) or noted.get(name))}
        if places != noted:
            self.archive.note_places(places)
        return {
            name: (place.state, name not in now and place.folder in self.account.folders)
            for name, place in places.items()
        }

    def _mail(self, path: Path, seen: tuple[State, bool]) -> Iterator[Delivered]:
        state, is_gone = seen
        file = f"{self.account.key}/{path.name}"
        tables = [INVOICES.table, DOCUMENTS]
        depends_on = f"mail|{state}{'|gone' if is_gone else ''}"
        same = [self.known.is_unchanged(file, table, path, depends_on) for table in tables]
        if all(same):
            yield from (Unchanged(file, table) for table in tables)
            return
        content = path.read_bytes()
        received_at = dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)
        document = self.box.read(f"mail-{received_at:%Y-%m-%d}-{path.stem[:8]}.eml", content)
        reasons = (*self._reasons(path, content), *([remark("mail_gone")] if is_gone else []))
        loose = Loose(
            entry_id=f"{self.account.key}/{path.stem}",
            file=file,
            system=self.account.name,
            state=state,
            reasons=reasons,
            received_at=received_at,
            document=document,
        )
        yield _batch(INVOICES.table, entry_frame(entry_rows(loose, self.form)))
        rows = _batch(DOCUMENTS, document_frame(document_rows(loose.entry_id, file, loose.entry_id, document)))
        if document.problem is not None and document.problem.code in STOPPED:
            line = pl.DataFrame({"line": [1], "record": [file]})
            rows = replace(rows, rejects=rejected("inbox", DOCUMENTS, file, line, document.problem.code))
        yield replace(rows, content=UNREAD) if document.problem == LATER else rows

    def _reasons(self, path: Path, content: bytes) -> Iterator[Remark]:
        if path.suffix == HEAD:
            yield remark("mail_too_large", megabytes=self.most_bytes // (1024 * 1024))
        if hashlib.sha256(content).hexdigest() != path.stem:
            yield remark("mail_altered")


def _batch(table: str, frame: pl.DataFrame) -> Batch:
    return Batch(table, frame["source_file"][0], frame, REJECT_SCHEMA.to_frame())
