"""The gate to figures across customers: who is allowed to see gross profits, of which snapshot, by which filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import where as filters
from clientinfo_kernel.margin.dimensions import ROW_DIMENSIONS
from clientinfo_kernel.margin.opened import Opened
from clientinfo_kernel.margin.selected_rows import SelectedRows
from clientinfo_kernel.query.directory import CustomerDirectory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from clientinfo_kernel.margin.where import Where


@dataclass
class MarginGate:
    """What every question about margins passes before a row is read.

    Attributes:
        directory: Where the snapshot is, and who asks.
    """

    directory: CustomerDirectory
    _open: Opened | None = field(default=None, repr=False)
    _is_pinned: bool = field(default=False, repr=False)

    def _opened(self) -> Opened:
        if self._is_pinned and self._open is not None:
            self._open.source.access.require("gross_profit")
            return self._open
        source = self.directory.opened()
        source.access.require("gross_profit")
        if self._open is None or self._open.source.snapshot_id != source.snapshot_id:
            self._open = Opened(source)
        return self._open

    def _require(self, keys: Iterable[str]) -> None:
        self.directory.viewer.access.require("gross_profit")
        if "adviser" in keys and not self.directory.settings.margin.advisers:
            raise QuestionError("the settings do not let margins be asked by adviser ([margin] advisers)")

    def _selected(self, where: Where | Sequence[str], among: pl.DataFrame | None) -> SelectedRows:
        selected = SelectedRows(self._checked(where), among)
        for key in selected.dimensions:
            filters.require(key, ROW_DIMENSIONS, "dimension")
        self._require(selected.dimensions)
        return selected

    def _checked(self, where: Where | Sequence[str]) -> Where:
        words = [each for each in where if isinstance(each, str)]
        pairs = tuple(each for each in where if not isinstance(each, str))
        wanted = filters.of_words(words, ROW_DIMENSIONS) if words else filters.checked(pairs, ROW_DIMENSIONS)
        self._require(key for key, _ in wanted)
        return wanted
