"""Whose process listens at a port of this machine: nobody else is told a key."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

_TABLE = Path("/proc/net/tcp")
_LISTENS = "0A"  # TCP_LISTEN, include/net/tcp_states.h


def is_listener_of(owner: int, address: str) -> bool:
    """Return whether what listens at an address belongs to a user of this machine.

    After a crash the port in an old file can be anybody's, who answers as the Hub would. True where it cannot be told:
    on another system than Linux, and for an address of another machine.

    Args:
        owner: The user's number.
        address: Of IPv4, as ``http://127.0.0.1:8081/``.
    """
    parts = urlsplit(address)
    try:
        lines = _TABLE.read_text(encoding="ascii").splitlines()[1:]
        # The kernel writes an address as the machine's own number.
        here = f"{int.from_bytes(socket.inet_aton(parts.hostname or ''), 'little'):08X}:{parts.port:04X}"
    except (OSError, ValueError):
        return True
    rows = [line.split() for line in lines]
    everywhere = f"{0:08X}:{parts.port:04X}"
    owners = {int(row[7]) for row in rows if row[3] == _LISTENS and row[1] in (here, everywhere)}
    return owners <= {owner}
