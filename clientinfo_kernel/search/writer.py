"""Writing the search file (``format``): sections collected piece by piece, then joined and swapped in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from clientinfo_kernel.search.format import ALIGNMENT, MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import polars as pl


_MOST_IN_32_BITS = 2**32 - 1
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
            if self._types[section] == "Q" and _narrowed(Path(file.name)):
                self._types[section] = "I"
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
    """Appends texts; ``finish`` writes the end of the last one."""

    def __init__(self, name: str, writer: ContainerWriter) -> None:
        self._name = name
        self._writer = writer
        self._end = 0

    def add(self, texts: pl.Series) -> None:
        """Append texts (no nulls)."""
        lengths = texts.str.len_bytes().to_numpy().astype(np.uint64)
        ends = self._end + np.cumsum(lengths, dtype=np.uint64)
        self._writer.append(f"{self._name}_start", ends - lengths, "Q")
        self._writer.append(f"{self._name}_text", "".join(texts.to_list()).encode())
        self._end = int(ends[-1]) if len(ends) else self._end

    def finish(self) -> None:
        """Write the end of the last text."""
        self._writer.append(f"{self._name}_start", np.array([self._end], dtype=np.uint64), "Q")


def _narrowed(file: Path) -> bool:
    """Write numbers of 64 bits in 32 where all fit: places in texts and lists do in a house of a million customers."""
    if not file.stat().st_size:
        return False
    beside = file.with_name(f"{file.name}-32")
    wide: npt.NDArray[np.uint64] = np.memmap(file, dtype=np.uint64, mode="r")
    if any(int(piece.max()) > _MOST_IN_32_BITS for piece in _pieces(wide)):
        return False
    with beside.open("wb") as narrow:
        for piece in _pieces(wide):
            narrow.write(piece.astype(np.uint32).tobytes())
    beside.replace(file)
    return True


def _pieces(numbers: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.uint64]]:
    return (numbers[start : start + _PIECE] for start in range(0, len(numbers), _PIECE))


def _pad(file: BinaryIO) -> None:
    file.write(b"\0" * (-file.tell() % ALIGNMENT))
