"""Any CRM by a TOML mapping."""

from dataclasses import dataclass

from data_sources.connector import connector
from data_sources.crm.contract import Crm
from data_sources.mapped.source import MappedSource


@connector("crm", "mapped")
@dataclass(frozen=True)
class MappedCrm(MappedSource):
    """Reads cases and contacts from files or a database."""

    kind = "crm"
    contract = Crm
