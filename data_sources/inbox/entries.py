"""Entries and document rows out of documents, in the shapes of the contract."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from data_sources.inbox.checks import MINIMUM
from data_sources.inbox.contract import Documents, InvoiceEntries
from data_sources.inbox.documents import PROMISED, Document
from data_sources.inbox.rendition import Rendition
from data_sources.inbox.sealed import SEALED
from data_sources.remarks import Remark, to_json

Row = dict[str, Any]

_CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 16


@dataclass(frozen=True)
class Loose:
    """A document that is an entry of its own.

    Attributes:
        entry_id: ``<system>/<path>``.
        file: Path as shown to people.
        system: Name of the upstream system.
        state: By the folder it lies in.
        reasons: From the note next to it, or why it could not even be opened.
        received_at: When it came (UTC).
        document: Null where its bytes could not be had.
    """

    entry_id: str
    file: str
    system: str
    state: str
    reasons: tuple[Remark, ...]
    received_at: dt.datetime | None
    document: Document | None


def entry_rows(loose: Loose, customer_number: re.Pattern[str]) -> list[Row]:
    """Return one entry per structured invoice in the document (a mail can bring several), at least one."""
    document = loose.document
    if document is None:
        return [_entry(loose, 1, loose.entry_id, state="error", notes=loose.reasons)]
    parts = list(_parts(loose.entry_id, document))
    problems = [part.problem for _, part in parts if part.problem and _promises_invoice(part)]
    invoices = [(key, part.rendition) for key, part in parts if part.is_invoice and part.rendition]
    if not invoices:
        state = "error" if any(each.code != "parser_later" for each in problems) else loose.state
        sealed = [part.problem for _, part in parts if part.problem and part.problem.code in SEALED]
        notes = [*loose.reasons, *problems, *(each for each in sealed if each not in problems)]
        return [_entry(loose, 1, _main_document(parts), state=state, notes=notes)]
    rows = []
    for number, (key, invoice) in enumerate(invoices, 1):
        notes = [*loose.reasons, *(problems if number == 1 else [])]
        row = _entry(loose, number, key, state=loose.state, notes=notes, invoice=invoice)
        row["customer_number"] = _customer_number(invoice, customer_number)
        rows.append(row)
    return rows


def document_rows(key: str, file: str, entry_id: str | None, document: Document) -> list[Row]:
    """Return the document and the attachments of a mail, with their bytes."""
    return [
        {
            "document_id": part_key,
            "entry_id": entry_id,
            "file_name": part.file_name,
            "format": part.format,
            "media_type": part.media_type,
            "sha256": part.sha256,
            "content": part.content,
            "rendition": part.rendition.to_json() if part.rendition else None,
            "source_file": file,
            "source_row": number,
        }
        for number, (part_key, part) in enumerate(_parts(key, document), 1)
    ]


def entry_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Return the rows as a frame that keeps ``InvoiceEntries``."""
    return InvoiceEntries.validate(pl.DataFrame(rows, schema=InvoiceEntries.create_empty().schema))


def document_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Return the rows as a frame that keeps ``Documents``."""
    return Documents.validate(pl.DataFrame(rows, schema=Documents.create_empty().schema))


def signed(invoice: Rendition) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return net, tax and gross with our sign (credit notes negative), None for what is not an amount in whole cents."""
    totals = invoice.totals
    # some systems write credit notes with a minus already
    turn = -1 if invoice.kind == "credit_note" and (totals.gross or totals.net or 0) > 0 else 1
    return _cents(totals.net, turn), _cents(totals.tax, turn), _cents(totals.gross, turn)


def _prepaid(invoice: Rendition) -> Decimal | None:
    """Return what is paid of an invoice already; of a credit note nothing is.

    The profile MINIMUM has no prepaid amount (BT-113), so it says it by what is due. Elsewhere a missing one is none
    (BR-CO-16), and an amount due that does not fit is an error of the invoice (``checks``).
    """
    totals = invoice.totals
    if totals.gross is None or invoice.kind == "credit_note":
        return None
    stated = totals.prepaid
    if stated is None and invoice.profile == MINIMUM and totals.due is not None:
        stated = totals.gross + (totals.rounding or 0) - totals.due
    return _cents(min(stated, totals.gross), 1) if stated is not None and stated > 0 and totals.gross > 0 else None


def _entry(
    loose: Loose,
    number: int,
    document_id: str,
    *,
    state: str,
    notes: Sequence[Remark],
    invoice: Rendition | None = None,
) -> Row:
    row: Row = {
        "entry_id": loose.entry_id if number == 1 else f"{loose.entry_id}!{number}",
        "source_system": loose.system,
        "state": state,
        "reason": to_json(notes),
        "kind": "invoice",
        "received_at": loose.received_at,
        "document_id": document_id if loose.document else None,
        "source_file": loose.file,
        "source_row": number,
    }
    if invoice is None:
        return row
    net, tax, gross = signed(invoice)
    return row | {
        "kind": invoice.kind,
        "document_number": invoice.number,
        "document_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "seller_name": invoice.seller.name,
        "seller_vat_id": invoice.seller.vat_id,
        "buyer_name": invoice.buyer.name,
        "buyer_vat_id": invoice.buyer.vat_id,
        "net": net,
        "tax": tax,
        "gross": gross,
        "prepaid": _prepaid(invoice),
        "currency": invoice.currency,
    }


def _parts(key: str, document: Document) -> Iterator[tuple[str, Document]]:
    yield key, document
    for number, part in enumerate(document.attachments, 1):
        yield from _parts(f"{key}!{number}/{part.file_name}", part)


def _promises_invoice(part: Document) -> bool:
    name = part.file_name.lower()
    return part.media_type in {"application/xml", "application/pdf"} or name.endswith(PROMISED) or (
        part.media_type == "message/rfc822"
    )  # fmt: skip


def _main_document(parts: list[tuple[str, Document]]) -> str:
    """Return the first PDF of a mail without an e-invoice, else the document itself."""
    return next((key for key, part in parts if part.format in {"pdf", "zugferd"}), parts[0][0])


def _customer_number(invoice: Rendition, form: re.Pattern[str]) -> str | None:
    candidates = (invoice.buyer.identifier, *invoice.buyer.further_identifiers, invoice.buyer_reference)
    return next((number for number in candidates if number and form.fullmatch(number)), None)


def _cents(amount: Decimal | None, turn: int) -> Decimal | None:
    if amount is None or abs(amount) >= _LARGEST:
        return None
    rounded = amount.quantize(_CENT)
    return turn * rounded if rounded == amount else None
