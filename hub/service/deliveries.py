"""What a page and its kernel say to each other arrives, and arrives once, though a connection dies under it.

A broken connection takes with it what was on its way. So both sides number what they say, keep it for a while, and say it
again on the next connection: the page what its kernel did not answer yet, the service what the page had not heard.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

# Kept bytes of a page that read them all, for the half minute until that is certain.
KEPT_AT_MOST = 4 << 20
# More digits has no number that counts messages of a page.
_MOST_DIGITS = 15


@dataclass
class Deliveries:
    """Both directions between a page and its kernel, over all its connections.

    Attributes:
        kept_at_most: Bytes that are kept for the next connection; the newest message is kept whatever its size.
        heard: The number of the page's last message that came; numbers grow.
        sent: How many messages the page was sent.
    """

    kept_at_most: int = KEPT_AT_MOST
    heard: int = 0
    sent: int = 0
    _kept: deque[bytes] = field(default_factory=deque)
    _kept_bytes: int = 0
    _at_last_answer: int = 0

    def is_new(self, message_id: str | None) -> bool:
        """Note a message of the page by its id, ``<anything>_<number>``; return whether it had not come already.

        Messages keep their order on a connection and are said again in it, so the last number says all. One without a
        number is always new.
        """
        number = read_count((message_id or "").rpartition("_")[2]) if "_" in (message_id or "") else None
        if number is None:
            return True
        if number <= self.heard:
            return False
        self.heard = number
        return True

    def tell(self, message: bytes) -> None:
        """Keep a message that goes to the page now."""
        self.sent += 1
        self._kept.append(message)
        self._kept_bytes += len(message)
        while self._kept_bytes > self.kept_at_most and len(self._kept) > 1:
            self._forget_first()

    def missed(self, heard: int) -> tuple[bytes, ...] | None:
        """Return what a page has to be sent again that heard so many messages; None where some of it is kept no more."""
        first = self.sent - len(self._kept)
        if heard < first:
            return None
        return tuple(self._kept)[heard - first :]

    def answered(self) -> None:
        """Forget what the page has heard for certain, when it answers a ping.

        A ping is sent after the answer to the one before, so it came after all that had been sent until then.
        """
        while self._kept and self.sent - len(self._kept) < self._at_last_answer:
            self._forget_first()
        self._at_last_answer = self.sent

    def _forget_first(self) -> None:
        self._kept_bytes -= len(self._kept.popleft())


def read_count(digits: str) -> int | None:
    """Return a count of messages that a page names; None: it is none, or has more digits than any."""
    is_one = digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_one else None
