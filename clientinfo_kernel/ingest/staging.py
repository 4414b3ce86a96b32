"""What several steps of a build need, written once beside the snapshot: a query is made once, and its memory is free again."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Staging:
    """A folder of staged frames.

    Attributes:
        folder: It holds one file per name.
    """

    folder: Path

    def keep(self, name: str, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Make a frame and return it as it is read back."""
        rows.sink_parquet(self._file(name), compression="lz4", statistics=False, engine="streaming")
        return self.scan(name)

    def scan(self, name: str) -> pl.LazyFrame:
        """Read back a frame that was kept."""
        return pl.scan_parquet(self._file(name))

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """Make a folder for staged frames, and remove it in the end."""
    folder.mkdir()
    try:
        yield Staging(folder)
    finally:
        shutil.rmtree(folder)
