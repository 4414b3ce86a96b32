"""Documents that a row of rechnungen.csv names: read them, and compare what they say with the row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from data_sources.inbox.checks import german
from data_sources.inbox.documents import Document
from data_sources.inbox.entries import document_frame, document_rows, signed
from data_sources.inbox.rendition import Finding, Rendition

Reader = Callable[[str], Document | str]


@dataclass(frozen=True)
class Attached:
    """Entries with their documents.

    Attributes:
        entries: The kept entries; ``document_id`` is null and ``reason`` says so where a document is missing.
        documents: One frame (schema ``Documents``) per document, in the order of the list.
    """

    entries: pl.DataFrame
    documents: list[pl.DataFrame]


def attach(entries: pl.DataFrame, file_of: Callable[[str], str], read: Reader) -> Attached:
    """Read the documents of the entries.

    Args:
        entries: Schema ``InvoiceEntries``; ``document_id`` names the file.
        file_of: From a document's id to its path as shown to people.
        read: From a document's id to the document, or to the German reason why it cannot be had.
    """
    wanted = entries.filter(pl.col("document_id").is_not_null())
    notes: list[dict[str, Any]] = []
    frames: list[pl.DataFrame] = []
    for (key,), rows in wanted.group_by("document_id", maintain_order=True):
        found = read(str(key))
        if isinstance(found, str):
            notes += [{"entry_id": each, "note": found, "is_there": False} for each in rows["entry_id"]]
            continue
        said = [(row, list(_contradictions(row, found))) for row in rows.iter_rows(named=True)]
        notes += [
            {
                "entry_id": row["entry_id"],
                "note": "; ".join(f.text for f in findings) or found.problem,
                "is_there": True,
            }
            for row, findings in said
        ]
        marked = _marked(found, [finding for _, findings in said for finding in findings])
        frames.append(document_frame(document_rows(str(key), file_of(str(key)), rows["entry_id"][0], marked)))
    return Attached(_with_notes(entries, notes), frames)


def _contradictions(row: dict[str, Any], document: Document) -> Iterator[Finding]:
    invoices = [part for part in (document, *document.attachments) if part.is_invoice]
    if not invoices or invoices[0].rendition is None:
        return
    invoice: Rendition = invoices[0].rendition
    if row["document_number"] and invoice.number and row["document_number"] != invoice.number:
        text = f"Belegnummer laut Liste {row['document_number']}, laut Beleg {invoice.number}."
        yield Finding(severity="error", code="number_differs", text=text)
    listed = row["gross"]
    stated = signed(invoice)[2]
    if listed is not None and stated is not None and listed != stated:
        text = f"Bruttobetrag laut Liste {german(listed)}, laut Beleg {german(stated)}."
        yield Finding(severity="error", code="gross_differs", text=text)


def _marked(document: Document, findings: list[Finding]) -> Document:
    if not findings or document.rendition is None:
        return document
    return replace(document, rendition=document.rendition.with_findings(*findings))


def _with_notes(entries: pl.DataFrame, notes: list[dict[str, Any]]) -> pl.DataFrame:
    if not notes:
        return entries
    schema = {"entry_id": pl.String(), "note": pl.String(), "is_there": pl.Boolean()}
    noted = entries.join(pl.DataFrame(notes, schema=schema), on="entry_id", how="left", maintain_order="left")
    return noted.with_columns(
        pl.concat_str("reason", "note", separator="; ", ignore_nulls=True).replace("", None).alias("reason"),
        pl.when(pl.col("is_there").fill_null(value=True)).then("document_id").alias("document_id"),
    ).drop("note", "is_there")
