"""DATEV: the files (EXTF, DTVF) and lists that a DATEV accounting program exports."""

from data_sources.ledger.datev.connector import Datev

__all__ = ["Datev"]
