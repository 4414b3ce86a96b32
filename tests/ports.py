"""Ports for servers that tests start: each is given once, whichever workers and runs of this machine ask at the same time."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Browsers refuse some ports below these; above them the system chooses.
_FIRST, _LAST, _WORKERS = 20_000, 32_768, 16
_NAME = "\0clientinfo-tests-port-{port}"


def free_port() -> int:
    """Return a port that nobody else gets before a server listens at it, and as long as this process lives.

    The system gives none below 32768 to somebody who asks for any.
    """
    for port in _PORTS:
        if claimed(port):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) != 0:
                    return port
    raise AssertionError("the ports of this worker are used up")


def claimed(port: int) -> bool:
    """Take a port for this process; whether no process of the machine had it.

    What is held is a name of the port, which Linux takes back from whoever ends (unix(7), abstract socket addresses):
    between the look at a port and the server that listens at it lie seconds.
    """
    if sys.platform != "linux":
        return True
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(_NAME.format(port=port))
    except OSError:
        name.close()
        return False
    name.detach()  # it stays open
    return True


def _own() -> Iterator[int]:
    """Yield the ports of this worker; those of another run begin elsewhere."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    each = (_LAST - _FIRST) // _WORKERS
    return (_FIRST + worker * each + (os.getpid() + place) % each for place in range(each))


_PORTS = _own()
