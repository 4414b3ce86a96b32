"""The search file: named arrays one behind the other, mapped read-only, so that all processes share the pages.

Here is what its writer and its readers agree on (marks, sizes, bits), and how its arrays and texts are read.
"""

from __future__ import annotations

import json
import mmap
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import SnapshotDamaged

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

MAGIC = b"clientinfo-find6"
ALIGNMENT = 64

# Marks keep special keys apart from words and numbers (none of them occurs in a folded text).
NAME_MARK = "="  # before the words of a whole name, sorted
TAIL_MARK = "~"  # before the digits of a phone number, last digit first
TOPIC_MARKS = {"revenue": "$", "receivables": "!"}  # before keys that only viewers of the topic look up

CLASS_SHIFT = 30  # the upper two bits of a posting's term hold the class of its key
TERM_MASK = (1 << CLASS_SHIFT) - 1
BROAD = 1024  # a beginning with more postings has its best ones chosen in advance
HEAD = 64  # this many customers
BLOCK_SHIFT = 6
BLOCK = 1 << BLOCK_SHIFT  # texts: where one starts is counted from the start of its block
NO_BITMAP = 0xFFFFFFFF


def bitmap_least(customers: int) -> int:
    """Return the number of postings from which a beginning has a bitmap of its customers, no larger than their list."""
    return max(BROAD, customers // 32)


class Container:
    """A search file mapped into memory; an old one stays readable after a newer one took its name."""

    def __init__(self, path: Path) -> None:
        """Map the file.

        Raises:
            SnapshotDamaged: It is not a search file, is of another version, or is cut short.
        """
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._view = memoryview(self._map)
            length = int.from_bytes(self._map[16:24], "little")
            head = json.loads(self._map[24 : 24 + length]) if self._map[:16] == MAGIC else None
        except (OSError, ValueError) as error:
            raise SnapshotDamaged(f"{path} cannot be read as a search file ({error}): refresh again") from error
        start = -(-(24 + length) // ALIGNMENT) * ALIGNMENT
        if head is None or len(self._map) < start + head["size"]:
            self.close()
            raise SnapshotDamaged(f"{path} is not a complete search file of this version: refresh again")
        self.facts: dict[str, int] = head["facts"]
        self._sections = {name: (code, start + at, size) for name, (code, at, size) in head["sections"].items()}
        self._cast: list[memoryview] = []

    def section(self, name: str) -> memoryview:
        """Return a section as a sequence of its numbers (empty where nothing was written)."""
        code, start, size = self._sections.get(name, ("B", 0, 0))
        cast = self._view[start : start + size].cast(code)
        self._cast.append(cast)
        return cast

    def close(self) -> None:
        """Let go of the file."""
        for cast in getattr(self, "_cast", ()):
            cast.release()
        self._view.release()
        self._map.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class TextColumn:
    """Reads texts by their number."""

    def __init__(self, name: str, container: Container) -> None:
        self._block, self._start = container.section(f"{name}_block"), container.section(f"{name}_start")
        self._text = container.section(f"{name}_text")

    def __len__(self) -> int:
        return len(self._start) - 1

    def __getitem__(self, number: int) -> str:
        return self.raw(number).decode()

    def length(self, number: int) -> int:
        """Return how many UTF-8 bytes a text has."""
        return self._place(number + 1) - self._place(number)

    def raw(self, number: int) -> bytes:
        """Return the UTF-8 bytes of a text."""
        return bytes(self._text[self._place(number) : self._place(number + 1)])

    def first_from(self, wanted: bytes, low: int = 0) -> int:
        """Return the number of the first text not below ``wanted``; the texts must be in the order of their bytes.

        ``low``: a number from which it is known to lie.
        """
        high = len(self)
        block, start, text = self._block, self._start, self._text
        while low < high:
            middle = (low + high) // 2
            after = middle + 1
            begin, end = block[middle >> BLOCK_SHIFT] + start[middle], block[after >> BLOCK_SHIFT] + start[after]
            if bytes(text[begin:end]) < wanted:
                low = after
            else:
                high = middle
        return low

    def _place(self, number: int) -> int:
        return int(self._block[number >> BLOCK_SHIFT] + self._start[number])
