"""Ports that are kept from other users of the machine. As root, which alone can become another one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from hub.supervision.reserved_ports import PortTaken, ReservedPorts
from tests.other_users import bind_as_somebody_else

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the option means something else there")
HERE = "127.0.0.1"
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


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user: needs root")
def test_nobody_else_takes_a_port_of_ours_while_its_part_is_away() -> None:
    with ReservedPorts() as ports:
        port = ports.free()
        assert bind_as_somebody_else(port) == "Address already in use"
        assert not answers(port), "nobody waits in vain: it is refused as where nobody listens"
        with subprocess.Popen([sys.executable, "-c", OURS, str(port)], stdout=subprocess.PIPE) as part:
            part.stdout.readline()
            assert answers(port)
            part.kill()
        assert not answers(port)
        assert bind_as_somebody_else(port) == "Address already in use"
    assert bind_as_somebody_else(port) == "bound"


@pytest.mark.parametrize("address", [HERE, "0.0.0.0"])  # noqa: S104  # refused
def test_two_publications_of_one_user_do_not_share_a_port_unseen(address: str) -> None:
    """Their parts share ports with processes of their user: each of two Hubs would get half of the requests."""
    with ReservedPorts() as first, ReservedPorts() as second:
        port = first.free()
        with pytest.raises(PortTaken, match=f"port {port} is in use"):
            second.keep([(address, port)])
        first.keep([])
        second.keep([(address, port)])


def test_a_port_is_taken_again_at_once_after_a_crash() -> None:
    """Connections that just ended leave their port in use for a minute."""
    with ReservedPorts() as ports:
        port = ports.free()
        with subprocess.Popen([sys.executable, "-c", OURS, str(port)], stdout=subprocess.PIPE) as part:
            part.stdout.readline()
            with socket.create_connection((HERE, port)) as asker:
                asker.sendall(b"GET / HTTP/1.0\r\n\r\n")
                while asker.recv(1000):  # until the part closes first: its side is the one that waits
                    pass
            part.kill()
    with ReservedPorts() as ports:
        ports.keep([(HERE, port)])


def test_what_is_kept_beside_may_be_somebody_else_s_and_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server((HERE, 0)) as taken, ReservedPorts() as ports:
        port = taken.getsockname()[1]
        ports.keep([], beside=[(HERE, port)])
        assert f"port {port} is not kept from other users of this machine" in caplog.text
