"""The drop folders of the upstream systems: system.toml, rechnungen.csv, kunden.csv and belege/."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from demo_dealership.broken_rows import broken_rows
from demo_dealership.csv_text import csv_lines, german
from demo_dealership.growing_file import FileReport, GrowingFile
from demo_dealership.inbox_entries import SYSTEMS

if TYPE_CHECKING:
    from pathlib import Path

    from demo_dealership.inbox_documents import Attached

FOLDER = "exports/inbox"
_STATES = {"waiting": "W", "rejected": "A", "error": "F", "posted": "G"}
_INVOICES = {
    "entry_id": "EINGANG_ID", "state": "STATUS", "reason": "GRUND", "kind": "ART", "document_number": "BELEGNR",
    "document_on": "BELEGDATUM", "due_on": "FAELLIG", "received_at": "EINGANG", "customer_number": "KDNR",
    "debtor_account": "DEBITOR", "seller_name": "VERKAEUFER_NAME", "buyer_name": "KAEUFER", "buyer_vat_id": "KAEUFER_USTID",
    "net": "NETTO", "tax": "STEUER", "gross": "BRUTTO", "currency": "WAEHRUNG", "document_id": "DATEI",
}  # fmt: skip
_CUSTOMERS = {
    "entry_id": "EINGANG_ID", "state": "STATUS", "reason": "GRUND", "received_at": "EINGANG", "customer_number": "KDNR",
    "name": "NAME", "field": "FELD", "old_value": "ALT", "new_value": "NEU",
}  # fmt: skip
_CODES = {"state": _STATES, "kind": {"invoice": "R", "credit_note": "G"}}


class InboxFiles:
    """Two growing lists per upstream system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._invoices = {key: self._list(key, "rechnungen.csv", "invoice_entries", _INVOICES) for key in SYSTEMS}
        self._customers = {key: self._list(key, "kunden.csv", "customer_entries", _CUSTOMERS) for key in SYSTEMS}
        for key, name in SYSTEMS.items():
            path = folder / FOLDER / key
            path.mkdir(parents=True, exist_ok=True)
            (path / "system.toml").write_bytes(f'name = "{name}"\n'.encode())

    def append(self, tables: dict[str, pl.DataFrame]) -> None:
        """Write one chunk: contract rows of invoice_entries and customer_entries."""
        for files, frame in (
            (self._invoices, tables["invoice_entries"]),
            (self._customers, tables["customer_entries"]),
        ):
            for key, file in files.items():
                file.append(frame.filter(pl.col("source_system") == key))

    def attach(self, documents: list[Attached]) -> None:
        """Write documents into their system's folder."""
        for document in documents:
            path = self._folder / FOLDER / document.system / document.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document.content)

    def close(self) -> list[FileReport]:
        """Close all lists."""
        files = [*self._invoices.values(), *self._customers.values()]
        for file in files:
            file.close()
        return [report for file in files for report in file.reports]

    def _list(self, key: str, name: str, table: str, columns: dict[str, str]) -> GrowingFile:
        return GrowingFile(
            self._folder,
            lambda _: f"{FOLDER}/{key}/{name}",
            ";".join(columns.values()) + "\r\n",
            partial(_render, columns=tuple(columns)),
            broken_rows(table, tuple(columns)),
        )


def _render(frame: pl.DataFrame, columns: tuple[str, ...]) -> str:
    return csv_lines(frame.select(german(name, frame.schema[name], _CODES.get(name)).alias(name) for name in columns))
