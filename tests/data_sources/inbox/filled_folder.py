"""A drop folder as upstream systems fill it, and what the connector reads of it."""

from collections import Counter
from pathlib import Path

import polars as pl

from data_sources.connector import Batch, connector_class
from data_sources.inbox.contract import CustomerEntries, Documents, InvoiceEntries

HEAD = (
    "EINGANG_ID;STATUS;GRUND;ART;BELEGNR;BELEGDATUM;FAELLIG;EINGANG;KDNR;DEBITOR;VERKAEUFER_NAME;KAEUFER;KAEUFER_USTID;"
    "NETTO;STEUER;BRUTTO;WAEHRUNG;DATEI"
)


def line(
    entry_id: str = "E1",
    *,
    status: str = "W",
    kind: str = "R",
    number: str = "R-1",
    gross: str = "1.190,00",
    file: str = "",
) -> str:
    return (
        f"{entry_id};{status};;{kind};{number};01.02.2026;03.03.2026;01.07.2026 12:00;0010012;0010012;Autohaus Süd;"
        f"Müller & Söhne;DE136695976;1.000,00;190,00;{gross};EUR;{file}"
    )


def write(path: Path, content: str | bytes, encoding: str = "cp1252") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def invoices(folder: Path, *lines: str, head: str = HEAD, encoding: str = "cp1252") -> None:
    write(folder / "alpha" / "rechnungen.csv", "\r\n".join([head, *lines]) + "\r\n", encoding)


def read(folder: Path, **settings: object) -> list[Batch]:
    batches = list(connector_class("inbox", "folder")(folder=folder, **settings).read())
    keys = Counter(batch.kept.columns[2] for batch in batches)
    assert sum(keys.values()) == len(batches)
    for table, schema in (
        ("invoice_entries", InvoiceEntries), ("customer_entries", CustomerEntries), ("documents", Documents),
    ):  # fmt: skip
        schema.validate(kept(batches, table))  # keys are unique over all files
    return batches


def kept(batches: list[Batch], table: str) -> pl.DataFrame:
    schemas = {"invoice_entries": InvoiceEntries, "customer_entries": CustomerEntries, "documents": Documents}
    return pl.concat([schemas[table].create_empty(), *(batch.kept for batch in batches if batch.table == table)])


def counts(batches: list[Batch]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(batch.file, batch.table): (batch.kept.height, batch.rejects.height) for batch in batches}
