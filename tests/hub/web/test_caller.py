"""From where a request comes: one spelling for each address, whatever a proxy or a client writes."""

from types import SimpleNamespace

import pytest
from tornado.httputil import HTTPHeaders

from hub.web.caller import caller_address

TRUSTED = ("127.0.0.1", "::1", "2001:DB8::5")


def seen(forwarded: str, peer: tuple[str, int] | str | None = ("127.0.0.1", 5)) -> str:
    connection = SimpleNamespace(context=SimpleNamespace(address=peer))
    headers = HTTPHeaders({"X-Forwarded-For": forwarded} if forwarded else {})
    return caller_address(SimpleNamespace(headers=headers, connection=connection), TRUSTED)  # type: ignore[arg-type]


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
    assert seen(forwarded) == address


@pytest.mark.parametrize(
    ("peer", "address"), [(("::ffff:192.0.2.7", 1, 0, 0), "192.0.2.7"), ("", "unknown"), (None, "unknown")]
)
def test_without_a_proxy_it_is_the_connection_s(peer: tuple[str, int] | str | None, address: str) -> None:
    assert seen("", peer) == address
