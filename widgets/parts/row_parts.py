"""Further columns of the rows of a long list, made for those rows and columns alone that somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from widgets.view_models import Source


@dataclass(frozen=True)
class Part:
    """Columns that are made together.

    Attributes:
        gives: Their names.
        make: Some rows, and which of these columns they lack -> the same rows with them.
        needs: Columns of earlier parts that it looks at.
        source: Where they are looked up by a number that rows hold; None: they are not.
        texts: All that can be read in any of these columns, where that is known; who looks for something else need not make them.
    """

    gives: Sequence[str]
    make: Callable[[pl.DataFrame, Sequence[str]], pl.DataFrame]
    needs: Sequence[str] = ()
    source: Source | None = None
    texts: Collection[str] | None = None


@dataclass(frozen=True)
class RowParts:
    """What makes the columns that are wanted of rows (``Table.more``), and what these need, and no others.

    Attributes:
        parts: Each before those that need its columns.
    """

    parts: Sequence[Part]

    @property
    def gives(self) -> frozenset[str]:
        """All columns that rows can get."""
        return frozenset(name for part in self.parts for name in part.gives)

    def source(self, name: str) -> Source | None:
        """Return where the column is looked up that a part gives (``More.source``)."""
        return next((part.source for part in self.parts if name in part.gives), None)

    def texts(self, name: str) -> Collection[str] | None:
        """Return all that can be read in the column that a part gives (``More.texts``)."""
        return next((part.texts for part in self.parts if name in part.gives), None)

    def __call__(self, rows: pl.DataFrame, wanted: Collection[str] | None) -> pl.DataFrame:
        """Return the same rows with these columns, of which texts that repeat can be Enums; None: with all, as texts."""
        names = set(self.gives if wanted is None else wanted)
        for part in reversed(self.parts):
            if names.intersection(part.gives):
                names.update(part.needs)
        for part in self.parts:
            lacking = [name for name in part.gives if name in names and name not in rows.columns]
            if lacking:
                rows = part.make(rows, lacking)
        return rows if wanted is not None else rows.with_columns((cs.by_name(self.gives) & cs.enum()).cast(pl.String))


def from_parts(*parts: Part) -> RowParts:
    """Return what gives rows the columns of these parts, each of which stands before those that need its columns."""
    return RowParts(parts)
