"""The raw tables of all configured sources, each in the schema of its contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.ingest.raw_store import RawStore
from data_sources.crm.contract import Crm
from data_sources.dealer_system.contract import DealerSystem
from data_sources.inbox.contract import Inbox
from data_sources.ledger.contract import Ledger
from data_sources.places.contract import PlaceDirectory

if TYPE_CHECKING:
    import dataframely as dy
    import polars as pl


CONTRACTS: dict[str, type[dy.Collection]] = {
    "dealer_system": DealerSystem,
    "ledger": Ledger,
    "inbox": Inbox,
    "crm": Crm,
    "places": PlaceDirectory,
}


@dataclass(frozen=True)
class RawTables:
    """The raw tables of the sources that the settings name."""

    store: RawStore
    kinds: frozenset[str]

    def scan(self, kind: str, table: str) -> pl.LazyFrame:
        """Return a raw table; empty where the source is not configured or delivered none of it."""
        schema = CONTRACTS[kind].member_schemas()[table]
        return self.store.scan(kind, table, schema) if kind in self.kinds else schema.create_empty(lazy=True)

    def frame(self, kind: str, table: str) -> pl.DataFrame:
        """Load the same into memory, for tables of the size of the customers."""
        return self.scan(kind, table).collect()
