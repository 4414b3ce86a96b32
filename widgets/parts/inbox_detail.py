"""One inbox entry at the right: why it stands where it stands, and its document or its changed field."""

from collections.abc import Mapping
from typing import Any

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.resemblance import resemblances
from widgets.parts.document_trail import document_trail
from widgets.parts.inbox_decisions import entry_decision
from widgets.parts.inbox_entries import entry_chip, entry_title, resemblance_words, system_name
from widgets.parts.whereabouts import Whereabouts
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.remarks import reason
from widgets.texts.words import CHANGED_FIELDS, DOCUMENT_FORMATS, dot_separated, word
from widgets.view_models import Chip, Document, Fact, Facts, Item, ItemList, Link, Notice, Stack, ViewModel


def entry_detail(customer_file: CustomerFile, row: Mapping[str, Any]) -> ViewModel:
    """Return the state and its reason, then the documents of an invoice or the field of a customer record."""
    chip = entry_chip(row)
    stuck: tuple[ViewModel, ...] = (Notice(chip.text, reason(row["reason"]), tone=chip.tone),) if row["reason"] else ()
    stuck += entry_decision(customer_file, row["entry_id"])
    if row["inbox"] != "invoices":
        return Stack((*stuck, *_alike(row), _change(row, chip)))
    trail = document_trail(Whereabouts(customer_file), row["document_number"], here="inbox")
    related = (Facts(trail, title=_("Dazu gehört")),) if trail else ()
    return Stack((*stuck, *related, *_documents(customer_file, row)))


def _documents(customer_file: CustomerFile, row: Mapping[str, Any]) -> tuple[ViewModel, ...]:
    documents = tuple(
        Document(
            title=entry_title(row),
            file_name=document["file_name"],
            media_type=document["media_type"],
            content=document["content"],
            chips=(Chip(word(DOCUMENT_FORMATS, document["format"])), entry_chip(row)),
            rendition=document["rendition"],
            note=_received(row),
        )
        for document in customer_file.documents(row["entry_id"]).iter_rows(named=True)
    )
    return documents or (_invoice(row),)


def _invoice(row: Mapping[str, Any]) -> Facts:
    facts = (
        Fact(_("Status"), entry_chip(row).text, chip=None),
        Fact(_("Rechnungsdatum"), row["document_on"], "date"),
        Fact(_("fällig am"), row["due_on"], "date"),
        Fact(_("Rechnung an"), row["buyer_name"]),
        Fact(_("USt-IdNr."), row["buyer_vat_id"], "identifier"),
        Fact(_("netto"), row["net"], "money"),
        Fact(_("USt"), row["tax"], "money"),
        Fact(_("brutto"), row["gross"], "money"),
        Fact(_("Dokument"), _("Das Vorsystem hat kein Dokument mitgeliefert.")),
        *_origin(row),
    )
    return Facts(_known(facts), title=entry_title(row))


def _alike(row: Mapping[str, Any]) -> tuple[ItemList, ...]:
    """Return whom a new record resembles, and why, each leading there."""
    items = tuple(
        Item(
            each.name,
            dot_separated(
                _("Kd.-Nr. {number}").format(number=each.customer_number), each.town, resemblance_words(each)
            ),
            link=Link(customer_number=each.customer_number, tab="overview"),
        )
        for each in resemblances(row["resembles"])
    )
    return (ItemList(items, title=_("Ähnelt")),) if items else ()


def _change(row: Mapping[str, Any], chip: Chip) -> Facts:
    facts = (
        Fact(_("Kunde"), row["name"]),
        *_fields(row),
        Fact(_("Status"), chip.text),
        *_origin(row),
    )
    return Facts(_known(facts), title=entry_title(row))


def _fields(row: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return what changed; a whole new record has no value before, and its name is all that its system says."""
    if not row["field"]:
        return (Fact(_("Feld"), _("ganzer Datensatz (neu)")), Fact(_("neu"), row["new_value"]))
    return (
        Fact(_("Feld"), word(CHANGED_FIELDS, row["field"])),
        Fact(_("bisher"), row["old_value"] or _("leer")),
        Fact(_("neu"), row["new_value"] or _("leer")),
    )


def _origin(row: Mapping[str, Any]) -> tuple[Fact, ...]:
    return (
        Fact(_("Vorsystem"), system_name(row["source_system"])),
        Fact(_("Empfangen"), row["received_at"], "moment"),
        Fact(_("Datei"), dot_separated(row["source_file"], _("Zeile {line}").format(line=row["source_row"]))),
    )


def _received(row: Mapping[str, Any]) -> str:
    if row["received_at"] is None:
        return system_name(row["source_system"])
    at = format_value(row["received_at"], "moment")
    return _("Empfangen {at} von {system}").format(at=at, system=system_name(row["source_system"]))


def _known(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value not in (None, ""))
