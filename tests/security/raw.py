"""Requests as no library would send them: the target goes over the wire as it is."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.stack import PATIENCE

if TYPE_CHECKING:
    from tests.stack import Client, Stack

REFUSED_UNREAD = frozenset({400, 413, 414, 431})


@dataclass(frozen=True)
class Answer:
    """What came back."""

    url: str
    status_code: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(stack: Stack, target: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=PATIENCE)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None and "Content_Length" not in headers:
            connection.putheader("Content-Length", str(len(body)))
        with suppress(ConnectionError):  # refused before all of it was sent: the answer is there
            connection.endheaders(body)
        answer = connection.getresponse()
        text = _read(answer).decode("utf-8", errors="replace")
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(f"{method} {target[:200]}", answer.status, text, names)
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    """What follows the head.

    A server that refuses a request before it has read all of it says so and hangs up. What was left unread makes that
    a reset, which arrives in place of the end.

    Raises:
        ConnectionError: The line breaks though the answer does not say that it is refused.
    """
    try:
        return answer.read()
    except ConnectionError:
        if answer.will_close and answer.status in REFUSED_UNREAD:
            return b""
        raise


def cookies(client: Client, path: str = "/services/clientinfo/") -> str:
    """The Cookie header that a browser would send to this path."""
    return "; ".join(f"{c.name}={c.value}" for c in client.web.cookies if path.startswith(c.path))


def line_of(stack: Stack, data: bytes) -> bytes:
    """Send bytes that are not a request, or half of one; the first bytes of the answer, b"" when there is none."""
    with socket.create_connection(("127.0.0.1", stack.port), timeout=PATIENCE) as connection:
        with suppress(OSError):  # refused after its first bytes: the line is closed already
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        try:
            return connection.recv(65536)
        except ConnectionResetError:
            return b""
