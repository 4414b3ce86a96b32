"""bcrypt off the event loop: few threads, a bounded queue, and one attempt per name at a time."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from hub.accounts import passwords

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_WAITING = 40


class TooBusy(Exception):
    """So many people are logging in that one more would wait too long."""


class PasswordWorkers:
    """Computes and compares hashes in threads (bcrypt lets other threads run meanwhile).

    Half of the machine's cores at most, so that a flood of logins leaves room for the pages. At most ``waiting``
    attempts at once; the next ones are refused politely instead of piling up.
    """

    def __init__(self, waiting: int = _WAITING) -> None:
        self._threads = ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2), thread_name_prefix="password")
        # The first comparison with nobody makes the hash to compare with, which takes twice as long.
        self._threads.submit(passwords.matches, "", None)
        self._free = waiting
        self._names: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for this name's turn: parallel guesses at one name queue up, so that the lock-out counts each of them.

        Raises:
            TooBusy: The queue is full.
        """
        if not self._free:
            raise TooBusy
        self._free -= 1
        lock, users = self._names.get(name, (asyncio.Lock(), 0))
        self._names[name] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            self._free += 1
            lock, users = self._names.pop(name)
            if users > 1:
                self._names[name] = (lock, users - 1)

    async def matches(self, password: str, stored: bytes | None) -> bool:
        """``passwords.matches`` in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, passwords.matches, password, stored)

    async def hashed(self, password: str) -> bytes:
        """``passwords.hashed`` in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, passwords.hashed, password)
