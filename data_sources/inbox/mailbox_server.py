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

from imapclient import SEEN
from imapclient.exceptions import IMAPClientError, LoginError

from data_sources.inbox.mailbox_connection import Client, Cut, Patience

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from data_sources.inbox.mailbox_account import Account

_HEAD = b"BODY[HEADER]<0>"
_WHOLE = b"BODY[]<0>"
_HEAD_BYTES = 16_384
_NUMBERS = 2**32
# imaplib reads a line of 1,000,000 bytes; a number of 32 bits and its blank are 11 of them.
_NUMBERS_PER_ANSWER = 80_000
_SIZE, _DAY = "RFC822.SIZE", "INTERNALDATE"
_EARLIEST = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)  # there was no mail before; a server that has no day says 1970


class MailboxFailed(Exception):
    """The server does not give us the mailbox; the message says why, without secrets."""


class ConnectionBroke(MailboxFailed):
    """Nothing else can be asked over this connection.

    Attributes:
        is_silence: Because the server did not answer in time.
    """

    is_silence = False


@dataclass(frozen=True)
class Listed:
    """A mail as the server lists it.

    Attributes:
        uid: Its number, which holds as long as the folder's ``uidvalidity`` does.
        size: In bytes, as the server says; None: it says nothing that can be read.
        received_at: When the server got it (UTC); now, where it says none that can be.
    """

    uid: int
    size: int | None
    received_at: dt.datetime


@dataclass(frozen=True)
class OpenFolder:
    """A folder that is open on the server.

    Attributes:
        uidvalidity: Changes when the server numbers the mails of the folder again.
        count: How many mails it had when it was opened.
    """

    client: Client
    uidvalidity: int
    count: int

    def uids(self, since: dt.date | None) -> list[int]:
        """Return the numbers of the mails, ascending, received on a day or later.

        They are asked for by their places in the folder, as many at once as one line of the answer holds.

        Raises:
            MailboxFailed: The server does not say.
        """
        days = ["SINCE", since] if since else []
        starts = range(1, self.count + 1, _NUMBERS_PER_ANSWER)
        ranges = [f"{start}:{start + _NUMBERS_PER_ANSWER - 1}" for start in starts[:-1]]
        asked = [*ranges, f"{starts[-1]}:*"] if ranges else ["ALL"]  # what has come meanwhile is in the last one
        with _failures(self.client.cut):
            found = [uid for each in asked for uid in self.client.search([each, *days])]
            return sorted({_number(uid) for uid in found})

    def still_there(self, uids: Collection[int]) -> set[int]:
        """Return which of these mails the folder has.

        Raises:
            MailboxFailed: The server does not say.
        """
        with _failures(self.client.cut):
            found = [uid for each in _ranges(uids) for uid in self.client.search(["UID", each])]
            return set(uids).intersection(map(int, found))

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """Return size and day of some mails; those that are gone by now are left out.

        Raises:
            MailboxFailed: The connection broke.
        """
        with _failures(self.client.cut):
            return self._listed(uids)

    def content(self, uid: int, most: int) -> bytes | None:
        """Return the bytes of a mail as the server has it, None where it does not give them.

        Args:
            uid: Which.
            most: So many bytes of it at most.

        Raises:
            MailboxFailed: The connection broke.
        """
        return self._part(uid, _WHOLE, f"BODY.PEEK[]<0.{most}>")

    def head(self, uid: int) -> bytes | None:
        """Return the start of a mail's header, for one whose bytes are not fetched.

        Raises:
            MailboxFailed: The connection broke.
        """
        return self._part(uid, _HEAD, f"BODY.PEEK[HEADER]<0.{_HEAD_BYTES}>")

    def mark_read(self, uid: int) -> None:
        """Mark a mail as read.

        Raises:
            MailboxFailed: The server does not take it.
        """
        with _failures(self.client.cut):
            self.client.add_flags([uid], [SEEN])

    def _listed(self, uids: Sequence[int]) -> list[Listed]:
        """Ask for several mails at once; where one answer cannot be read, for each alone: the others are sound."""
        try:
            answers = self.client.fetch(uids, [_SIZE, _DAY])
            return [_listed(uid, answer) for uid, answer in sorted(answers.items()) if _SIZE.encode() in answer]
        except (self.client.AbortError, OSError):
            raise  # the connection broke
        except Exception:  # noqa: BLE001  # whatever a library makes of an answer that is none
            if len(uids) == 1:
                return [Listed(uids[0], None, dt.datetime.now(dt.UTC))]
            return [each for uid in uids for each in self._listed([uid])]

    def _part(self, uid: int, name: bytes, wanted: str) -> bytes | None:
        with _failures(self.client.cut):
            try:
                part = self.client.fetch([uid], [wanted]).get(uid, {}).get(name)
            except self.client.AbortError:
                raise
            except IMAPClientError:  # NO: the server cannot read this one; the others are there
                return None
            return part if isinstance(part, bytes) else None


