"""Any ledger by a TOML mapping."""

from dataclasses import dataclass

from data_sources.connector import connector
from data_sources.ledger.contract import Ledger
from data_sources.mapped.source import MappedSource


@connector("ledger", "mapped")
@dataclass(frozen=True)
class MappedLedger(MappedSource):
    """Reads a ledger from files or a database."""

    kind = "ledger"
    contract = Ledger
