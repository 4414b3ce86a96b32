"""Files that grow chunk by chunk, in cp1252 with CRLF, with their broken rows, in parts where a format limits them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from demo_dealership.broken_rows import BrokenRows


@dataclass(frozen=True)
class FileReport:
    """One written file.

    Attributes:
        file: Path relative to the demo's folder, with slashes.
        rows: Records under the headings, broken ones included.
        broken: Records that a reader must refuse.
    """

    file: str
    rows: int
    broken: int


@dataclass
class GrowingFile:
    """Appends frames to a file, or to numbered parts of it.

    Attributes:
        folder: Folder of the whole demo.
        path_of: Path of a part (from 1), relative to the folder.
        header: Lines above the records, each with its line end.
        render: Turns a frame into lines, each with its line end.
        broken: Broken rows of each part: in the middle of the first frame, and at the end.
        limit: Most records of one part, broken ones included.
    """

    folder: Path
    path_of: Callable[[int], str]
    header: str
    render: Callable[[pl.DataFrame], str]
    broken: BrokenRows
    limit: int | None = None
    reports: list[FileReport] = field(default_factory=list)
    _file: BinaryIO | None = None
    _part: int = 0
    _rows: int = 0

    def append(self, frame: pl.DataFrame) -> None:
        """Write the records; a part that is full is closed and the next one begun."""
        while frame.height:
            if self._file is not None and self._room() == 0:
                self.close()
            if self._file is None:
                self._open()
            room = self._room()
            now = frame if room is None else frame.head(room)
            self._write(now)
            frame = frame.slice(now.height)

    def close(self) -> None:
        """Write the last broken rows and close the part; a file without records gets its headings and broken rows."""
        if self._file is None:
            if self._part:
                return
            self._open()
        file = self._opened()
        if not self._rows:
            self._put(self._lines(self.broken.inside))
        self._put(self._lines(self.broken.last))
        file.close()
        self._file = None
        self.reports.append(FileReport(self.path_of(self._part), self._rows + self.broken.count, self.broken.count))

    def _room(self) -> int | None:
        return None if self.limit is None else self.limit - self.broken.count - self._rows

    def _open(self) -> None:
        self._part += 1
        self._rows = 0
        path = self.folder / self.path_of(self._part)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._put(self.header)

    def _write(self, frame: pl.DataFrame) -> None:
        if self._rows:
            self._put(self.render(frame))
        else:
            half = (frame.height + 1) // 2
            self._put(self.render(frame.head(half)) + self._lines(self.broken.inside))
            self._put(self.render(frame.slice(half)) if frame.height > half else "")
        self._rows += frame.height

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise RuntimeError("no part is open")
        return self._file

    def _put(self, text: str) -> None:
        self._opened().write(text.encode("ascii" if text.isascii() else "cp1252"))

    @staticmethod
    def _lines(rows: tuple[str, ...]) -> str:
        return "".join(f"{row}\r\n" for row in rows)
