"""The ports of a publication, kept from the other users of the machine while the part that listens there is away.

Whoever listens at the port of a Hub that is just being started again is sent the passwords of all who log in, and the
service's key. So the supervisor keeps each port by a socket that is bound and does not listen: beside it only processes
of the same user can bind, if they say, as it does, that they share the port (SO_REUSEPORT, socket(7)). While none of them
listens, whoever asks is refused, as at any port that nobody has.
"""

from __future__ import annotations

import logging
import socket
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from tornado import netutil, tcpserver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOG = logging.getLogger("clientinfo")
_IS_LINUX = sys.platform.startswith("linux")  # elsewhere the option means something else


@contextmanager
def reserved_ports(places: Iterable[tuple[str, int]]) -> Iterator[None]:
    """Keep ports within the block; one that cannot be kept just now is logged.

    Args:
        places: Network addresses and ports.
    """
    with ExitStack() as kept:
        for address, port in places if _IS_LINUX else ():
            try:
                kept.enter_context(_bound(address, port))
            except OSError as error:
                _LOG.warning("port %s is not kept from other users of this machine: %s", port, error)
        yield


def share_ports() -> None:
    """Let this process listen at ports that its supervisor keeps."""
    if not _IS_LINUX:
        return

    def shared(*place: Any, **how: Any) -> list[socket.socket]:
        return netutil.bind_sockets(*place, **{**how, "reuse_port": True})

    vars(tcpserver)["bind_sockets"] = shared  # the name by which each server calls it


def _bound(address: str, port: int) -> socket.socket:
    kept = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.bind((address, port))
    except OSError:
        kept.close()
        raise
    return kept
