"""Who listens at a port, by the kernel's own tables."""

from __future__ import annotations

import os
import socket

import pytest

from hub.accounts.port_owner import is_listener_of

SOMEBODY_ELSE = os.geteuid() + 4242


@pytest.mark.parametrize("place", ["127.0.0.1", "", "::", "::ffff:127.0.0.1", "::ffff:0.0.0.0"])
def test_whoever_takes_connections_to_an_address_is_found_wherever_he_listens(place: str) -> None:
    """One socket of IPv6 takes those of IPv4, too, and stands in another table of the kernel's."""
    with socket.socket(socket.AF_INET6 if ":" in place else socket.AF_INET) as server:
        if ":" in place:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        server.bind((place, 0))
        server.listen()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/hub/"
        assert is_listener_of(os.geteuid(), address)
        assert not is_listener_of(SOMEBODY_ELSE, address)


def test_where_nobody_listens_there_is_no_hub() -> None:
    with socket.socket() as held:  # bound, so that nobody else can take it, and deaf
        held.bind(("127.0.0.1", 0))
        assert not is_listener_of(os.geteuid(), f"http://127.0.0.1:{held.getsockname()[1]}/hub/")


def test_who_listens_at_the_address_itself_comes_before_who_listens_everywhere() -> None:
    """Else another user's [::] without IPv4 beside the Hub's port would send the shell to the database behind its back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.socket(socket.AF_INET6) as other:
            other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            other.bind(("::", port))
            other.listen()
            assert is_listener_of(os.geteuid(), f"http://127.0.0.1:{port}/hub/")


def test_of_another_machine_it_cannot_be_told() -> None:
    assert is_listener_of(SOMEBODY_ELSE, "http://192.0.2.1:8081/hub/")  # RFC 5737: nobody has it
