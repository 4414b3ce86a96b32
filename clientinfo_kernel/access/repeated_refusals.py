"""Which refusals stand in the audit log already: a script that asks for the same again and again must not fill its volume.

What is shown, exported or changed has a line each time, and a brake of its own. A refusal gives nobody anything: of the
same one, a line a minute says as much as hundreds a second.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime

_SECONDS = 60.0
# Of more refusals than these the oldest is written again.
_MOST = 10_000


@dataclass
class RepeatedRefusals:
    """The refusals that this process wrote in the last minute."""

    _written: OrderedDict[Hashable, datetime] = field(default_factory=OrderedDict, repr=False)

    def is_new(self, refusal: Hashable, at: datetime) -> bool:
        """Return whether a refusal is to be written at a moment, and remember it; a clock that was set back writes again."""
        before = self._written.get(refusal)
        if before is not None and abs((at - before).total_seconds()) < _SECONDS:
            return False
        self._written[refusal] = at
        self._written.move_to_end(refusal)
        if len(self._written) > _MOST:
            self._written.popitem(last=False)
        return True
