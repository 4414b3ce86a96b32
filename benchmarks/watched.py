"""A directory that notes which columns of which tables are asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.permitted import OpenedSnapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from clientinfo_kernel.query.coded_table import CodedTable


@dataclass
class Watched(CustomerDirectory):
    """A directory that notes it.

    Attributes:
        asked: Table -> columns.
    """

    asked: dict[str, set[str]] = field(default_factory=dict)

    def table(self, name: str, columns: Sequence[str] | None = None, where: pl.Expr | None = None) -> pl.DataFrame:
        """Note the question, and answer it."""
        self.asked.setdefault(name, set()).update(columns or ())
        return super().table(name, columns, where)

    def opened(self) -> OpenedSnapshot:
        """Return the snapshot; what is asked of its tables is noted, too."""
        opened = super().opened()
        return _WatchedSnapshot(opened.snapshot_id, opened.access, opened._snapshot, self.asked)  # noqa: SLF001 - the same, watched


@dataclass(frozen=True)
class _WatchedSnapshot(OpenedSnapshot):
    """A snapshot that notes which columns of which tables it is asked for."""

    asked: dict[str, set[str]]

    def table(self, name: str, columns: Sequence[str] | None = None, where: pl.Expr | None = None) -> pl.DataFrame:
        """Note the question, and answer it."""
        self.asked.setdefault(name, set()).update(columns or ())
        return super().table(name, columns, where)

    def coded(self, table: str, columns: Sequence[str] | None = None) -> CodedTable:
        """Note the question, and answer it."""
        self.asked.setdefault(table, set()).update(columns or ())
        return super().coded(table, columns)
