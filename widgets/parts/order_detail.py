"""What opens below a split of an order: labour, parts, the rest, and the facts around them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.document_trail import document_trail
from widgets.parts.promised import overdue_chip
from widgets.parts.whereabouts import Whereabouts
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.words import PAYERS, dot_separated, word
from widgets.view_models import Column, Fact, Facts, Notice, Stack, Table, ViewModel


def order_detail(customer_file: CustomerFile, places: Whereabouts, row: Mapping[str, Any]) -> ViewModel:
    """Return labour at the left; parts, external services and the facts of the split at the right."""
    lines = customer_file.order_lines(row["order"], row["split"])
    labour = lines.filter(pl.col("kind") == "labour")
    parts = lines.filter(pl.col("kind") == "parts")
    rest = lines.filter(~pl.col("kind").is_in(["labour", "parts"]))
    right: list[ViewModel] = [_facts(places, row, customer_file.header().key_date)]
    if rest.height:
        right.insert(0, _items(rest, _("Fremdleistungen und Sonstiges")))
    if parts.height:
        right.insert(0, _items(parts, _("Teile")))
    left = _labour(labour) if labour.height else _nothing(lines)
    return Stack((left, Stack(tuple(right))), "split")


def _labour(labour: pl.DataFrame) -> Table:
    units = format_value(labour["labour_units"].sum(), "number")
    return Table(
        columns=(
            Column("line", _("Nr."), "number", phone="meta"),
            Column("text", _("Arbeit"), phone="title"),
            Column("labour_units", _("AW"), "number", total=True),
            Column("unit_price", _("Satz"), "money", phone="hide"),
            Column("amount", _("Lohn"), "money", total=True, phone="figure"),
        ),
        rows=labour,
        title=_("Lohn, {units} Arbeitswerte").format(units=units),
    )


def _items(lines: pl.DataFrame, title: str) -> Table:
    return Table(
        columns=(
            Column("item_number", _("Teilenummer"), "identifier", phone="meta"),
            Column("text", _("Bezeichnung"), phone="title"),
            Column("quantity", _("Menge"), "number"),
            Column("amount", _("Betrag"), "money", total=True, phone="figure"),
        ),
        rows=lines,
        title=title,
    )


def _facts(places: Whereabouts, row: Mapping[str, Any], key_date: date) -> Facts:
    facts = (
        Fact(_("Annahme"), row["ordered_at"], "moment"),
        Fact(_("zugesagt"), row["promised_at"], "moment", chip=overdue_chip(row, key_date)),
        Fact(_("Berater"), row["service_advisor"]),
        Fact(_("km-Stand"), row["mileage_km"], "number"),
        Fact(_("Zahler"), word(PAYERS, row["payer"])),
        Fact(_("Rech.-Nr."), row["invoice_number"], "identifier"),
        Fact(_("Fremdleistungen"), row["external_total"], "money"),
        Fact(_("Fahrzeug"), row["license_plate"], "plate", places.vehicle(row["license_plate"])),
        *document_trail(places, row["invoice_number"], here="orders"),
        Fact(_("Datei"), dot_separated(row["source_file"], _("Zeile {line}").format(line=row["source_row"]))),
    )
    return Facts(tuple(fact for fact in facts if fact.value not in (None, "")))


def _nothing(lines: pl.DataFrame) -> Notice:
    if lines.height:
        return Notice(_("Keine Arbeiten"), _("Dieser Split enthält nur Teile oder Fremdleistungen."))
    return Notice(_("Keine Positionen"), _("Das Händlersystem hat zu diesem Split keine Positionen geliefert."))
