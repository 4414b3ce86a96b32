"""A connection to a mail server that ends: after so many seconds in all, and at an answer larger than was asked for.

A socket's own timeout starts again with each byte, and how long a literal is says the server: neither binds one that
drips, or one that lies.
"""

from __future__ import annotations

import imaplib
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

# The longest answer without a mail in it are the numbers of a folder's mails: imaplib takes a line of a million bytes.
_BYTES_BESIDE_A_MAIL = 4 * 1024 * 1024


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        seconds: In all.
        per_answer: For each answer.
    """

    seconds: float
    per_answer: float


class Cut:
    """Ends a connection when its time is over.

    Attributes:
        patience: When that is.
        is_over: Whether it did.
    """

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.is_over = False
        self._held: list[socket.socket] = []

    @contextmanager
    def after_its_time(self) -> Iterator[None]:
        """Let the connection be used for so long; what is on its way then has as long as any answer has."""
        timer = Timer(self.patience.seconds + self.patience.per_answer, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            for each in self._held:
                each.close()

    def hold(self, connection: socket.socket) -> None:
        """Take note of a connection: TLS takes its socket over at once, a second handle of it stays with us."""
        self._held.append(connection.dup())
        if self.is_over:
            self._end()

    def _end(self) -> None:
        self.is_over = True
        for each in self._held:
            with suppress(OSError):  # the server was faster
                each.shutdown(socket.SHUT_RDWR)


class Client(IMAPClient):  # type: ignore[misc]  # the library has no types
    """A client of the library whose connection is one of ours."""

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None, cut: Cut, most_bytes: int) -> None:
        """Connect.

        Args:
            address: Host and port.
            context: For TLS from the start; None: in the clear, until ``starttls``.
            cut: Ends it.
            most_bytes: Of the largest mail that will be asked for.

        Raises:
            OSError: The server is not there, or not trusted.
        """
        self.cut, self._largest = cut, most_bytes + _BYTES_BESIDE_A_MAIL
        super().__init__(*address, ssl=context is not None, ssl_context=context, timeout=cut.patience.per_answer)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  # the library's name
        return _Bounded((self.host, self.port), self.ssl_context, self.cut, self._largest)


class _Bounded(imaplib.IMAP4):
    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None, cut: Cut, largest: int) -> None:
        self._context, self._cut, self._largest, self._came = context, cut, largest, 0
        super().__init__(*address, timeout=cut.patience.per_answer)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), timeout)
        self._cut.hold(connection)
        return self._context.wrap_socket(connection, server_hostname=self.host) if self._context else connection

    def send(self, data: Any) -> None:
        """Send a command; its answer is counted from here."""
        self._came = 0
        super().send(data)

    def read(self, size: int) -> bytes:
        """Read a literal of the length that the server says."""
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Read a line."""
        try:
            line = super().readline()
        except self.abort:
            raise
        except self.error:  # longer than imaplib takes: its rest is still to come
            line, self._came = b"", self._largest + 1
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._came += size
        if self._came > self._largest:
            with suppress(OSError):
                self.shutdown()  # what else it says would be taken for the answers to come
            raise self.abort("its answer is larger than what was asked for")
