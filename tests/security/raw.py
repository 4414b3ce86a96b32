"""Requests as no library would send them: the target goes over the wire as it is."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.stack import PATIENCE

if TYPE_CHECKING:
    from tests.stack import Client, Stack


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
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", errors="replace")
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(f"{method} {target[:200]}", answer.status, text, names)
    finally:
        connection.close()


def cookies(client: Client, path: str = "/services/clientinfo/") -> str:
    """The Cookie header that a browser would send to this path."""
    return "; ".join(f"{c.name}={c.value}" for c in client.web.cookies if path.startswith(c.path))


def line_of(stack: Stack, data: bytes) -> bytes:
    """Send bytes that are not a request, or half of one; the first bytes of the answer, b"" when there is none."""
    with socket.create_connection(("127.0.0.1", stack.port), timeout=PATIENCE) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        try:
            return connection.recv(65536)
        except ConnectionResetError:
            return b""
