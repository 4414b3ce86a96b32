"""The table of open items in the brochure's words, with the way to order and vehicle."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.texts.language import _
from widgets.view_models import Chip, Column, Fact, Facts, Link, Table


@dataclass(frozen=True)
class Origins:
    """Orders and licence plates that the customer's other tabs know: links lead only there."""

    orders: frozenset[str]
    plates: frozenset[str]

    def link(self, row: Mapping[str, Any]) -> Link | None:
        """Return the link of the posting text: to the order it names, else to the vehicle."""
        return self.order_link(row) or self.vehicle_link(row)

    def order_link(self, row: Mapping[str, Any]) -> Link | None:
        """To the order, where it is known."""
        return Link(tab="orders") if row["order_number"] in self.orders else None

    def vehicle_link(self, row: Mapping[str, Any]) -> Link | None:
        """To the vehicle, where it is known."""
        return Link(tab="vehicles") if row["license_plate"] in self.plates else None


def open_item_table(customer_file: CustomerFile) -> Table:
    """Return one row per open item, oldest first; a credit carries the word, not only the minus."""
    items = customer_file.open_items()
    origins = Origins(
        frozenset(customer_file.orders()["order"].drop_nulls()),
        frozenset(customer_file.vehicles()["license_plate"].drop_nulls()),
    )
    overdue = pl.col("days_overdue")
    rows = items.with_columns(
        overdue=pl.when(overdue > 0).then(overdue),
        credit=pl.when(pl.col("balance") < 0).then(pl.lit("credit")),
        shown_number=pl.when(pl.col("number").fill_null("") == "").then(pl.lit(_("ohne Nummer"))).otherwise("number"),
    )
    return Table(
        columns=(
            Column("kind", _("Rg.Art"), "identifier"),
            Column("shown_number", _("Rg.Nummer"), "identifier", phone="title"),
            Column("date", _("Rg.Datum"), "date", phone="meta"),
            Column(
                "text", _("Buchungstext"), phone="meta", link=origins.link, beside="credit", chips={"credit": _credit()}
            ),
            Column("due_on", _("fällig"), "date"),
            Column("overdue", _("seit Tagen"), "number"),
            Column("amount", _("Rg.Betrag"), "money", total=True),
            Column("balance", _("Saldo"), "money", total=True, phone="figure", strong=True),
            Column("dunning_level", _("MSt"), "number"),
        ),
        rows=rows,
        title=_("Posten"),
        detail=partial(item_detail, origins),
        search=_("Nummer, Text, Betrag filtern"),
        download=_("offene_posten"),
        sort=("date", "ascending"),
    )


def _credit() -> Chip:
    return Chip(_("Guthaben"))


def item_detail(origins: Origins, row: Mapping[str, Any]) -> Facts:
    """Order, vehicle, debtor account, and the file and line an item was read from."""
    facts = (
        Fact(_("Auftrag"), row["order_number"], "identifier", origins.order_link(row)),
        Fact(_("Fahrzeug"), row["license_plate"], "plate", origins.vehicle_link(row)),
        Fact(_("Debitor"), row["debtor_account"], "identifier"),
        Fact(_("fällig am"), row["due_on"], "date"),
        Fact(_("Datei"), row["source_file"]),
        Fact(_("Zeile"), row["source_row"], "number"),
    )
    return Facts(tuple(fact for fact in facts if fact.value not in (None, "")))
