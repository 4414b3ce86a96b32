"""Ports that somebody else has."""

from __future__ import annotations

import socket

import pytest

from hub.configuration.addresses import Addresses
from hub.configuration.hub_settings import HubSettings
from hub.supervision.reserved_ports import ReservedPorts


def test_a_port_at_which_somebody_answers_is_said_with_what_to_do() -> None:
    with ReservedPorts() as ports, socket.create_server(("127.0.0.1", 0)) as first:
        taken, free = first.getsockname()[1], ports.free()
        hub = Addresses.choose(HubSettings(hub_port=taken), free, ports.free)
        assert hub.problem() == f"port {taken} is in use; choose another hub_port in the section [hub]"
        public = Addresses.choose(HubSettings(), taken, ports.free)
        assert public.problem() == f"port {taken} is in use; choose another one with --port"


@pytest.mark.parametrize(("hub_port", "others"), [(None, 3), (8081, 2)])
def test_what_people_never_see_is_at_ports_that_nobody_has(hub_port: int | None, others: int) -> None:
    with ReservedPorts() as ports:
        chosen = Addresses.choose(HubSettings(hub_port=hub_port or 0), 8000, ports.free)
        hidden = {chosen.hub_port, chosen.proxy_port, chosen.service_port} - {hub_port}
        assert len(hidden) == others
        for port in hidden:
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                other.bind(("127.0.0.1", port))
