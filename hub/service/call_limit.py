"""How often somebody is allowed to ask for something within some time."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

# Of more callers than these the one who was quiet for the longest is forgotten.
_MOST_CALLERS = 10_000


@dataclass
class CallLimit:
    """Counts calls of each caller in the last seconds.

    Attributes:
        at_most: Calls that one caller has.
        seconds: In so many seconds.
        clock: Seconds, as ``time.monotonic``.
    """

    at_most: int
    seconds: float
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _calls: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, repr=False)

    def is_left(self, caller: str) -> bool:
        """Return whether a caller has a call left."""
        calls = self._calls.get(caller)
        if calls is None:
            return True
        while calls and self.clock() - calls[0] >= self.seconds:
            calls.popleft()
        return len(calls) < self.at_most

    def note(self, caller: str) -> None:
        """Count a call."""
        self._calls.setdefault(caller, deque(maxlen=self.at_most)).append(self.clock())
        self._calls.move_to_end(caller)
        if len(self._calls) > _MOST_CALLERS:
            self._calls.popitem(last=False)