@contextmanager
def logged_in(account: Account, patience: Patience, most_bytes: int) -> Iterator[Client]:
    """Log in at a mailbox's server, over TLS with a certificate that is checked, and out again.

    Args:
        account: Whose.
        patience: How long the connection lasts, and an answer is waited for.
        most_bytes: Of the largest mail that will be asked for.

    Raises:
        MailboxFailed: The server is not there, is not the one it should be, or does not let us in.
        SourceSettingsWrong: There is no password.
    """
    password = account.password()
    cut = Cut(patience)
    with cut.after_its_time():
        with _failures(cut):
            context = ssl.create_default_context(cafile=account.ca_file)
            is_tls = account.security == "tls"
            client = Client(account.address, context if is_tls else None, cut, most_bytes)
        try:
            with _failures(cut):
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
            with suppress(Exception):  # a connection that broke off cannot say goodbye, and is still to be closed
                client.shutdown()


def opened(client: Client, folder: str, *, changes: bool) -> OpenFolder:
    """Open a folder.

    Args:
        client: Logged in.
        folder: Its name.
        changes: Whether mails will be marked in it.

    Raises:
        MailboxFailed: There is none of this name, or it is not given to us.
    """
    with _failures(client.cut):
        answer = client.select_folder(folder, readonly=not changes)
        return OpenFolder(client, _number(answer[b"UIDVALIDITY"]), _number(answer.get(b"EXISTS", 0)))


def _ranges(uids: Collection[int]) -> Iterator[str]:
    """Yield ranges that hold all the numbers, each no wider than one line of an answer has room for."""
    first = last = None
    for uid in sorted(uids):
        if first is not None and uid - first >= _NUMBERS_PER_ANSWER:
            yield f"{first}:{last}"
            first = None
        first, last = uid if first is None else first, uid
    if first is not None:
        yield f"{first}:{last}"


def _number(said: Any) -> int:
    """Return a number of IMAP.

    Raises:
        ValueError: It has more than 32 bits (RFC 3501, ``nz-number``).
    """
    number = int(said)
    if not 0 <= number < _NUMBERS:
        raise ValueError("not a number of IMAP")
    return number


def _listed(uid: int, answer: dict[bytes, Any]) -> Listed:
    return Listed(int(uid), int(answer[_SIZE.encode()]), _moment(answer.get(_DAY.encode())))


def _moment(said: object) -> dt.datetime:
    """Return when a mail was received: now, where the server says nothing, or a day that cannot be."""
    now = dt.datetime.now(dt.UTC)
    if not isinstance(said, dt.datetime):
        return now
    try:
        moment = (said if said.tzinfo else said.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (OverflowError, ValueError):  # a zone takes it beyond the years 1 to 9999
        return now
    return moment if _EARLIEST <= moment <= now + dt.timedelta(days=1) else now


@contextmanager
def _failures(cut: Cut) -> Iterator[None]:
    """Turn what a server and a network can do into one error with a sentence."""
    try:
        yield
    except MailboxFailed:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library makes of an answer that is not IMAP
        why = "its time was over before the server had answered" if cut.is_over else _why(error, cut)
        if not (cut.is_over or isinstance(error, (Client.AbortError, OSError))):
            raise MailboxFailed(why) from None
        broke = ConnectionBroke(why)
        broke.is_silence = cut.is_over or isinstance(error, TimeoutError)
        raise broke from None


def _why(error: Exception, cut: Cut) -> str:
    match error:
        case LoginError():
            return f"the server does not accept user and password ({_first_line(error)})"
        case ssl.SSLCertVerificationError():
            return f"the server's certificate is not trusted: {error.verify_message}"
        case TimeoutError():
            return f"the server did not answer within {cut.patience.per_answer:g} seconds"
        case OSError():
            return f"the server is not reached: {error.strerror or error}"
        case IMAPClientError():
            what = "the connection broke off" if isinstance(error, Client.AbortError) else "the server refuses"
            return f"{what}: {_first_line(error)}"
        case _:
            return f"the server's answer is not understood ({type(error).__name__})"


def _first_line(error: Exception) -> str:
    text = error.args[0] if error.args else ""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return (" ".join(words.split()) or "without a reason")[:200]
