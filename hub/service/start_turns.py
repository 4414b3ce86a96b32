"""Whose page starts next: nobody waits for all the pages that somebody else has just opened."""

from __future__ import annotations

import asyncio
from collections import Counter


class StartTurns:
    """So many pages start side by side; a turn that is free goes to the one who has the fewest that start, then to the first.

    Args:
        at_once: How many.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._starting: Counter[str] = Counter()
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []

    async def take(self, person: str) -> None:
        """Wait for a turn; it has to be given back."""
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append((person, mine))
        self._hand_out()
        try:
            await mine
        except asyncio.CancelledError:
            if mine.cancelled():
                self._waiting.remove((person, mine))
            else:  # it came in the moment in which nobody waited for it any longer
                self.give_back(person)
            raise

    def give_back(self, person: str) -> None:
        """Let the next page start."""
        self._free += 1
        self._starting[person] -= 1
        self._starting += Counter()  # without those who have none
        self._hand_out()

    def _hand_out(self) -> None:
        while self._free and (waiting := [each for each in self._waiting if not each[1].done()]):
            person, turn = min(waiting, key=lambda each: self._starting[each[0]])
            self._waiting.remove((person, turn))
            self._free -= 1
            self._starting[person] += 1
            turn.set_result(None)
