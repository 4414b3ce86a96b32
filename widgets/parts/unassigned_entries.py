"""What upstream systems handed over and leads to no customer: a list of its own, so that nothing is invisible."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.query.resemblance import resemblances
from widgets.parts.entry_assignment import entry_assignment
from widgets.parts.inbox_entries import change_words, resemblance_words, system_name
from widgets.texts.language import _
from widgets.texts.remarks import reason
from widgets.texts.words import INVOICE_INBOX_STATES, INVOICE_KINDS, chip_for, dot_separated, word
from widgets.view_models import Column, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.directory import CustomerDirectory


def open_unassigned(directory: CustomerDirectory) -> Table:
    """Return the table of the entries that are nobody's yet; those who decide about inboxes assign one below its row.

    Raises:
        NotPermitted: The viewer is not allowed to see inboxes.
    """
    rows = directory.table("inbox_unassigned")
    try:
        assigned = _shown_elsewhere(directory)
    except LiveUnavailable:  # rather one that is assigned already than none at all
        assigned = rows["entry_id"].clear()
    shown = unassigned_entries(rows.filter(~pl.col("entry_id").is_in(assigned.implode()).fill_null(value=False)))
    may_assign = INBOX_DECISION.right in directory.viewer.access.changes
    return replace(shown, detail=partial(entry_assignment, directory)) if may_assign else shown


def _shown_elsewhere(directory: CustomerDirectory) -> pl.Series:
    """Return the ids of the entries that a customer shows: one that was said to be nobody's we know stays here."""
    said = directory.written(INBOX_DECISION, "assigned_to").select("entry_id", customer_number="assigned_to")
    is_said = pl.col("customer_number").is_in(said["customer_number"].unique().implode())
    known = directory.table("customers", ["customer_number"], is_said)
    return said.join(known, on="customer_number", how="semi")["entry_id"]


def unassigned_entries(rows: pl.DataFrame) -> Table:
    """Return the table of the entries (columns of ``inbox_unassigned``), newest first."""
    kinds = {**INVOICE_KINDS, "record": _("Kundendaten")}
    shown = rows.with_columns(
        pl.Series("what", [word(kinds, kind) for kind in rows["kind"]], pl.String),
        pl.Series("system", [system_name(each) for each in rows["source_system"]], pl.String),
        pl.Series("change", [_change(row) for row in rows.iter_rows(named=True)], pl.String),
        pl.Series("alike", [_alike(each) for each in rows["resembles"]], pl.String),
        pl.Series("named", [_named(row) for row in rows.iter_rows(named=True)], pl.List(pl.String)),
        pl.Series("why", [reason(each) for each in rows["reason"]], pl.String),
    )
    further = (Column("change", _("Änderung")), Column("alike", _("Ähnelt"), link=_likeliest))
    columns = (
        Column("buyer_name", _("Käufer"), phone="title"),
        Column("what", _("Art"), phone="meta"),
        Column("document_number", _("Nummer"), "identifier"),
        Column("document_on", _("Datum"), "date", phone="meta"),
        Column("gross", _("Brutto"), "money", phone="figure", beside="currency", beside_title=_("Währung")),
        Column("seller_name", _("Rechnungssteller")),
        Column("system", _("Vorsystem")),
        Column("state", _("Status"), "chip", chips={each: chip_for(INVOICE_INBOX_STATES, each) for each in INVOICE_INBOX_STATES}),
        Column("why", _("Grund")),
        *(column for column in further if shown[column.key].is_not_null().any()),
        Column("source_file", _("Datei")),
    )  # fmt: skip
    return Table(
        columns,
        shown,
        title=_("Eingänge ohne Kunde"),
        search=_("Käufer, Nummer, Datei"),
        download=_("eingaenge_ohne_kunde"),
        customers="named",
        empty=_("Jeder Eingang der Briefkästen hat seinen Kunden."),
        note=_("Auch Rechnungen von Lieferanten an das Haus stehen hier: Sie gehören zu keinem Kunden."),
    )


def _change(row: Mapping[str, Any]) -> str | None:
    """Return field, value before and after of a changed record; None for invoices and new records."""
    return f"{row['field']}: {change_words(row)}" if row["field"] else None


def _named(row: Mapping[str, Any]) -> list[str]:
    """Return whom a row names: its own sender, who is nobody's customer yet, and the customers that a record resembles."""
    return [row["entry_id"], *(each.customer_number for each in resemblances(row["resembles"]))]


def _likeliest(row: Mapping[str, Any]) -> Link | None:
    """Return the way to the customer whom a new record resembles most; where several do, the others are named beside."""
    alike = resemblances(row["resembles"])
    return Link(customer_number=alike[0].customer_number) if alike else None


def _alike(text: str | None) -> str | None:
    """Return whom a new record resembles, each with its number and the reason."""
    alike = (dot_separated(each.customer_number, each.name, resemblance_words(each)) for each in resemblances(text))
    return "; ".join(alike) or None
