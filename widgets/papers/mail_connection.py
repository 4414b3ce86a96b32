"""A connection to a mail server that ends: when its time is over, and at an answer longer than any server has to give.

A socket's own timeout starts again with each byte, and an answer of SMTP goes on as long as its lines say so: neither binds
a server that drips, or one that never ends.
"""

from __future__ import annotations

import os
import smtplib
import socket
from contextlib import suppress
from threading import Timer
from time import monotonic
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl

# Of all answers together; a server's whole talk about one mail is some kilobytes.
MOST_BYTES = 256 * 1024


class _Bounded:
    """The lines that a server says."""

    def __init__(self, file: IO[bytes], received: list[int]) -> None:
        self._file, self._received = file, received

    def readline(self, size: int) -> bytes:
        line = self._file.readline(size)
        self._received[0] += len(line)
        if self._received[0] > MOST_BYTES:
            raise OSError("the mail server says more than any mail needs")
        if line and not line.endswith(b"\n"):
            raise OSError("the mail server broke off in the middle of an answer")  # "2" is not 250
        return line

    def close(self) -> None:
        self._file.close()


class MailConnection(smtplib.SMTP):
    """A connection, not yet encrypted but where ``context`` is given.

    Args:
        address: Host and port.
        seconds: Until ``has`` says otherwise, it is cut after so long.
        context: For TLS from the start.

    Raises:
        OSError: The server is not there, or not trusted.
        smtplib.SMTPException: It does not greet.
    """

    def __init__(self, address: tuple[str, int], seconds: float, context: ssl.SSLContext | None = None) -> None:
        self._context, self._received = context, [0]
        self._handle: socket.socket | None = None
        self._timer: Timer | None = None
        self._is_over = False
        self.has(seconds)
        try:
            super().__init__(*address, timeout=seconds)
        except BaseException:
            self.close()
            raise

    def has(self, seconds: float) -> None:
        """Give what comes now so long, all of it together."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = Timer(max(seconds, 0), self._cut)
        self._timer.daemon = True
        self._timer.start()
        sock: socket.socket | None = getattr(self, "sock", None)
        if sock is not None:
            sock.settimeout(max(seconds, 0.001))

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer.

        Raises:
            smtplib.SMTPException: It breaks off, or is none.
        """
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"), self._received)
        code, answer = super().getreply()
        if code < 0:  # the library's word for a line without a number, which is not a yes
            raise smtplib.SMTPServerDisconnected("the mail server sent a line without a number")
        return code, answer

    def close(self) -> None:
        """Close it, and forget the time."""
        if self._timer is not None:
            self._timer.cancel()
        with suppress(AttributeError):  # it never was open
            super().close()
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        connection = _connected(host, port, timeout)
        # TLS takes its socket over: a second handle of it stays with us
        self._handle = socket.socket(fileno=os.dup(connection.fileno()))
        if self._is_over:  # there was nothing to cut while it connected
            connection.close()
            raise TimeoutError("the mail server takes too long")
        return connection if self._context is None else self._context.wrap_socket(connection, server_hostname=host)

    def _cut(self) -> None:
        self._is_over = True
        handle = self._handle
        if handle is not None:
            with suppress(OSError):  # the server was faster
                handle.shutdown(socket.SHUT_RDWR)


def _connected(host: str, port: int, seconds: float) -> socket.socket:
    """Connect to the first address of a host that answers; a dead one does not use up the time of those after it."""
    ends = monotonic() + seconds
    addresses = [(str(each[4][0]), port) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for left in range(len(addresses), 1, -1):
        with suppress(OSError):
            return socket.create_connection(addresses[-left], _share(ends, left))
    return socket.create_connection(addresses[-1], _share(ends, 1))


def _share(ends: float, addresses: int) -> float:
    return max((ends - monotonic()) / addresses, 0.001)
