"""How much the service keeps for a page that does not read it: its connection is slow, or the page is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

# Some hundred customers' worth of messages.
UNREAD_AT_MOST = 32 << 20


@dataclass
class Unread:
    """Counts the bytes that are kept for a page and not read by it yet.

    One message counts for half of the limit at most: what comes after a large download must not end its page.

    Attributes:
        at_most: With more than so many bytes unread, nothing more is kept.
        waiting: How many there are, as they count.
    """

    at_most: int = UNREAD_AT_MOST
    waiting: int = 0

    @property
    def is_too_much(self) -> bool:
        """Whether nothing more is to be kept."""
        return self.waiting > self.at_most

    def sent(self, size: int, on_its_way: asyncio.Future[None]) -> None:
        """Count a message until the network took it."""
        counted = self._counted(size)
        self.waiting += counted

        def taken(written: asyncio.Future[None]) -> None:
            self.waiting -= counted
            if not written.cancelled():
                written.exception()  # a connection that broke is noticed elsewhere

        on_its_way.add_done_callback(taken)

    def kept(self, parts: Sequence[Any]) -> None:
        """Count a message that is kept in parts until the page comes back."""
        self.waiting += self._counted(sum(map(len, parts)))

    def _counted(self, size: int) -> int:
        return min(size, self.at_most // 2)
