"""Any ledger by a TOML mapping."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data_sources.connector import Batch, connector
from data_sources.ledger.contract import Ledger
from data_sources.mapped.mapping import load_mapping
from data_sources.mapped.reader import MappedReader

if TYPE_CHECKING:
    from collections.abc import Iterator

_KIND = "ledger"


@connector(_KIND, "mapped")
@dataclass(frozen=True)
class MappedLedger:
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
        schemas = Ledger.member_schemas()
        mapping = load_mapping(Path(self.mapping), schemas, _KIND)
        folder = None if self.folder is None else Path(self.folder)
        return MappedReader(_KIND, schemas, mapping, folder, self.url_env).read()
