"""Documents that a row of rechnungen.csv names: read them, and compare what they say with the row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from data_sources.inbox.checks import plain
from data_sources.inbox.documents import Document
from data_sources.inbox.entries import document_frame, document_rows, signed
from data_sources.inbox.rendition import Finding, Rendition
from data_sources.remarks import Remark, from_json, remark, to_json

Reader = Callable[[str], Document | Remark]


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
        read: From a document's id to the document, or to the reason why it cannot be had.
    """
    wanted = entries.filter(pl.col("document_id").is_not_null())
    problems: dict[str, list[Remark]] = {}
    missing: set[str] = set()
    frames: list[pl.DataFrame] = []
    for (key,), rows in wanted.group_by("document_id", maintain_order=True):
        found = read(str(key))
        if isinstance(found, Remark):
            problems |= {each: [found] for each in rows["entry_id"]}
            missing |= set(rows["entry_id"])
            continue
        contradictions = {row["entry_id"]: list(_contradictions(row, found)) for row in rows.iter_rows(named=True)}
        for entry_id, findings in contradictions.items():
            problems[entry_id] = [finding.remark for finding in findings] or ([found.problem] if found.problem else [])
        marked = _marked(found, [finding for findings in contradictions.values() for finding in findings])
        frames.append(document_frame(document_rows(str(key), file_of(str(key)), rows["entry_id"][0], marked)))
    return Attached(_with_problems(entries, problems, missing), frames)


def with_remarks(entries: pl.DataFrame) -> pl.DataFrame:
    """Turn the reasons that an upstream system wrote into remarks (``data_sources.remarks``)."""
    said = [to_json([remark("said", text=text)]) if text else None for text in entries["reason"]]
    return entries.with_columns(pl.Series("reason", said, pl.String))


def _contradictions(row: dict[str, Any], document: Document) -> Iterator[Finding]:
    invoices = [part for part in (document, *document.attachments) if part.is_invoice]
    if not invoices or invoices[0].rendition is None:
        return
    invoice: Rendition = invoices[0].rendition
    if row["document_number"] and invoice.number and row["document_number"] != invoice.number:
        yield Finding.of("error", "number_differs", listed_number=row["document_number"], stated_number=invoice.number)
    listed = row["gross"]
    stated = signed(invoice)[2]
    if listed is not None and stated is not None and listed != stated:
        yield Finding.of("error", "gross_differs", listed=plain(listed), stated=plain(stated))


def _marked(document: Document, findings: list[Finding]) -> Document:
    if not findings or document.rendition is None:
        return document
    return replace(document, rendition=document.rendition.with_findings(*findings))


def _with_problems(entries: pl.DataFrame, problems: dict[str, list[Remark]], missing: set[str]) -> pl.DataFrame:
    """Add the problems to the entries' reasons, and take away the documents that are not there."""
    ids, reasons, documents = entries["entry_id"], entries["reason"], entries["document_id"]
    said = [to_json([*from_json(reason), *problems.get(key, ())]) for key, reason in zip(ids, reasons, strict=True)]
    there = [None if key in missing else document for key, document in zip(ids, documents, strict=True)]
    return entries.with_columns(pl.Series("reason", said, pl.String), pl.Series("document_id", there, pl.String))
