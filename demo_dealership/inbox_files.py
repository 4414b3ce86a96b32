"""The drop folders of the upstream systems: system.toml, rechnungen.csv, kunden.csv and belege/."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from demo_dealership.alphaplus_files import rendered
from demo_dealership.broken_rows import broken_rows
from demo_dealership.growing_file import FileReport, GrowingFile
from demo_dealership.inbox_entries import SYSTEMS
from demo_dealership.inbox_layouts import CUSTOMER_ENTRIES, INVOICE_ENTRIES

if TYPE_CHECKING:
    from pathlib import Path

    from demo_dealership.inbox_documents import Attached
    from demo_dealership.record_layouts import RecordLayout

FOLDER = "exports/inbox"


class InboxFiles:
    """Two growing lists per upstream system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._invoices = {key: self._list(key, "rechnungen.csv", "invoice_entries", INVOICE_ENTRIES) for key in SYSTEMS}
        self._customers = {key: self._list(key, "kunden.csv", "customer_entries", CUSTOMER_ENTRIES) for key in SYSTEMS}
        for key, name in SYSTEMS.items():
            path = folder / FOLDER / key
            path.mkdir(parents=True, exist_ok=True)
            (path / "system.toml").write_bytes(f'name = "{name}"\n'.encode())

    def append(self, tables: dict[str, pl.DataFrame]) -> None:
        """Write one chunk: rows of invoice_entries and customer_entries."""
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

    def _list(self, key: str, name: str, table: str, layout: RecordLayout) -> GrowingFile:
        return GrowingFile(
            self._folder,
            lambda _: f"{FOLDER}/{key}/{name}",
            ";".join(layout.written.headings.values()) + "\r\n",
            partial(rendered, layout=layout.written),
            broken_rows(table, tuple(layout.written.columns)),
        )
