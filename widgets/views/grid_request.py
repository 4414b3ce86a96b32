"""What the browser asks of a grid, read without trust: a number is one of the table's, everything else is ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from widgets.views.grid_traits import SUM

# A row's number holds through filter and order, until the rows are others; a place among those shown does not. The
# column that orders and the text that filters mean what they say at any time.
_BY_NUMBER = frozenset({"choose", "follow"})


@dataclass(frozen=True)
class GridRequest:
    """A message of the browser.

    Attributes:
        message: As it came; every value can be missing or of any type.
    """

    message: dict[str, Any]

    @property
    def do(self) -> str:
        """What is to be done."""
        return str(self.message.get("do"))

    @property
    def key(self) -> str:
        """The letter that was pressed on a row; another word for none."""
        return str(self.message.get("key"))

    def is_of(self, version: int, numbering: int) -> bool:
        """Return whether the rows that it means are those of now.

        Args:
            version: As in ``GridState``.
            numbering: Likewise.
        """
        name, now = ("numbering", numbering) if self.do in _BY_NUMBER else ("version", version)
        return bool(self.message.get(name, now) == now)

    def whole(self, name: str) -> int | None:
        """Return a whole number of zero or more."""
        value = self.message.get(name)
        return value if type(value) is int and value >= 0 else None

    def column(self, count: int) -> int | None:
        """Return the number of one of so many columns."""
        place = self.whole("column")
        return place if place is not None and place < count else None

    def row(self, height: int) -> int | None:
        """Return the number of one of so many rows."""
        number = self.whole("row")
        return number if number is not None and number < height else None

    def opened_row(self, height: int) -> int | None:
        """Return what opens or closes: the number of a row, or ``SUM``."""
        asked = self.message.get("row")
        return SUM if type(asked) is int and asked == SUM else self.row(height)
