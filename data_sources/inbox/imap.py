"""Mailboxes as inboxes: what is in them is fetched into an archive of ours, and read from there.

```
[sources.inbox]
connector = "imap"
archive = "mail"                      # the mails as they came: private, and worth a backup
folder = "exports/inbox"              # a drop folder as well, where there is one

[[sources.inbox.accounts]]
name = "rechnungen"
host = "imap.example.org"
user = "rechnungen@example.org"
password_file = "secrets/rechnungen"
folders = { INBOX = "waiting", "INBOX/Erledigt" = "posted" }
```
A server that is not reached holds nothing up: what was fetched from it before stays, and the refresh says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path  # read when the settings are turned into this
from typing import TYPE_CHECKING, Annotated

import msgspec
import polars as pl

from data_sources.connector import Batch, Delivered, Known, NothingKnown, SourceNotes, batches_alone, connector
from data_sources.contract import REJECT_SCHEMA
from data_sources.errors import SourceAbsent, SourceSettingsWrong, SourceUnreadable
from data_sources.file_names import shown_name
from data_sources.inbox.as_before import as_before
from data_sources.inbox.box.box import Box
from data_sources.inbox.fetching_at_once import fetching
from data_sources.inbox.folder import FolderInbox
from data_sources.inbox.listing import INVOICES
from data_sources.inbox.mail_archive import MailArchive
from data_sources.inbox.mail_reading import MailReading
from data_sources.inbox.mailbox_account import Account
from data_sources.intake import rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.inbox.mailbox_fetching import Fetched


@connector("inbox", "imap")
@dataclass(frozen=True)
class Imap:
    """Reads mailboxes, and a drop folder as well; see the module's text.

    Attributes:
        archive: Folder for the mails as they came.
        accounts: The mailboxes.
        folder: A drop folder; None: there is none.
        max_file_bytes: Of larger mails only the start of the header is fetched; larger documents of the drop folder are
            not read.
        customer_number: As for a drop folder.
        seconds: How long one reading fetches from one account, from all at once; what is left comes with the next.
    """

    archive: Path
    accounts: tuple[Account, ...]
    folder: Path | None = None
    max_file_bytes: Annotated[int, msgspec.Meta(ge=1, le=1 << 30)] = 20 * 1024 * 1024
    customer_number: str = r"\d{3,10}"
    seconds: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 300.0

    def read(self) -> Iterator[Batch]:
        """Yield the drop folder, then the mails, account by account in the order in which they came.

        Raises:
            SourceError: As ``read_changes``.
        """
        return batches_alone(self.read_changes(NothingKnown()))

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield what is new. An account or drop folder that cannot be read is one damaged file; the others are read.

        Raises:
            SourceUnreadable: The archive cannot be written or read.
            SourceAbsent: There is no account.
            SourceSettingsWrong: The settings cannot work.
        """
        form = self._checked()
        archives = [MailArchive(self.archive / account.key) for account in self.accounts]
        fetched = [
            fetching(account, archive, self.max_file_bytes, self.seconds)
            for account, archive in zip(self.accounts, archives, strict=True)
        ]
        if self.folder is not None:
            try:
                yield from FolderInbox(self.folder, self.max_file_bytes, self.customer_number).read_changes(known)
            except (SourceAbsent, SourceUnreadable) as error:
                last = as_before(known, self._is_of_folder)
                yield from last
                yield replace(_damaged(shown_name(Path(self.folder.name)), str(error)), is_away=bool(last))
        with Box() as box:
            for account, archive, coming in zip(self.accounts, archives, fetched, strict=True):
                try:
                    yield from _said(account, coming.result())
                    yield from MailReading(account, archive, box, known, self.max_file_bytes, form).delivered()
                except OSError as error:
                    why = error.strerror or str(error)
                    raise SourceUnreadable("inbox", f"the archive {archive.folder} cannot be used: {why}") from error

    def _is_of_folder(self, file: str) -> bool:
        return file.partition("/")[0] not in {account.key for account in self.accounts}

    def _checked(self) -> re.Pattern[str]:
        """Return the form of a customer number.

        Raises:
            SourceSettingsWrong: It is not one, or two accounts have one name.
        """
        if not self.accounts:
            raise SourceAbsent("inbox", "the settings name no mailbox: add [[sources.inbox.accounts]]")
        names = [each.name for each in self.accounts]
        if len(set(names)) < len(names) or not all(names):
            raise SourceSettingsWrong("inbox", f"each account needs a name of its own: {', '.join(names)}")
        try:
            return re.compile(self.customer_number)
        except re.error as error:
            raise SourceSettingsWrong("inbox", f"customer_number is not a regular expression: {error}") from error


def _said(account: Account, fetched: Fetched) -> Iterator[Delivered]:
    """Yield what is to be said about the fetching: what failed, what the server refuses, what is left."""
    empty = INVOICES.schema.create_empty()
    if fetched.notes:
        yield SourceNotes(tuple(fetched.notes))
    for folder in account.folders:
        refused = dict(sorted(fetched.refused.get(folder, {}).items()))
        if refused:
            records = [
                f"UID {uid}" + (f", broke the connection {count} times" if count else "")
                for uid, count in refused.items()
            ]
            lines = pl.DataFrame({"line": list(refused), "record": records})
            file = f"{account.key}/{folder}"
            yield Batch(INVOICES.table, file, empty, rejected("inbox", INVOICES.table, file, lines, "mail_not_given"))
    if fetched.failures:
        host, port = account.address
        damage = f"mailbox {account.name} at {host}:{port}: {'; '.join(fetched.failures)}"
        yield replace(_damaged(account.key, damage), is_away=True)


def _damaged(file: str, damage: str) -> Batch:
    return Batch(INVOICES.table, file, INVOICES.schema.create_empty(), REJECT_SCHEMA.to_frame(), damage)
