"""The sockets of this machine, as Linux lists them (proc(5), /proc/net/tcp): where each is, what it is connected to, whose it is."""

from __future__ import annotations

import sys
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Address: TypeAlias = IPv4Address | IPv6Address

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
ESTABLISHED, LISTENS = "01", "0A"  # include/net/tcp_states.h


class Socket(NamedTuple):
    """A TCP socket.

    Attributes:
        address: Where; IPv4 in the clothes of IPv6 (``::ffff:127.0.0.1``) as IPv4.
        port: TCP port.
        peer: What it is connected to.
        peer_port: Likewise.
        state: The kernel's code for it.
        owner: Number of the user whose it is; 0 also for one that no process holds any more.
        is_held: Whether a process holds it.
    """

    address: Address
    port: int
    peer: Address
    peer_port: int
    state: str
    owner: int
    is_held: bool


def sockets() -> Iterator[Socket]:
    """Yield every socket of this machine.

    Raises:
        OSError: It is another system than Linux.
    """
    for table in _TABLES:
        if table is _TABLES[1] and not table.exists():  # a machine without IPv6
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            row = line.split()
            yield Socket(*_place(row[1]), *_place(row[2]), row[3], int(row[7]), row[9] != "0")


def _place(written: str) -> tuple[Address, int]:
    address, port = written.split(":")
    return _decoded(address), int(port, 16)


def _decoded(place: str) -> Address:
    """Return an address of the kernel's table: words of 32 bits, each as the machine's own number."""
    words = (place[at : at + 8] for at in range(0, len(place), 8))
    return plain_address(ip_address(b"".join(int(word, 16).to_bytes(4, sys.byteorder) for word in words)))


def plain_address(address: Address) -> Address:
    """Return an address of IPv4 that is written as one of IPv6 as what it is."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
