"""Whose process listens at a port of this machine: nobody else gets a key."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hub.web.socket_table import LISTENS, sockets

if TYPE_CHECKING:
    from hub.web.socket_table import Address, Socket

_EVERYWHERE = {4: (IPv4Address(0), IPv6Address(0)), 6: (IPv6Address(0),)}


def is_listener_of(owner: int, address: str) -> bool:
    """Return whether what listens at an address belongs to a user of this machine, and to nobody else.

    After a crash the port in an old file can be anybody's, who answers as the Hub would. False where nobody listens;
    True where it cannot be found out: on another system than Linux, and for an address of another machine.

    Args:
        owner: The user's number.
        address: As ``http://127.0.0.1:8081/``.
    """
    try:
        parts = urlsplit(address)
        found = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)
        places = {ip_address(each[4][0]) for each in found}
        listeners = [each for each in sockets() if each.state == LISTENS and each.port == parts.port]
    except (OSError, ValueError):
        return True
    here = [place for place in places if _is_here(place)]
    owners = set().union(*(_owners(place, listeners) for place in here))
    return owners == {owner} if here else True


def _owners(place: Address, listeners: list[Socket]) -> set[int]:
    """Return who gets the connections to an address: who listens there, before those who listen everywhere."""
    exact = {each.owner for each in listeners if each.address == place}
    # [::] takes connections to addresses of IPv4, too, unless its owner forbade it, which the table does not say.
    return exact or {each.owner for each in listeners if each.address in _EVERYWHERE[place.version]}


def _is_here(place: Address) -> bool:
    """Return whether an address is one of this machine."""
    family = socket.AF_INET if place.version == 4 else socket.AF_INET6  # noqa: PLR2004  # the protocol's number
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(place), 0))
    except OSError:
        return False
    return True
