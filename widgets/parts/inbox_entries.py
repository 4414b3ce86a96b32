"""The staged invoices and customer records of all upstream systems, as one list grouped by where they came from."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.resemblance import Resemblance
from widgets.texts.formats import local
from widgets.texts.language import _, ngettext
from widgets.texts.remarks import reason
from widgets.texts.words import (
    CHANGED_FIELDS,
    CUSTOMER_INBOX_STATES,
    DOCUMENT_FORMATS,
    INVOICE_INBOX_STATES,
    INVOICE_KINDS,
    RESEMBLANCES,
    chip_for,
    word,
)
from widgets.view_models import Chip, GroupedList, Item

# What has not arrived where it should: the ledger, or the master data.
PENDING = ("waiting", "rejected", "error")


def inbox_entries(customer_file: CustomerFile) -> pl.DataFrame:
    """Return both inboxes in one frame: column ``inbox`` (invoices, customers), grouped by it and by source system."""
    invoices = customer_file.inbox_invoices().with_columns(inbox=pl.lit("invoices"))
    customers = customer_file.inbox_customers().with_columns(inbox=pl.lit("customers"))
    both = pl.concat([invoices, customers], how="diagonal_relaxed")
    return both.sort(["inbox", "source_system"], descending=[True, False], maintain_order=True)


def pending_chip(customer_file: CustomerFile) -> Chip | None:
    """Return how many entries wait or are stuck; a warning when one is stuck."""
    entries = (customer_file.inbox_invoices(), customer_file.inbox_customers())
    pending = [state for rows in entries for state in rows["state"].to_list() if state in PENDING]
    if not pending:
        return None
    return Chip(str(len(pending)), "accent" if set(pending) == {"waiting"} else "warn")


def grouped_entries(entries: pl.DataFrame) -> GroupedList:
    """Return the list at the left: a group per inbox and source system."""
    pending = entries.filter(pl.col("state").is_in(PENDING)).height
    groups = tuple(
        (_heading(*key), tuple(entry_item(row) for row in rows.iter_rows(named=True)))
        for key, rows in entries.group_by("inbox", "source_system", maintain_order=True)
    )
    return GroupedList(
        groups,
        entries,
        title=_("Briefkästen"),
        chip=Chip(ngettext("{count} offen", "{count} offen", pending), "accent") if pending else None,
        names=lambda row: (row["entry_id"], row["document_number"]),
    )


def _heading(inbox: object, source_system: object) -> str:
    box = _("Rechnungen") if inbox == "invoices" else _("Kundendaten")
    return f"{box} · {system_name(source_system)}"


def system_name(source_system: object) -> str:
    """Name the upstream system of an entry; a document that lies in the drop folder itself comes from none."""
    return str(source_system) if source_system else _("Ohne Vorsystem")


def entry_title(row: Mapping[str, Any]) -> str:
    """Return ``Rechnung 01111893`` or ``Telefon geändert``."""
    if row["inbox"] == "invoices":
        number = row["document_number"] or _("ohne Nummer")
        return f"{word(INVOICE_KINDS, row['kind'])} {number}"
    if row["field"]:
        return _("{field} geändert").format(field=word(CHANGED_FIELDS, row["field"]))
    return _("Neuer Kunde {name}").format(name=row["name"] or "").strip()


def entry_chip(row: Mapping[str, Any]) -> Chip:
    """Return the state of an entry."""
    return chip_for(INVOICE_INBOX_STATES if row["inbox"] == "invoices" else CUSTOMER_INBOX_STATES, row["state"])


def entry_item(row: Mapping[str, Any]) -> Item:
    """Return one line of the list; the reason stands in it where the entry is stuck."""
    if row["inbox"] == "invoices":
        text = reason(row["reason"]) or word(DOCUMENT_FORMATS, row["document_format"])
        return Item(entry_title(row), text, chip=entry_chip(row), amount=row["gross"], on=row["document_on"])
    on = local(row["received_at"]).date() if row["received_at"] else None
    return Item(entry_title(row), reason(row["reason"]) or change_words(row), chip=entry_chip(row), on=on)


def resemblance_words(alike: Resemblance) -> str:
    """Return why a new record resembles a customer."""
    return ", ".join(word(RESEMBLANCES, code) for code in alike.reasons)


def change_words(row: Mapping[str, Any]) -> str:
    """Return a changed field's value before and after: ``09282 1 → 09282 2``."""
    if not row["field"]:
        return row["new_value"] or ""
    return f"{row['old_value'] or _('leer')} → {row['new_value'] or _('leer')}"
