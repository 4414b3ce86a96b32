"""Any dealer system by a TOML mapping; alphaPlus is such a mapping, shipped with the product."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from data_sources.connector import connector
from data_sources.dealer_system.contract import DealerSystem
from data_sources.mapped.mapping import parse_mapping
from data_sources.mapped.reader import MappedReader
from data_sources.mapped.source import MappedSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.connector import Batch, Delivered, Known

_KIND = "dealer_system"


@connector(_KIND, "mapped")
@dataclass(frozen=True)
class MappedDealerSystem(MappedSource):
    """Reads a dealer system from files or a database."""

    kind = _KIND
    contract = DealerSystem


@connector(_KIND, "alphaplus")
@dataclass(frozen=True)
class AlphaPlus:
    """Reads an export folder of alphaPlus (CSV).

    Attributes:
        folder: The export folder.
    """

    folder: Path

    def read(self) -> Iterator[Batch]:
        """Yield the batches of all tables.

        Raises:
            SourceError: The folder is not there, or holds none of the files.
        """
        return self._reader().read()

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield the batches of new and changed files.

        Raises:
            SourceError: As ``read``.
        """
        return self._reader().read_changes(known)

    def _reader(self) -> MappedReader:
        schemas = DealerSystem.member_schemas()
        shipped = resources.files("data_sources.dealer_system") / "mappings" / "alphaplus.toml"
        mapping = parse_mapping(shipped.read_text(encoding="utf-8"), schemas, _KIND, "alphaplus.toml")
        return MappedReader(_KIND, schemas, mapping, self.folder)
