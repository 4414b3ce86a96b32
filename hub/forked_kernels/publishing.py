"""What a page's kernel says goes out from the thread that says it.

A stock kernel has a thread that publishes, so that a cell that computes for minutes shows what it prints, and one that
receives, so that several cells can run at once. Each message crosses both, and after each the kernel waits twice until
nothing is left to print. A page's messages take milliseconds, nobody reads what it prints, and every thread has memory
of its own.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ipykernel.iostream import IOPubThread

if TYPE_CHECKING:
    from collections.abc import Callable


class Publisher(IOPubThread):
    """Stands in for ipykernel's thread, and starts none: its loop is the kernel's own."""

    def __init__(self, socket: Any, pipe: bool = False, session: Any = None) -> None:  # noqa: FBT001, FBT002  # its signature
        """Publish by a socket, without what processes that the kernel starts would print by (``pipe``).

        That is a port at which every user of the machine could be heard.
        """
        del pipe
        super().__init__(socket, pipe=False, session=session)  # type: ignore[no-untyped-call]  # it has no types

    def start(self) -> None:
        """Remember who speaks for the kernel."""
        self._speaker = threading.get_ident()

    def schedule(self, f: Callable[[], object]) -> None:
        """Do something with the socket, which belongs to one thread: at once there, from another one when the kernel waits."""
        if threading.get_ident() == self._speaker:
            f()
        else:
            self.io_loop.add_callback(f)
