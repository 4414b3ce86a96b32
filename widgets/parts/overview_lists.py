"""The short lists of the overview: vehicles, current orders, follow-ups; each with its count and the way to its tab."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.small_frames import earliest_first, where
from widgets.parts.appointments import appointment_item, coming_appointments
from widgets.parts.promised import overdue_chip, promised_at
from widgets.parts.vehicle_due import (
    GENERAL_INSPECTION,
    contract_chip,
    inspection_chip,
    next_inspection,
    open_recalls,
    recall_chip,
    vehicle_name,
)
from widgets.texts.case_words import kind_words
from widgets.texts.due import due_chip
from widgets.texts.formats import day_and_month, format_value
from widgets.texts.language import _, ngettext
from widgets.texts.words import CHANNELS, ORDER_STATES, chip_for, dot_separated, word
from widgets.view_models import Item, ItemList, Link

# As many lines as a tile holds on a desktop without scrolling.
_LINES = 4
# So many of them are left to appointments: the orders below are what the tile is about.
_APPOINTMENTS = 2


def _count(shown: int, total: int) -> str:
    return _("{shown} von {total}").format(shown=shown, total=total)


def vehicles_due(customer_file: CustomerFile) -> ItemList:
    """Return the vehicles whose HU is due first; sold ones are left to the tab."""
    key_date = customer_file.header().key_date
    vehicles = customer_file.vehicles()
    driven = where(vehicles, (sold_on is None for sold_on in vehicles["sold_on"].to_list()))
    first = earliest_first(driven, GENERAL_INSPECTION).head(_LINES)
    recalled = open_recalls(customer_file.recalls())
    items = tuple(
        Item(
            row["model"] or vehicle_name(row),
            dot_separated(_inspection(row), _contract(row, key_date) or _mileage(row)),
            plate=row["license_plate"],
            chip=recall_chip(row, recalled) or inspection_chip(row, GENERAL_INSPECTION, key_date),
            link=Link(tab="vehicles", item=row["license_plate"] or row["vin"]),
        )
        for row in first.iter_rows(named=True)
    )
    return ItemList(
        items,
        title=_("Fahrzeuge"),
        note=_("HU zuerst fällig"),
        foot=_count(len(items), driven.height) if items else "",
        more=(_("Fahrzeugstamm"), Link(tab="vehicles")),
        empty=_("Der Kunde fährt kein Fahrzeug, das dem Händlersystem bekannt ist."),
    )


def _inspection(row: dict[str, Any]) -> str:
    month = next_inspection(row)
    return _("HU {month}").format(month=f"{month:%m/%Y}") if month else _("HU unbekannt")


def _contract(row: dict[str, Any], key_date: date) -> str:
    """Return which contract ends soon: that is what a salesperson asks about first."""
    chip = contract_chip(row, key_date)
    return chip.text if chip is not None and chip.tone != "neutral" else ""


def _mileage(row: dict[str, Any]) -> str:
    return "" if row["mileage_km"] is None else f"{format_value(row['mileage_km'], 'number')} km"


def open_orders(customer_file: CustomerFile) -> ItemList:
    """Return the next appointments, and order splits that are not billed yet, those first that should have been done."""
    orders = customer_file.orders(current=True)
    coming = coming_appointments(customer_file).head(_APPOINTMENTS)
    visits = tuple(appointment_item(customer_file, row) for row in coming.iter_rows(named=True))
    splits = _splits(orders, customer_file.header().key_date)[: _LINES - len(visits)]
    total = format_value(sum(filter(None, orders["amount"].to_list()), Decimal("0.00")), "money")
    never = customer_file.orders().is_empty()
    return ItemList(
        (*visits, *splits),
        title=_("Termine und Aufträge") if visits else _("Aktuelle Aufträge"),
        foot=_("Summe {total}").format(total=total) if splits else "",
        more=(_("akt. Aufträge"), Link(tab="current_orders")),
        empty=_("Noch kein Auftrag.") if never else _("Alle Aufträge sind fakturiert oder storniert."),
    )


def _splits(orders: pl.DataFrame, key_date: date) -> tuple[Item, ...]:
    late_first = sorted(orders.iter_rows(named=True), key=lambda row: overdue_chip(row, key_date) is None)
    return tuple(
        Item(
            f"{row['order']} / {row['split']}",
            dot_separated(row["license_plate"], _promise(row), row["title"]),
            chip=overdue_chip(row, key_date) or chip_for(ORDER_STATES, row["state"]),
            amount=row["amount"],
            link=Link(tab="current_orders", item=f"{row['order']}/{row['split']}"),
        )
        for row in late_first
    )


def _promise(row: dict[str, Any]) -> str:
    at = promised_at(row)
    return _("zugesagt {day}").format(day=format_value(at, "date")) if at else ""


def follow_ups(customer_file: CustomerFile) -> ItemList:
    """Return open cases and noted contacts by the day that comes first, of follow-up or appointment."""
    waiting = sorted((*_open_cases(customer_file), *_contacts(customer_file)), key=lambda each: each.on or date.max)
    return ItemList(
        tuple(waiting[:_LINES]),
        title=_("Nächste Wiedervorlagen"),
        foot=ngettext("{count} offen", "{count} offen", len(waiting)) if waiting else "",
        more=(_("Alle Vorgänge"), Link(tab="cases")),
        empty=_("Es wartet kein Vorgang auf Wiedervorlage."),
    )


def _open_cases(customer_file: CustomerFile) -> list[Item]:
    key_date = customer_file.header().key_date
    every = customer_file.cases()
    opened = where(every, every["is_open"].to_list())
    days = [min(filter(None, both), default=None) for both in opened[:, ["follow_up_on", "due_at"]].rows()]
    return [
        Item(
            row["text"],
            dot_separated(
                word(kind_words(customer_file.settings.cases), row["kind"]),
                row["assignee"],
                _appointment(row, key_date),
            ),
            chip=due_chip(on, key_date),
            on=on,
            link=Link(tab="cases", item=row["case_id"]),
        )
        for row, on in zip(opened.iter_rows(named=True), days, strict=True)
    ]


def _contacts(customer_file: CustomerFile) -> list[Item]:
    """Return the contacts that somebody wants to come back to."""
    key_date = customer_file.header().key_date
    every = customer_file.contact_events()
    return [
        Item(
            row["note"],
            dot_separated(word(CHANNELS, row["channel"]), row["employee"]),
            chip=due_chip(row["follow_up_on"], key_date),
            on=row["follow_up_on"],
            link=Link(tab="cases", item=row["event_id"]),
        )
        for row in where(every, (day is not None for day in every["follow_up_on"].to_list())).iter_rows(named=True)
    ]


def _appointment(case: dict[str, Any], key_date: date) -> str:
    """Return on which coming day, and at which time, a case is due; what is overdue has a mark that says so."""
    if case["due_at"] is None or case["due_at"] < key_date:
        return ""
    return _("Termin {day} {time}").format(day=day_and_month(case["due_at"]), time=case["due_time"] or "").rstrip()
