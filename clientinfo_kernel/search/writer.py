"""Writing the search file (``format``): sections collected piece by piece, then joined and swapped in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from clientinfo_kernel.search.format import ALIGNMENT, BLOCK, MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import polars as pl


_NARROW = {"H": 2**16 - 1, "I": 2**32 - 1}  # by typecode, the highest number
_PIECE = 1 << 20


class ContainerWriter:
    """Collects sections piece by piece beside the target, then joins them into one file and swaps it in."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self._path = path
        self._scratch = scratch
        self._files: dict[str, BinaryIO] = {}
        self._types: dict[str, str] = {}

    def append(self, section: str, piece: bytes | npt.NDArray[Any], typecode: str = "B") -> None:
        """Add a piece to a section; ``typecode`` as in ``struct``: B bytes, H 16, I 32, Q 64 bits."""
        if section not in self._files:
            self._files[section] = (self._scratch / f"section-{section}").open("wb")
            self._types[section] = typecode
        self._files[section].write(piece if isinstance(piece, bytes) else piece.tobytes())

    def finish(self, facts: dict[str, int]) -> None:
        """Write the file. It is complete before it takes the place of an older one."""
        directory: dict[str, tuple[str, int, int]] = {}
        position = 0
        for section, file in self._files.items():
            file.close()
            if self._types[section] == "Q":
                self._types[section] = _narrowed(Path(file.name))
            size = Path(file.name).stat().st_size
            directory[section] = (self._types[section], position, size)
            position += -(-size // ALIGNMENT) * ALIGNMENT
        head = json.dumps({"facts": facts, "sections": directory, "size": position}).encode()
        beside = self._scratch / "joined"
        with beside.open("wb") as joined:
            joined.write(MAGIC + len(head).to_bytes(8, "little") + head)
            _pad(joined)
            for file in self._files.values():
                with Path(file.name).open("rb") as piece:
                    shutil.copyfileobj(piece, joined, 1 << 20)
                _pad(joined)
                Path(file.name).unlink()
        beside.replace(self._path)


class TextColumnWriter:
    """Appends texts; ``finish`` writes the end of the last one.

    Where a text starts is counted from where its block of ``BLOCK`` texts does: few characters lie between, so that 16
    bits do for the most texts.
    """

    def __init__(self, name: str, writer: ContainerWriter) -> None:
        self._name = name
        self._writer = writer
        self._count = 0
        self._end = 0
        self._block = 0

    def add(self, texts: pl.Series) -> None:
        """Append texts (no nulls)."""
        lengths = texts.str.len_bytes().to_numpy().astype(np.uint64)
        ends = self._end + np.cumsum(lengths, dtype=np.uint64)
        self._start(ends - lengths)
        self._writer.append(f"{self._name}_text", "".join(texts.to_list()).encode())
        self._end = int(ends[-1]) if len(ends) else self._end

    def finish(self) -> None:
        """Write the end of the last text."""
        self._start(np.array([self._end], dtype=np.uint64))

    def _start(self, starts: npt.NDArray[np.uint64]) -> None:
        opens = np.arange(self._count, self._count + len(starts)) % BLOCK == 0
        blocks = np.append(np.array([self._block], dtype=np.uint64), starts[opens])
        self._writer.append(f"{self._name}_block", blocks[1:], "Q")
        self._writer.append(f"{self._name}_start", starts - blocks[np.cumsum(opens)], "Q")
        self._count += len(starts)
        self._block = int(blocks[-1])


def _narrowed(file: Path) -> str:
    """Write numbers of 64 bits in as few as hold them all; return the typecode of these.

    Places in texts and lists take 32 bits in a house of a million customers, those in a block of texts 16.
    """
    if not file.stat().st_size:
        return "Q"
    beside = file.with_name(f"{file.name}-narrow")
    wide: npt.NDArray[np.uint64] = np.memmap(file, dtype=np.uint64, mode="r")
    most = max(int(piece.max()) for piece in _pieces(wide))
    for typecode, highest in _NARROW.items():
        if most <= highest:
            with beside.open("wb") as narrow:
                for piece in _pieces(wide):
                    narrow.write(piece.astype(typecode).tobytes())
            beside.replace(file)
            return typecode
    return "Q"


def _pieces(values: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.uint64]]:
    return (values[start : start + _PIECE] for start in range(0, len(values), _PIECE))


def _pad(file: BinaryIO) -> None:
    file.write(b"\0" * (-file.tell() % ALIGNMENT))
