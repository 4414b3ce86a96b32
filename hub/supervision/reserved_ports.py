"""The ports of a publication: nobody else's when they are taken, and kept from others while the part that listens there is away.

Whoever listens at the port of a Hub that is just being started again is sent the passwords of all who log in, and the
service's key. So the supervisor keeps each port by a socket that is bound and does not listen: beside it only processes
of the same user can bind, if they say, as it does, that they share the port (SO_REUSEPORT, socket(7)). While none of them
listens, all who ask are refused, as at any port that nobody has.

A port is taken before it is shared: of two publications of one user the second is refused it, also while the first one
only keeps it. Each of them would be sent half of what the other one is asked.
"""

from __future__ import annotations

import errno
import logging
import socket
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tornado import netutil, tcpserver

from clientinfo_kernel.errors import ClientInfoError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOG = logging.getLogger("clientinfo")
_IS_LINUX = sys.platform.startswith("linux")  # elsewhere the option means something else
_HERE = "127.0.0.1"


class PortTaken(ClientInfoError):
    """Somebody has a port that must be ours.

    Attributes:
        port: Its number.
    """

    def __init__(self, port: int) -> None:
        """Say which."""
        super().__init__(f"port {port} is in use")
        self.port = port


class ReservedPorts(ExitStack):
    """Ports that are kept within the block."""

    def __init__(self) -> None:
        """Keep none yet."""
        super().__init__()
        self._kept: dict[tuple[str, int], socket.socket] = {}

    def free(self) -> int:
        """Return a port of this machine alone that nobody has, and keep it."""
        kept = self.enter_context(_taken(_HERE, 0))
        port: int = kept.getsockname()[1]
        if _IS_LINUX:
            self._kept[_HERE, port] = kept
        else:
            kept.close()  # nobody could listen beside it
        return port

    def keep(self, places: Iterable[tuple[str, int]], beside: Iterable[tuple[str, int]] = ()) -> None:
        """Keep these ports and no other ones.

        Args:
            places: Network addresses and ports that must be ours.
            beside: Others, which are kept where that can be done; where it cannot, it is logged.

        Raises:
            PortTaken: Somebody has one of ``places``.
        """
        wanted = (*places, *beside)
        for place in [each for each in self._kept if each not in wanted]:
            self._kept.pop(place).close()
        for place in wanted if _IS_LINUX else ():
            if place in self._kept:
                continue
            try:
                self._kept[place] = self.enter_context(_taken(*place))
            except OSError as error:
                if error.errno == errno.EADDRINUSE and place in places:
                    raise PortTaken(place[1]) from error
                _LOG.warning("port %s is not kept from other users of this machine: %s", place[1], error)


def share_ports() -> None:
    """Let this process listen at ports that its supervisor keeps."""
    if not _IS_LINUX:
        return

    def shared(*place: Any, **how: Any) -> list[socket.socket]:
        return netutil.bind_sockets(*place, **{**how, "reuse_port": True})

    vars(tcpserver)["bind_sockets"] = shared  # the name by which each server calls it


def _taken(address: str, port: int) -> socket.socket:
    """Return a socket that has the port, which must be nobody's, and from now on lets others of its user share it."""
    kept = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        try:
            kept.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            # It can be what is left of connections of an earlier run. With this option two can bind at the same moment:
            # it is there for as short as can be, and not at all for a port that was free.
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            kept.bind((address, port))
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        if _IS_LINUX:
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError:
        kept.close()
        raise
    return kept
