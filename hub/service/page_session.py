"""One open page: whose it is, when somebody last touched it, and what went to and came from it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.service.cell_execution import KernelTalk
from hub.service.deliveries import Deliveries
from hub.service.hub_identity import Person

# One page belongs to a kernel; a second one comes where a browser restores a tab.
_MOST_PAGES = 4


@dataclass(eq=False)
class PageSession:
    """One open page: whose it is, which app it shows (``version``: of a released notebook), when somebody last touched it (monotonic seconds).

    ``hang_up`` has a function for each connection of the page: called when the session ends, so that the page notices.
    ``controls`` counts how often it asked for its widgets; ``busy_since`` is when its kernel began with the message at hand.
    ``start`` still listens to the kernel for the page, from the states inside the page until ``is_connected``. ``is_made``
    is set once the page's own cells ran and what follows is for its connection, which waits for that.
    ``making`` sends the page until it is whole; ``is_broken_off``: its person is not allowed to have it any more.
    """

    owner: Person
    app: str
    version: str = ""
    touched: float = field(default_factory=time.monotonic)
    seen: float = field(default_factory=time.monotonic)
    hang_up: list[Callable[[], None]] = field(default_factory=list, compare=False)
    start: KernelTalk | None = field(default=None, compare=False)
    is_connected: bool = field(default=False, compare=False)
    is_made: asyncio.Event = field(default_factory=asyncio.Event, compare=False)
    making: asyncio.Task[Any] | None = field(default=None, compare=False)
    is_broken_off: bool = False
    controls: int = 0
    busy_since: float | None = None
    _unread: list[dict[str, Any]] = field(default_factory=list, compare=False)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
    _deliveries: dict[str, Deliveries] = field(default_factory=dict, compare=False)

    def touch(self) -> None:
        """Somebody did something."""
        self.touched = self.seen = time.monotonic()

    def deliveries_to(self, page: str) -> Deliveries:
        """Return what went to and came from a page, over all its connections. ``page``: the name that it connects with."""
        if page not in self._deliveries and len(self._deliveries) >= _MOST_PAGES:
            del self._deliveries[next(iter(self._deliveries))]
        return self._deliveries.setdefault(page, Deliveries())

    def note_state(self, state: str) -> None:
        """Hear what the kernel says of itself: ``busy`` when it begins with a message, ``idle`` when it is done."""
        if state == "busy" and self.busy_since is None:
            self.busy_since = time.monotonic()
        elif state == "idle":
            self.busy_since = None

    def listens(self, start: KernelTalk) -> None:
        """Let the talk in which the page was made listen until the page is connected, if it is not already."""
        self.is_made.set()
        if self.is_connected:
            start.close()
        else:
            self.start = start

    async def read_start(self) -> None:
        """Read what the kernel said between the states inside the page and its first connection, which is now."""
        self.is_connected = True
        async with self._reading:
            start, self.start = self.start, None
            if start is None:
                return
            try:
                self._unread += await start.unread()
            finally:
                start.close()

    def unread(self) -> list[dict[str, Any]]:
        """Return what was read so, once: to the connection that can tell the page of it."""
        found, self._unread = self._unread, []
        return found

    def break_off(self) -> None:
        """Send no more of a page that is being made; once: it ends by saying so."""
        if self.making is not None and not self.is_broken_off:
            self.making.cancel()
        self.is_broken_off = True

    def end(self) -> None:
        """Hang up."""
        self.is_made.set()
        for hang_up in tuple(self.hang_up):
            hang_up()
        if self.start is not None:
            self.start.close()
            self.start = None
