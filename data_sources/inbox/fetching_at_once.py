"""Fetches from all mailboxes at once, while something else is read: a server that does not answer holds up no other."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING

from data_sources.inbox.mailbox_fetching import Fetched, fetch

if TYPE_CHECKING:
    from data_sources.inbox.mail_archive import MailArchive
    from data_sources.inbox.mailbox_account import Account


def fetching(account: Account, archive: MailArchive, most_bytes: int, seconds: float) -> Future[Fetched]:
    """Begin to fetch (``mailbox_fetching.fetch``), and return what will have come of it.

    Nobody waits for its end but who asks for the result: a reading that is given up leaves an archive that is whole at
    any moment.
    """
    found: Future[Fetched] = Future()

    def run() -> None:
        try:
            found.set_result(fetch(account, archive, most_bytes, seconds))
        except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
            found.set_exception(error)

    Thread(target=run, name=archive.folder.name, daemon=True).start()
    return found
