"""Whose process listens at a port of this machine: nobody else gets a key."""

from __future__ import annotations

import socket
import sys
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Address: TypeAlias = IPv4Address | IPv6Address

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LISTENS = "0A"  # TCP_LISTEN, include/net/tcp_states.h
_EVERYWHERE = {4: (IPv4Address(0), IPv6Address(0)), 6: (IPv6Address(0),)}


class Listener(NamedTuple):
    """A socket that waits for connections.

    Attributes:
        address: Where; IPv4 in the clothes of IPv6 (``::ffff:127.0.0.1``) as IPv4.
        port: TCP port.
        owner: Number of the user whose it is.
    """

    address: Address
    port: int
    owner: int


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
        listeners = [each for each in _listeners() if each.port == parts.port]
    except (OSError, ValueError):
        return True
    here = [place for place in places if _is_here(place)]
    owners = set().union(*(_owners(place, listeners) for place in here))
    return owners == {owner} if here else True


def _owners(place: Address, listeners: list[Listener]) -> set[int]:
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


def _listeners() -> Iterator[Listener]:
    for table in _TABLES:
        if table is _TABLES[1] and not table.exists():  # a machine without IPv6
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            row = line.split()
            if row[3] == _LISTENS:
                place, port = row[1].split(":")
                yield Listener(_decoded(place), int(port, 16), int(row[7]))


def _decoded(place: str) -> Address:
    """Return an address of the kernel's table: words of 32 bits, each as the machine's own number."""
    words = (place[at : at + 8] for at in range(0, len(place), 8))
    address = ip_address(b"".join(int(word, 16).to_bytes(4, sys.byteorder) for word in words))
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
