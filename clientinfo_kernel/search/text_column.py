"""A column of texts in the search file: their bytes, and where each one starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from clientinfo_kernel.search.container import Container, ContainerWriter


class TextColumnWriter:
    """Appends texts; ``finish`` writes the end of the last one."""

    def __init__(self, name: str, writer: ContainerWriter) -> None:
        self._name = name
        self._writer = writer
        self._end = 0

    def add(self, texts: pl.Series) -> None:
        """Append texts (no nulls)."""
        import numpy as np

        lengths = texts.str.len_bytes().to_numpy().astype(np.uint64)
        ends = self._end + np.cumsum(lengths, dtype=np.uint64)
        self._writer.append(f"{self._name}_start", ends - lengths, "Q")
        self._writer.append(f"{self._name}_text", "".join(texts.to_list()).encode())
        self._end = int(ends[-1]) if len(ends) else self._end

    def finish(self) -> None:
        """Write the end of the last text."""
        import numpy as np

        self._writer.append(f"{self._name}_start", np.array([self._end], dtype=np.uint64), "Q")


class TextColumn:
    """Reads texts by their number."""

    def __init__(self, name: str, container: Container) -> None:
        self._start = container.section(f"{name}_start")
        self._text = container.section(f"{name}_text")

    def __len__(self) -> int:
        return len(self._start) - 1

    def __getitem__(self, number: int) -> str:
        return self.raw(number).decode()

    def raw(self, number: int) -> bytes:
        """The UTF-8 bytes of a text."""
        return bytes(self._text[self._start[number] : self._start[number + 1]])

    def first_from(self, wanted: bytes, low: int = 0) -> int:
        """The number of the first text not below ``wanted``; the texts must be in the order of their bytes.

        ``low``: a number from which it is known to lie.
        """
        high = len(self)
        start, text = self._start, self._text
        while low < high:
            middle = (low + high) // 2
            if bytes(text[start[middle] : start[middle + 1]]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low
