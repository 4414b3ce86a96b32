"""Where a request comes from, as far as the proxies in front can be believed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from hub.configuration.machine_users import user_number
from hub.web.socket_table import ESTABLISHED, plain_address, sockets

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tornado.httputil import HTTPServerRequest

    from hub.configuration.hub_settings import MachineUser
    from hub.web.socket_table import Address

UNKNOWN = "unknown"
# Of a connection whose other end is on this machine, and no process holds it any more.
_NOBODY = -1


@dataclass(frozen=True)
class TrustedProxies:
    """Whose word about a browser's address counts.

    Attributes:
        addresses: Of machines with proxies in front of our own one.
        owners: Numbers of the users of this machine whose processes are such proxies.
    """

    addresses: frozenset[str]
    owners: frozenset[int]

    @classmethod
    def of(cls, addresses: Collection[str], users: Collection[MachineUser]) -> TrustedProxies:
        """Return those of the settings, with our own user and root.

        Args:
            addresses: ``trusted_proxies``.
            users: ``trusted_proxy_users``; names that this machine does not have are left out.
        """
        owners = {number for user in users if (number := user_number(user)) is not None}
        return cls(frozenset(map(_plain, addresses)), frozenset({os.geteuid(), 0, *owners}))


def caller_address(request: HTTPServerRequest, trusted: TrustedProxies) -> str:
    """Return the address that the outermost trusted proxy saw; ``UNKNOWN`` where it says none that can be one.

    Each proxy appends the address of its caller to X-Forwarded-For; whatever stands before the last entry can be made
    up by the client. ``request.remote_ip`` is not used: Tornado lets the client's X-Real-Ip override it. A user of this
    machine reaches us at the same address as our own proxy: who holds the other end says which of them it is.
    """
    peer = getattr(getattr(request.connection, "context", None), "address", None)
    forwarded = [_plain(each) for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    if forwarded and peer and _is_of_stranger(request, peer, trusted.owners):
        forwarded = []
    for address in reversed(forwarded):
        if address not in trusted.addresses:
            return address
    if forwarded:
        return forwarded[0]
    return _plain(str(peer[0])) if peer else UNKNOWN


def _is_of_stranger(request: HTTPServerRequest, peer: Sequence[Any], owners: Collection[int]) -> bool:
    """Return whether somebody of this machine sent it who is not trusted; False where the system does not tell."""
    try:
        owner = _holder(_address(peer[0]), peer[1], _own_place(request))
    except (OSError, ValueError, IndexError):  # another system than Linux; no TCP
        return False
    return owner is not None and owner not in owners


def _own_place(request: HTTPServerRequest) -> tuple[Address, int] | None:
    """Return at which address and port of ours a connection came in; None: it has ended."""
    connection = request.connection.stream.socket  # type: ignore[union-attr]  # tornado's HTTP1Connection
    if connection is None:
        return None
    address, port, *_more = connection.getsockname()
    return _address(address), port


def _holder(peer: Address, peer_port: int, own: tuple[Address, int] | None) -> int | None:
    """Return whose the other end of a connection is; None: another machine's.

    One that was closed early has no owner, which the table writes as root's: it is nobody's.
    """
    found = sockets()
    end = next((each for each in found if own is not None and each[:4] == (peer, peer_port, *own)), None)
    if end is None:
        return _NOBODY if peer.is_loopback else None
    return end.owner if end.is_held and end.state == ESTABLISHED else _NOBODY


def _address(written: str) -> Address:
    return plain_address(ip_address(written.partition("%")[0]))


def _plain(written: str) -> str:
    """Return an address in its one spelling: without the port that some proxies add, which is new for each connection.

    What is written as IPv6 and is IPv4 (``::ffff:192.0.2.1``, of a socket that serves both) is IPv4.
    """
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(plain_address(ip_address(text)))
    except ValueError:
        return UNKNOWN
