"""The search file: named arrays one behind the other, mapped read-only, so that all processes share the pages."""

from __future__ import annotations

import json
import mmap
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from clientinfo_kernel.errors import SnapshotDamaged

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import numpy.typing as npt

MAGIC = b"clientinfo-find2"
_ALIGNMENT = 64


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
            size = Path(file.name).stat().st_size
            directory[section] = (self._types[section], position, size)
            position += -(-size // _ALIGNMENT) * _ALIGNMENT
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


class Container:
    """A search file mapped into memory; an old one stays readable after a newer one took its name."""

    def __init__(self, path: Path) -> None:
        """Map the file.

        Raises:
            SnapshotDamaged: It is no search file, of another version, or cut short.
        """
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._view = memoryview(self._map)
            length = int.from_bytes(self._map[16:24], "little")
            head = json.loads(self._map[24 : 24 + length]) if self._map[:16] == MAGIC else None
        except (OSError, ValueError) as error:
            raise SnapshotDamaged(f"{path} cannot be read as a search file ({error}): refresh again") from error
        start = -(-(24 + length) // _ALIGNMENT) * _ALIGNMENT
        if head is None or len(self._map) < start + head["size"]:
            self.close()
            raise SnapshotDamaged(f"{path} is no complete search file of this version: refresh again")
        self.facts: dict[str, int] = head["facts"]
        self._sections = {name: (code, start + at, size) for name, (code, at, size) in head["sections"].items()}
        self._cast: list[memoryview] = []

    def section(self, name: str) -> memoryview:
        """A section as a sequence of its numbers (empty where nothing was written)."""
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


def _pad(file: BinaryIO) -> None:
    file.write(b"\0" * (-file.tell() % _ALIGNMENT))
