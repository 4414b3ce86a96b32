"""Brings what is new in a mailbox into the archive, folder by folder, over a new connection where one broke."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data_sources.errors import SourceSettingsWrong
from data_sources.inbox.folder_fetching import Folder, MailBroke
from data_sources.inbox.mailbox_connection import Patience
from data_sources.inbox.mailbox_server import ConnectionBroke, MailboxFailed, logged_in, opened
from data_sources.remarks import Remark

if TYPE_CHECKING:
    from data_sources.inbox.mail_archive import MailArchive
    from data_sources.inbox.mailbox_account import Account
    from data_sources.inbox.mailbox_connection import Client

# One breaks at a mail that the server chokes on; each of them costs a connection, and the rest is for the next time.
_CONNECTIONS = 4
# What mail servers of businesses take to answer one command; a large mail comes in pieces, each within it.
SECONDS_PER_ANSWER = 30.0
# One that did not answer in time is waited for so long at the next readings, but for each sixth: it may only be slow.
SHORT_SECONDS, SHORT_SECONDS_PER_ANSWER = 30.0, 5.0
_ATTEMPTS = 6


@dataclass
class Fetched:
    """How the fetching from an account went.

    Attributes:
        failures: Why the account, or folders of it, were not read to their end.
        refused: By folder, the numbers of the mails that the server lists and does not give, and how often it broke the
            connection instead.
        notes: What is left for the next time.
        is_silent: Whether the server did not answer in time.
    """

    failures: list[str] = field(default_factory=list)
    refused: dict[str, dict[int, int]] = field(default_factory=dict)
    notes: list[Remark] = field(default_factory=list)
    is_silent: bool = False


def fetch(account: Account, archive: MailArchive, most_bytes: int, seconds: float) -> Fetched:
    """Fetch the mails of an account that are not in the archive, and note down what its folders hold.

    Args:
        account: Which.
        archive: Its own.
        most_bytes: Of a larger mail only the start of its header is fetched.
        seconds: How long; what is left then comes the next time. A server that did not answer the last time has less.

    Raises:
        OSError: The archive cannot be written.
    """
    archive.prepare()
    silences = archive.silences()
    is_short = silences % _ATTEMPTS > 0
    per_answer = SHORT_SECONDS_PER_ANSWER if is_short else SECONDS_PER_ANSWER
    ends = time.monotonic() + (min(seconds, SHORT_SECONDS) if is_short else seconds)
    folders = waiting = [Folder(name, account, archive, most_bytes, ends) for name in account.folders]
    fetched = Fetched()
    for _ in range(_CONNECTIONS):
        try:
            with logged_in(account, Patience(max(0.0, ends - time.monotonic()), per_answer), most_bytes) as client:
                waiting = _fetched_until_it_broke(client, waiting, fetched)
        except (MailboxFailed, SourceSettingsWrong) as error:
            fetched.failures.append(str(error))
            fetched.is_silent |= isinstance(error, ConnectionBroke) and error.is_silence
            break
        if not waiting or time.monotonic() > ends:
            break
    if any(folder.failure for folder in waiting):
        after = "not read: the connection had broken off before"
        fetched.failures += [f"{folder.name}: {folder.failure or after}" for folder in waiting]
    for folder in folders:
        fetched.refused[folder.name] = folder.refused
        fetched.notes += folder.notes
        if folder.unmarked:
            fetched.failures.append(f"{folder.name}: {folder.unmarked}")
    archive.note_silences(silences + 1 if fetched.is_silent else 0)
    return fetched


def _fetched_until_it_broke(client: Client, waiting: list[Folder], fetched: Fetched) -> list[Folder]:
    """Fetch one folder after the other, and return those that wait for another connection."""
    for place, folder in enumerate(waiting):
        try:
            folder.fetch(opened(client, folder.name, changes=folder.account.mark_read))
        except MailBroke as broke:
            folder.failure = str(broke)
            fetched.is_silent |= broke.is_silence
            return waiting[place:]  # it goes on behind that mail
        except MailboxFailed as error:
            fetched.failures.append(f"{folder.name}: {error}")
            if isinstance(error, ConnectionBroke):
                fetched.is_silent |= error.is_silence
                return waiting[place + 1 :]
    return []
