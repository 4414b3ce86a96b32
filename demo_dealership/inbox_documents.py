"""Which entries of the inboxes get a document, and of which kind: the brochure's customer and some dozens more."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from demo_dealership.meier_papers import meier_papers
from demo_dealership.paper_cii import cii
from demo_dealership.paper_mail import mail
from demo_dealership.paper_pdf import pdf, zugferd
from demo_dealership.paper_ubl import ubl
from demo_dealership.papers import HOUSE, Paper, PaperLine, Party

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 60
_RATES = (0, 7, 19)
_WRITERS: tuple[tuple[str, Callable[[Paper], bytes]], ...] = (
    ("xml", ubl), ("pdf", zugferd), ("xml", cii), ("eml", mail), ("pdf", pdf),
)  # fmt: skip


@dataclass(frozen=True)
class Attached:
    """A document: the system's folder, its path in it, its bytes."""

    system: str
    file: str
    content: bytes


def with_documents(
    entries: pl.DataFrame, dealer_system: dict[str, pl.DataFrame]
) -> tuple[pl.DataFrame, list[Attached]]:
    """Give some entries a document.

    Args:
        entries: Contract rows of invoice_entries.
        dealer_system: Contract rows of the chunk's customers, invoices and order_lines.

    Returns:
        The entries, with the document's path in their system's folder as ``document_id``, and the documents.
    """
    written = {
        entry: (f"belege/{name}", content) for entry, (name, content) in meier_papers().items()
    } | _drawn(entries.filter(pl.col("document_id").is_null()), dealer_system)  # fmt: skip
    names = {entry: name for entry, (name, _) in written.items()}
    path = pl.col("entry_id").replace_strict(names, default=None, return_dtype=pl.String)
    named = entries.with_columns(path.alias("document_id"))
    systems = dict(named.filter(pl.col("document_id").is_not_null()).select("entry_id", "source_system").iter_rows())
    documents = [Attached(systems[entry], *found) for entry, found in written.items() if entry in systems]
    return named, documents


def _drawn(entries: pl.DataFrame, dealer_system: dict[str, pl.DataFrame]) -> dict[str, tuple[str, bytes]]:
    """Documents of the first entries that are not posted yet, all kinds in turn."""
    waiting = entries.filter((pl.col("state") != "posted") & ~pl.col("entry_id").str.starts_with("EM")).head(MOST)
    buyers = dealer_system["customers"].select(
        "customer_number", "first_name", "name", "street", "postal_code", "town", "vat_id"
    )
    order = dealer_system["invoices"].select(pl.col("invoice_number").alias("document_number"), "order_number", "split")
    rows = waiting.join(buyers, on="customer_number", how="inner", maintain_order="left", suffix="_buyer").join(
        order, on="document_number", how="left", maintain_order="left"
    )
    lines = dealer_system["order_lines"].join(
        rows.select("order_number", "split"), on=["order_number", "split"], how="semi"
    )
    by_split = lines.partition_by("order_number", "split", as_dict=True)
    found = {}
    for place, row in enumerate(rows.iter_rows(named=True)):
        ending, write = _WRITERS[place % len(_WRITERS)]
        own = by_split.get((row["order_number"], row["split"]))
        paper = _paper(row, own.rows(named=True) if own is not None else [])
        found[row["entry_id"]] = (f"belege/{paper.number}.{ending}", write(paper))
    return found


def _paper(row: dict[str, Any], lines: list[dict[str, Any]]) -> Paper:
    net, tax = abs(row["net"]), abs(row["tax"])
    share = tax / net * 100 if net else Decimal(0)
    percent = min(_RATES, key=lambda rate: abs(rate - share))
    name = " ".join(part for part in (row["first_name"], row["name"]) if part)
    buyer = Party(
        name,
        row["street"],
        row["postal_code"],
        row["town"],
        row["vat_id"],
        f"kunde{row['customer_number']}@mail.example",
    )
    is_note = row["kind"] == "credit_note"
    paper = Paper(
        row["document_number"], row["document_on"], row["due_on"], HOUSE, buyer, row["customer_number"],
        () if is_note else tuple(_line(line) for line in lines), Decimal(percent), net, tax, is_note,
    )  # fmt: skip
    return paper.completed()


def _line(line: dict[str, Any]) -> PaperLine:
    quantity = Decimal(line["quantity"]).normalize()
    return PaperLine(line["text"], line["item_number"], Decimal(f"{quantity:f}"), line["unit_price"], line["amount"])
