"""Ports that somebody else has."""

from __future__ import annotations

import socket
import sys

import pytest

from hub.configuration.addresses import Addresses
from hub.configuration.hub_settings import HubSettings
from tests.stack import free_port


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the option means something else there")
def test_two_publications_of_one_user_do_not_share_a_port_unseen() -> None:
    """A part of ours lets other processes of its user share its port: two Hubs would each get half of the requests."""
    with socket.socket() as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        first.bind(("127.0.0.1", 0))
        first.listen()
        taken = first.getsockname()[1]
        hub = Addresses.choose(HubSettings(hub_port=taken), free_port())
        assert hub.problem() == f"port {taken} is in use; choose another hub_port in the section [hub]"
        public = Addresses.choose(HubSettings(), taken)
        assert public.problem() == f"port {taken} is in use; choose another one with --port"
    assert Addresses.choose(HubSettings(hub_port=taken), free_port()).problem() == ""
