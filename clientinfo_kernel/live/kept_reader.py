"""A connection to a file of SQLite that stays open from one look to the next.

Opening one reads the whole schema again: a tenth of what it takes to open a customer. Between two looks it is in no
transaction and holds no lock, so it keeps nobody from writing.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet, finalize

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa


class KeptReader:
    """The engine of those who read a file; whoever reads has a connection of their own meanwhile.

    Args:
        make: Makes an engine whose connections stay open; it holds nothing that holds this.
    """

    def __init__(self, make: Callable[[], sa.Engine]) -> None:
        self._make = make
        self._engine: sa.Engine | None = None
        self._identity: object = None
        self._end: finalize[..., KeptReader] | None = None
        with _TURN:
            _EVERY.add(self)

    def of(self, identity: object) -> sa.Engine:
        """Return the engine for a file; another one than last time, put back from a backup, is opened again.

        Args:
            identity: Device and inode of the file.
        """
        with _TURN:
            if self._engine is None or self._identity != identity:
                self._close()
                self._engine, self._identity = self._make(), identity
                # Engines go round in circles: one that is left would keep its files open until the collector comes by.
                self._end = finalize(self, self._engine.dispose)
                self._end.atexit = False
            return self._engine

    def let_go(self) -> None:
        """Close what is open."""
        with _TURN:
            self._close()

    def _close(self) -> None:
        self._engine = None
        if self._end is not None:
            self._end()


_EVERY: WeakSet[KeptReader] = WeakSet()
# Of two threads at their first look one makes the engine. A fork waits for its turn, so that no child is left with a lock
# that a thread holds which it does not have.
_TURN = Lock()


def _before_fork() -> None:
    _TURN.acquire()
    for each in list(_EVERY):
        each._close()  # noqa: SLF001  # the turn is ours


# SQLite forbids to carry a connection over a fork.
os.register_at_fork(before=_before_fork, after_in_parent=_TURN.release, after_in_child=_TURN.release)
