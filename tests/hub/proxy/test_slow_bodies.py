"""How long the proxy waits for the end of what a request brings."""

from __future__ import annotations

import socket

import pytest

from tests.hub.proxy.gated_server import GatedServer
from tests.stack import PATIENCE


def test_a_body_that_does_not_end_gives_its_place_back_but_for_a_notebook_that_is_being_saved() -> None:
    """The small ones of forms: after a minute. Node's own count, five minutes, was all there was."""
    server = GatedServer()
    try:
        saving, form = (socket.create_connection(("127.0.0.1", server.port), PATIENCE) for _ in range(2))
        with saving, form:
            for connection, path in ((saving, "/user/anna/api/contents/x.ipynb"), (form, "/hub/login")):
                connection.sendall(f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab".encode())
            answer = b"".join(iter(lambda: form.recv(4096), b""))
            assert answer.startswith(b"HTTP/1.1 408 ")
            saving.sendall(b"cd")
            assert saving.recv(4096).startswith(b"HTTP/1.1 200 ")
    finally:
        server.end()


@pytest.mark.parametrize(
    "body", ["Content-Length: 2\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"]
)
def test_a_body_that_is_whole_is_answered(body: str) -> None:
    server = GatedServer()
    try:
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as form:
            for _ in range(2):  # a connection that goes on has no deadline of its last request
                form.sendall(f"POST /hub/login HTTP/1.1\r\nHost: x\r\n{body}".encode())
                assert form.recv(4096).startswith(b"HTTP/1.1 200 ")
    finally:
        server.end()
