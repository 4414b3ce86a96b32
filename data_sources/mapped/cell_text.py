"""The text of one cell of an Excel sheet, as its XML hands it over piece by piece."""

import re

from data_sources.mapped.damage import FileDamaged

LONGEST_TEXT = 32_767  # characters in a cell (Excel specifications and limits)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class CellText:
    """The text of the cell that is being read, no longer than Excel allows one to be; readings (Japanese) left out."""

    def __init__(self) -> None:
        self._is_open = False
        self._is_reading = False
        self._pieces: list[str] = []
        self._length = 0

    def clear(self) -> None:
        """Begin with another cell."""
        self._pieces, self._length = [], 0

    def start(self, name: str) -> None:
        """Open at an element that holds text."""
        self._is_reading |= name == "rPh"
        self._is_open = name in {"t", "v"} and not self._is_reading

    def end(self, name: str) -> None:
        """Close at the end of an element."""
        self._is_reading &= name != "rPh"
        self._is_open = False

    def data(self, text: str) -> None:
        """Take a piece of text, if it belongs to the cell."""
        if not self._is_open:
            return
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise FileDamaged(f"is refused: a cell holds more than {LONGEST_TEXT} characters")
        self._pieces.append(text)

    @property
    def text(self) -> str:
        """The whole text; what XML cannot say is written ``_x000D_``."""
        whole = "".join(self._pieces)
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), whole) if "_x" in whole else whole
