"""A local service that speaks what a test tells it, byte by byte, over a real socket."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = bytes | Iterable[bytes] | None  # pieces: one after the other; None: never say anything


@dataclass
class Service:
    """Where it listens, what it was asked (path and JSON), and how often for its status messages."""

    url: str
    asked: list[tuple[str, Any]] = field(default_factory=list)
    listed: int = 0


def http(status: int, body: object, *, cut: int = 0, kind: str = "application/json") -> bytes:
    """Return an answer of HTTP; with ``cut``, so many bytes of what its length promises are missing."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
    return head.encode() + text[: len(text) - cut]


@contextmanager
def service(script: Callable[[str, Any], Answer], messages: Answer = http(404, {})) -> Iterator[Service]:  # noqa: B008  # bytes
    """Serve a script: it is called with each request's path and JSON (None: none), and returns the bytes of the answer.

    What the tax office's codes mean (``messages``) is asked for once a day: the script and ``asked`` do not hear of it.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Service(f"http://127.0.0.1:{listener.getsockname()[1]}")
        open_ones: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                open_ones.append(client)
                try:
                    path, asked = _request(client)
                except OSError:
                    continue
                if path == "/info/statusmeldungen":
                    found.listed += 1
                    answer = messages
                else:
                    found.asked.append((path, asked))
                    answer = script(path, asked)
                if answer is not None:
                    with suppress(OSError):  # whoever asked does not listen any more
                        for piece in [answer] if isinstance(answer, bytes) else answer:
                            client.sendall(piece)
                    client.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for each in open_ones:
                each.close()
    thread.join()


def _request(client: socket.socket) -> tuple[str, Any]:
    """Return path and JSON of a request.

    Raises:
        ConnectionError: Whoever asks left before they had said all of it: their time was over, or the test.
    """
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(client)
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += _more(client)
    return head.split()[1].decode(), json.loads(body) if body else None


def _more(client: socket.socket) -> bytes:
    received = client.recv(65536)
    if not received:
        raise ConnectionResetError("the client has left")
    return received
