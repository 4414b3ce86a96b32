"""The short lists of the overview: vehicles, current orders, follow-ups; each with its count and the way to its tab."""

from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.vehicle_due import inspection_chip, next_inspection, vehicle_name
from widgets.texts.due import due_chip
from widgets.texts.formats import format_value
from widgets.texts.language import _, ngettext
from widgets.texts.words import ORDER_STATES, chip_for, dot_separated
from widgets.view_models import Item, ItemList, Link

# As many lines as a tile holds on a desktop without scrolling.
_LINES = 4


def _count(shown: int, total: int) -> str:
    return _("{shown} von {total}").format(shown=shown, total=total)


def vehicles_due(customer_file: CustomerFile) -> ItemList:
    """Return the vehicles whose HU is due first; sold ones are left to the tab."""
    key_date = customer_file.header().key_date
    driven = customer_file.vehicles().filter(pl.col("sold_on").is_null())
    first = driven.sort("next_general_inspection_on", nulls_last=True, maintain_order=True).head(_LINES)
    items = tuple(
        Item(
            row["model"] or vehicle_name(row),
            dot_separated(_inspection(row), _mileage(row)),
            plate=row["license_plate"],
            chip=inspection_chip(row, "next_general_inspection_on", key_date),
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


def _mileage(row: dict[str, Any]) -> str:
    return "" if row["mileage_km"] is None else f"{format_value(row['mileage_km'], 'number')} km"


def open_orders(customer_file: CustomerFile) -> ItemList:
    """Return order splits that are not billed yet."""
    orders = customer_file.orders(current=True)
    items = tuple(
        Item(
            f"{row['order']} / {row['split']}",
            dot_separated(row["license_plate"], row["title"]),
            chip=chip_for(ORDER_STATES, row["state"]),
            amount=row["amount"],
            link=Link(tab="current_orders", item=f"{row['order']}/{row['split']}"),
        )
        for row in orders.head(_LINES).iter_rows(named=True)
    )
    total = format_value(sum(orders["amount"].drop_nulls(), Decimal("0.00")), "money")
    return ItemList(
        items,
        title=_("Aktuelle Aufträge"),
        foot=_("Summe {total}").format(total=total) if items else "",
        more=(_("akt. Aufträge"), Link(tab="current_orders")),
        empty=_("Alle Aufträge sind fakturiert oder storniert."),
    )


def follow_ups(customer_file: CustomerFile) -> ItemList:
    """Return open cases by their follow-up date."""
    key_date = customer_file.header().key_date
    cases = customer_file.cases().filter("is_open")
    items = tuple(
        Item(
            row["text"],
            dot_separated(row["kind"], row["assignee"]),
            chip=due_chip(row["follow_up_on"], key_date),
            on=row["follow_up_on"],
            link=Link(tab="cases", item=row["case_id"]),
        )
        for row in cases.sort("follow_up_on", nulls_last=True, maintain_order=True).head(_LINES).iter_rows(named=True)
    )
    return ItemList(
        items,
        title=_("Nächste Wiedervorlagen"),
        foot=ngettext("{count} offen", "{count} offen", cases.height) if items else "",
        more=(_("Alle Vorgänge"), Link(tab="cases")),
        empty=_("Es wartet kein Vorgang auf Wiedervorlage."),
    )
