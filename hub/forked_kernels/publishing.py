"""What a page's kernel says goes out from the thread that says it.

A stock kernel has a thread that publishes, so that a cell that computes for minutes shows what it prints, and one that
receives, so that several cells can run at once. Each message crosses both, and after each the kernel waits twice until
nothing is left to print. A page's messages take milliseconds, nobody reads what it prints, and every thread has memory
of its own.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipykernel.iostream import IOPubThread

if TYPE_CHECKING:
    from collections.abc import Callable


class Publisher(IOPubThread):
    """Stands in for ipykernel's thread, and starts none: its loop is the kernel's own."""

    def start(self) -> None:
        """Remember who speaks for the kernel."""
        self._speaker = threading.get_ident()

    def schedule(self, f: Callable[[], object]) -> None:
        """Do something with the socket, which belongs to one thread: at once there, from another one when the kernel waits."""
        if threading.get_ident() == self._speaker:
            f()
        else:
            self.io_loop.add_callback(f)
