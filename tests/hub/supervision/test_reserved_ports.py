"""Ports that are kept from other users of the machine. As root, which alone can become another one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from hub.supervision.reserved_ports import reserved_ports
from tests.other_users import bind_as_somebody_else
from tests.stack import free_port

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not sys.platform.startswith("linux"), reason="becomes another user: needs root"
)
OURS = """
import asyncio, sys
from tornado.web import Application
from hub.supervision.reserved_ports import share_ports
async def main():
    share_ports()
    Application().listen(int(sys.argv[1]), "127.0.0.1")
    print("listening", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


def answers(port: int) -> bool:
    with socket.socket() as asker:
        return asker.connect_ex(("127.0.0.1", port)) == 0


def test_nobody_else_takes_a_port_of_ours_while_its_part_is_away() -> None:
    port = free_port()
    with reserved_ports([("127.0.0.1", port)]):
        assert bind_as_somebody_else(port) == "Address already in use"
        assert not answers(port), "nobody waits in vain: it is refused as where nobody listens"
        with subprocess.Popen([sys.executable, "-c", OURS, str(port)], stdout=subprocess.PIPE) as part:
            part.stdout.readline()
            assert answers(port)
            part.kill()
        assert not answers(port)
        assert bind_as_somebody_else(port) == "Address already in use"
    assert bind_as_somebody_else(port) == "bound"


def test_a_port_that_cannot_be_kept_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with reserved_ports([("127.0.0.1", port)]):
            assert f"port {port} is not kept from other users of this machine" in caplog.text
