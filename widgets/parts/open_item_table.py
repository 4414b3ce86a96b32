"""The table of open items in the brochure's words, with the way to order and vehicle."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.document_postings import document_postings
from widgets.parts.document_trail import document_trail
from widgets.parts.item_decision import decision_chip, item_decision
from widgets.parts.whereabouts import Whereabouts, own_number
from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.language import _
from widgets.view_models import Chip, Column, Fact, Facts, Link, Stack, Table, ViewModel


def open_item_table(customer_file: CustomerFile) -> Table:
    """Return one row per open item, oldest first; a credit carries the word, not only the minus."""
    items = customer_file.open_items()
    places = Whereabouts(customer_file)

    def origin(row: Mapping[str, Any]) -> Link | None:
        """Return where the posting text leads: to the order it names, else to the vehicle."""
        return places.order(row["order_number"]) or places.vehicle(row["license_plate"])

    overdue = pl.col("days_overdue")
    decided = [decision_chip(row, customer_file.key_date) for row in items.iter_rows(named=True)]
    rows = items.with_columns(
        decision=pl.Series([chip_key(chip) for chip in decided], dtype=pl.String),
        overdue=pl.when(overdue > 0).then(overdue),
        credit=pl.when("is_shared").then(pl.lit("shared")).when(pl.col("balance") < 0).then(pl.lit("credit")),
        shown_number=pl.when(pl.col("number").fill_null("") == "").then(pl.lit(_("ohne Nummer"))).otherwise("number"),
    )
    return Table(
        columns=(
            Column("kind", _("Rg.Art"), "identifier"),
            Column("shown_number", _("Rg.Nummer"), "identifier", phone="title"),
            Column("date", _("Rg.Datum"), "date", phone="meta"),
            Column(
                "text",
                _("Buchungstext"),
                phone="meta",
                link=origin,
                beside="credit",
                beside_title=_("Hinweis"),
                chips={"credit": _credit(), "shared": _shared()},
            ),
            Column("due_on", _("fällig"), "date", phone="hide"),
            Column("overdue", _("seit Tagen"), "number"),
            Column("amount", _("Rg.Betrag"), "money", total=True, phone="hide"),
            Column("balance", _("Saldo"), "money", total=True, phone="figure", strong=True),
            Column(
                "dunning_level",
                _("MSt"),
                "number",
                beside="decision",
                beside_title=_("Zusage, Sperre"),
                chips=chips_by_key(decided),
            ),
        ),
        rows=rows,
        title=_("Posten"),
        detail=partial(item_detail, customer_file, places),
        search=_("Nummer, Text, Betrag filtern"),
        download=_("offene_posten"),
        sort=("date", "ascending"),
        names=lambda row: (own_number(row["number"], row["kind"]), row["order_number"], row["item_id"]),
    )


def _credit() -> Chip:
    return Chip(_("Guthaben"))


def _shared() -> Chip:
    """Return the mark of an item that no invoice gives to one of the customers who share the account."""
    return Chip(_("gemeinsames Konto"), "warn")


def item_detail(customer_file: CustomerFile, places: Whereabouts, row: Mapping[str, Any]) -> ViewModel:
    """Return order, vehicle and account of an item, and the postings that its balance is made of."""
    facts = (
        Fact(_("Auftrag"), row["order_number"], "identifier", places.order(row["order_number"])),
        Fact(_("Fahrzeug"), row["license_plate"], "plate", places.vehicle(row["license_plate"])),
        *document_trail(places, row["number"], here="open_items"),
        Fact(_("Debitor"), row["debtor_account"], "identifier"),
        Fact(_("fällig am"), row["due_on"], "date"),
        Fact(_("Rg.Betrag"), row["amount"], "money"),
        Fact(_("Datei"), row["source_file"]),
        Fact(_("Zeile"), row["source_row"], "number"),
    )
    known = Facts(tuple(fact for fact in facts if fact.value not in (None, "")))
    decision = item_decision(customer_file, row)
    booked = document_postings(customer_file, row["debtor_account"], own_number(row["number"], row["kind"]))
    parts = decision if booked is None else (*decision, booked)
    return Stack((known, *parts)) if parts else known
