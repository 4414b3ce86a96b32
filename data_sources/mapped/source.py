"""The connector ``mapped``, the same for every kind of source; a kind only names its contract."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import dataframely as dy

from data_sources.mapped.mapping import load_mapping
from data_sources.mapped.reader import MappedReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.connector import Batch, Delivered, Known


@dataclass(frozen=True)
class MappedSource:
    """Reads a folder of files or a database as a mapping says.

    Attributes:
        kind: Kind of the source.
        contract: The tables it must deliver.
        mapping: Path of the TOML mapping.
        folder: Folder of the files.
        url_env: Environment variable with the database's URL.
    """

    kind: ClassVar[str]
    contract: ClassVar[type[dy.Collection]]

    mapping: Path
    folder: Path | None = None
    url_env: str | None = None

    def read(self) -> Iterator[Batch]:
        """Yield the batches of all tables of the mapping.

        Raises:
            SourceError: The mapping is wrong, or the source as a whole cannot deliver.
        """
        return self._reader().read()

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield the batches of new and changed files.

        Raises:
            SourceError: As ``read``.
        """
        return self._reader().read_changes(known)

    def _reader(self) -> MappedReader:
        schemas = self.contract.member_schemas()
        mapping = load_mapping(self.mapping, schemas, self.kind)
        return MappedReader(self.kind, schemas, mapping, self.folder, self.url_env)
