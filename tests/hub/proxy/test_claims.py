"""What the proxy passes on of a browser's address: the word of a proxy in front, and not that of any user of the machine."""

from __future__ import annotations

import json
import os
import signal
import socket
from typing import TYPE_CHECKING

import pytest

from tests.hub.proxy.gated_server import GatedServer
from tests.stack import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

CLAIMS = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
HEAD = "".join(f"{name}: {value}\r\n" for name, value in CLAIMS.items())


@pytest.fixture(scope="module")
def trusting() -> Iterator[GatedServer]:
    """One that believes us, at all addresses."""
    server = GatedServer("::", os.geteuid())
    yield server
    server.end()


@pytest.fixture(scope="module")
def wary() -> Iterator[GatedServer]:
    """One that believes somebody else."""
    server = GatedServer("::", os.geteuid() + 4242)
    yield server
    server.end()


def heard(server: GatedServer, to: str, *, hangs_up: bool = False) -> set[str]:
    """Which claims it hears by a connection that is open when it is looked at, or half closed."""
    with socket.create_connection((to, server.port), PATIENCE) as browser:
        server.process.send_signal(signal.SIGSTOP)
        browser.sendall(f"GET / HTTP/1.1\r\nHost: x\r\n{HEAD}Connection: close\r\n\r\n".encode())
        if hangs_up:
            browser.shutdown(socket.SHUT_WR)
        server.process.send_signal(signal.SIGCONT)
        answer = b"".join(iter(lambda: browser.recv(65536), b""))
    return {name.lower() for name in CLAIMS} & json.loads(answer.partition(b"\r\n\r\n")[2]).keys()


@pytest.mark.parametrize("to", ["127.0.0.1", "::1"])
def test_a_user_of_this_machine_is_not_believed(trusting: GatedServer, wary: GatedServer, to: str) -> None:
    assert heard(trusting, to) == {name.lower() for name in CLAIMS}
    assert heard(wary, to) == set()


def test_whoever_hangs_up_early_has_no_owner_and_is_not_taken_for_root(trusting: GatedServer) -> None:
    assert heard(trusting, "127.0.0.1", hangs_up=True) == set()
