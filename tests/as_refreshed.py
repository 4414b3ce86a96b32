"""A house as its refresh left it, for each of many tests: in the same place, for what was read elsewhere is read again."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class AsRefreshed:
    """A refreshed house that is kept.

    Attributes:
        place: Where it was refreshed, and where its copies stand, one after the other.
        kept: Where it is now; only to be looked at.
    """

    place: Path
    kept: Path

    @classmethod
    def keep(cls, place: Path) -> AsRefreshed:
        """Keep what stands there now."""
        return cls(place, place.rename(place.with_name(f"{place.name}_kept")))

    @contextmanager
    def once_more(self) -> Iterator[Path]:
        """Put a copy where it was, until the block ends: files are as old in it as they were when they were read."""
        shutil.copytree(self.kept, self.place)
        try:
            yield self.place
        finally:
            shutil.rmtree(self.place)
