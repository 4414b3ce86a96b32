"""Asks a mail server (IMAP4rev1, RFC 3501) what a folder holds, and for the bytes of mails.

Nothing is changed there: folders are opened to be read only (EXAMINE) and mails are peeked at (BODY.PEEK), unless the
account says ``mark_read``. The mails' bytes are handed on as they came; nobody here looks into them.
"""

from __future__ import annotations

import datetime as dt
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data_sources.inbox.mailbox_account import Account

# What mail servers of businesses take to answer one command; a large mail comes in pieces, each within it.
SECONDS_PER_ANSWER = 30.0
_HEAD = b"BODY[HEADER]<0>"
_WHOLE = b"BODY[]"
_HEAD_BYTES = 16_384
_ASKED_AT_ONCE = 200


class MailboxFailed(Exception):
    """The server does not give us the mailbox; the message says why, without secrets."""


@dataclass(frozen=True)
class Listed:
    """A mail as the server lists it.

    Attributes:
        uid: Its number, which holds as long as the folder's ``uidvalidity`` does.
        size: In bytes.
        received_at: When the server got it (UTC).
    """

    uid: int
    size: int
    received_at: dt.datetime


@dataclass(frozen=True)
class OpenFolder:
    """A folder that is open on the server.

    Attributes:
        uidvalidity: Changes when the server numbers the mails of the folder again.
    """

    client: IMAPClient
    uidvalidity: int

    def uids(self, since: dt.date | None) -> list[int]:
        """Return the numbers of the mails, ascending, received on a day or later.

        Raises:
            MailboxFailed: The server does not say.
        """
        with _failures():
            found = self.client.search(["SINCE", since] if since else ["ALL"])
            return sorted(int(uid) for uid in found)

    def listed(self, uids: Sequence[int]) -> Iterator[Listed]:
        """Yield size and day of mails; those that are gone by now are left out.

        Raises:
            MailboxFailed: The server does not say.
        """
        for start in range(0, len(uids), _ASKED_AT_ONCE):
            with _failures():
                answers = self.client.fetch(uids[start : start + _ASKED_AT_ONCE], ["RFC822.SIZE", "INTERNALDATE"])
                some = [_listed(uid, answer) for uid, answer in sorted(answers.items()) if b"RFC822.SIZE" in answer]
            yield from some

    def content(self, uid: int) -> bytes | None:
        """Return the bytes of a mail as the server has it, None where it does not give them.

        Raises:
            MailboxFailed: The connection broke.
        """
        return self._part(uid, _WHOLE, b"BODY.PEEK[]")

    def head(self, uid: int) -> bytes | None:
        """Return the start of a mail's header, for one whose bytes are not fetched.

        Raises:
            MailboxFailed: The connection broke.
        """
        return self._part(uid, _HEAD, f"BODY.PEEK[HEADER]<0.{_HEAD_BYTES}>".encode())

    def mark_read(self, uid: int) -> None:
        """Mark a mail as read.

        Raises:
            MailboxFailed: The server does not take it.
        """
        with _failures():
            self.client.add_flags([uid], [SEEN])

    def _part(self, uid: int, name: bytes, wanted: bytes) -> bytes | None:
        with _failures():
            try:
                part = self.client.fetch([uid], [wanted]).get(uid, {}).get(name)
            except self.client.AbortError:
                raise
            except IMAPClientError:  # NO: the server cannot read this one; the others are there
                return None
            return part if isinstance(part, bytes) else None


@contextmanager
def logged_in(account: Account) -> Iterator[IMAPClient]:
    """Log in at a mailbox's server, over TLS with a certificate that is checked, and out again.

    Raises:
        MailboxFailed: The server is not there, is not the one it should be, or does not let us in.
        SourceSettingsWrong: There is no password.
    """
    password = account.password()
    host, port = account.address
    with _failures():
        context = ssl.create_default_context(cafile=account.ca_file)
        is_tls = account.security == "tls"
        client = IMAPClient(host, port, ssl=is_tls, ssl_context=context if is_tls else None, timeout=SECONDS_PER_ANSWER)
    try:
        with _failures():
            if not is_tls:
                client.starttls(context)
            client.normalise_times = False  # with the zone that the server says
            # LOGIN knows no umlauts; SASL's PLAIN takes UTF-8 (RFC 4616), and is in the clear only within TLS.
            enter = client.plain_login if client.has_capability("AUTH=PLAIN") else client.login
            enter(account.user, password)
        yield client
    finally:
        with suppress(Exception):  # what there was to get is here
            client.logout()


def opened(client: IMAPClient, folder: str, *, changes: bool) -> OpenFolder:
    """Open a folder.

    Args:
        client: Logged in.
        folder: Its name.
        changes: Whether mails will be marked in it.

    Raises:
        MailboxFailed: There is none of this name, or it is not given to us.
    """
    with _failures():
        answer = client.select_folder(folder, readonly=not changes)
        return OpenFolder(client, int(answer[b"UIDVALIDITY"]))


def _listed(uid: int, answer: dict[bytes, Any]) -> Listed:
    received = answer.get(b"INTERNALDATE")
    moment = received if isinstance(received, dt.datetime) else dt.datetime.fromtimestamp(0, dt.UTC)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return Listed(int(uid), int(answer[b"RFC822.SIZE"]), zoned.astimezone(dt.UTC))


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what a server and a network can do into one error with a sentence."""
    try:
        yield
    except MailboxFailed:
        raise
    except LoginError as error:
        raise MailboxFailed(f"the server does not accept user and password ({_first_line(error)})") from None
    except ssl.SSLCertVerificationError as error:
        raise MailboxFailed(f"the server's certificate is not trusted: {error.verify_message}") from None
    except TimeoutError:
        raise MailboxFailed(f"the server did not answer within {SECONDS_PER_ANSWER:.0f} seconds") from None
    except OSError as error:
        raise MailboxFailed(f"the server is not reached: {error.strerror or error}") from None
    except IMAPClientError as error:
        raise MailboxFailed(f"the server refuses: {_first_line(error)}") from None
    except Exception as error:  # noqa: BLE001 - whatever a library makes of an answer that is no IMAP
        raise MailboxFailed(f"the server's answer is not understood ({type(error).__name__})") from None


def _first_line(error: Exception) -> str:
    text = error.args[0] if error.args else ""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return (" ".join(words.split()) or "without a reason")[:200]
