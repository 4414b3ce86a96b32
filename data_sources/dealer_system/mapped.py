"""Any dealer system by a TOML mapping; alphaPlus is such a mapping, shipped with the product."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from data_sources.connector import Batch, connector
from data_sources.dealer_system.contract import DealerSystem
from data_sources.mapped.mapping import load_mapping, parse_mapping
from data_sources.mapped.reader import MappedReader

if TYPE_CHECKING:
    from collections.abc import Iterator

_KIND = "dealer_system"


@connector(_KIND, "mapped")
@dataclass(frozen=True)
class MappedDealerSystem:
    """Reads a folder of files or a database as a mapping says.

    Attributes:
        mapping: Path of the TOML mapping.
        folder: Folder of the files.
        url_env: Environment variable with the database's URL.
    """

    mapping: str | Path
    folder: str | Path | None = None
    url_env: str | None = None

    def read(self) -> Iterator[Batch]:
        """Yield the batches of all tables of the mapping.

        Raises:
            SourceError: The mapping is wrong, or the source as a whole cannot deliver.
        """
        schemas = DealerSystem.member_schemas()
        mapping = load_mapping(Path(self.mapping), schemas, _KIND)
        folder = None if self.folder is None else Path(self.folder)
        return MappedReader(_KIND, schemas, mapping, folder, self.url_env).read()


@connector(_KIND, "alphaplus")
@dataclass(frozen=True)
class AlphaPlus:
    """Reads an export folder of alphaPlus (CSV).

    Attributes:
        folder: The export folder.
    """

    folder: str | Path

    def read(self) -> Iterator[Batch]:
        """Yield the batches of all tables.

        Raises:
            SourceError: The folder is not there, or holds none of the files.
        """
        schemas = DealerSystem.member_schemas()
        shipped = resources.files("data_sources.dealer_system") / "mappings" / "alphaplus.toml"
        mapping = parse_mapping(shipped.read_text(encoding="utf-8"), schemas, _KIND, "alphaplus.toml")
        return MappedReader(_KIND, schemas, mapping, Path(self.folder)).read()
