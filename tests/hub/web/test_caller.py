"""From where a request comes: one spelling for each address, whatever a proxy or a client writes."""

import os
import pwd
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httputil import HTTPHeaders

from hub.web.caller import TrustedProxies, caller_address

OWN = frozenset({os.geteuid()})
OTHERS = frozenset({os.geteuid() + 4242})
ADDRESSES = frozenset({"127.0.0.1", "::1", "2001:db8::5"})


@contextmanager
def connected(place: str = "127.0.0.1", to: str = "127.0.0.1") -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: the browser's, and the one that a server took."""
    with socket.socket(socket.AF_INET6 if ":" in place else socket.AF_INET) as server:
        if ":" in place:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        server.bind((place, 0))
        server.listen()
        with socket.create_connection((to, server.getsockname()[1])) as browser, server.accept()[0] as taken:
            yield browser, taken


def seen(forwarded: str, taken: socket.socket | None, owners: frozenset[int] = OWN, peer: Any = None) -> str:
    """What is believed of a request that came by a connection."""
    stream = SimpleNamespace(socket=taken)
    connection = SimpleNamespace(
        context=SimpleNamespace(address=peer or (taken and taken.getpeername())), stream=stream
    )
    headers = HTTPHeaders({"X-Forwarded-For": forwarded} if forwarded else {})
    request: Any = SimpleNamespace(headers=headers, connection=connection)
    return caller_address(request, TrustedProxies(ADDRESSES, owners))


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", "192.0.2.7"),  # what stands before the last one can be made up
        ("203.0.113.9, 192.0.2.7, 127.0.0.1", "192.0.2.7"),
        # a proxy that adds the port, which is new for each connection: the brake would be, too
        ("192.0.2.7:50123", "192.0.2.7"),
        ("[2001:db8::7]:50123", "2001:db8::7"),
        # a socket for both kinds of addresses
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, ::ffff:127.0.0.1", "192.0.2.7"),
        ("192.0.2.7, 2001:db8:0::5", "192.0.2.7"),
        # what is none of these stands in no log, and makes no brake of its own
        ("evil\x1b[31m", "unknown"),
        ("x" * 5000, "unknown"),
        ("", "127.0.0.1"),
    ],
)
def test_an_address_has_one_spelling(forwarded: str, address: str) -> None:
    with connected() as (_browser, taken):
        assert seen(forwarded, taken) == address


@pytest.mark.parametrize(
    ("peer", "address"), [(("::ffff:192.0.2.7", 1, 0, 0), "192.0.2.7"), ("", "unknown"), (None, "unknown")]
)
def test_without_a_proxy_it_is_the_connection_s(peer: tuple[str, int] | str | None, address: str) -> None:
    assert seen("", None, peer=peer) == address


@pytest.mark.parametrize(("place", "to"), [("127.0.0.1", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "::1")])
def test_of_this_machine_s_users_the_trusted_ones_alone_are_believed(place: str, to: str) -> None:
    with connected(place, to) as (_browser, taken):
        assert seen("203.0.113.9", taken, OWN) == "203.0.113.9"
        assert seen("203.0.113.9", taken, OTHERS) == to


@pytest.mark.parametrize("owners", [OWN, frozenset({0})])
def test_whoever_hangs_up_early_is_not_taken_for_root(owners: frozenset[int]) -> None:
    """The table has no owner any more then, and writes 0; and the request is worked on all the same."""
    with connected() as (browser, taken):
        peer = taken.getpeername()
        browser.shutdown(socket.SHUT_WR)
        assert seen("203.0.113.9", taken, owners) == "127.0.0.1"
        browser.close()
        assert seen("203.0.113.9", taken, owners) == "127.0.0.1"
    assert seen("203.0.113.9", None, owners, peer) == "127.0.0.1"


def test_a_proxy_of_another_machine_is_believed_by_its_address() -> None:
    assert seen("198.51.100.4, 2001:db8::5", None, OTHERS, ("192.0.2.1", 4711)) == "198.51.100.4"


def test_our_own_user_root_and_those_of_the_usual_proxies_that_there_are_count() -> None:
    found = TrustedProxies.of(["127.0.0.1"], ["nobody.is.called.so", "daemon"])
    assert found.owners == {os.geteuid(), 0, pwd.getpwnam("daemon").pw_uid}
