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
        self._rows: dict[int, None] = {}
        self.is_cut = False

    @property
    def rows(self) -> list[int]:
        """The marked rows."""
        return sorted(self._rows)

    def set(self, rows: Sequence[int], *, on: bool) -> None:
        """Mark rows, or take their marks away; beyond ``MOST_MARKED`` no more are marked, and ``is_cut`` says so."""
        self.is_cut = False
        for number in rows:
            if not on:
                self._rows.pop(number, None)
            elif len(self._rows) < MOST_MARKED or number in self._rows:
                self._rows[number] = None
            else:
                self.is_cut = True
                break

    def clear(self) -> None:
        """Take all marks away."""
        self._rows.clear()
        self.is_cut = False

    def message(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {"do": "marked", "rows": self.rows, "cut": self.is_cut}
