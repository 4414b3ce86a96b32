"""Which rows of a grid are marked, for what is done with many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# As many as one bulk writes (``live.bulk.MOST_TARGETS``).
MOST_MARKED = 1000


class Marks:
    """Numbers of the marked rows, in the order in which they were marked."""

    def __init__(self) -> None:
        self._numbers: dict[int, None] = {}
        self.is_cut = False

    @property
    def numbers(self) -> list[int]:
        """The marked rows."""
        return sorted(self._numbers)

    def set(self, numbers: Sequence[int], *, on: bool) -> None:
        """Mark rows, or take their marks away; beyond ``MOST_MARKED`` no more are marked, and ``is_cut`` says so."""
        self.is_cut = False
        for number in numbers:
            if not on:
                self._numbers.pop(number, None)
            elif len(self._numbers) < MOST_MARKED or number in self._numbers:
                self._numbers[number] = None
            else:
                self.is_cut = True
                break

    def clear(self) -> None:
        """Take all marks away."""
        self._numbers.clear()
        self.is_cut = False

    def message(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {"do": "marked", "rows": self.numbers, "cut": self.is_cut}
