"""The table of order splits, for current orders and for the whole workshop journal."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.filled_columns import if_filled
from widgets.parts.order_detail import order_detail
from widgets.parts.promised import overdue_chip, promised_at
from widgets.parts.whereabouts import Whereabouts
from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.language import _
from widgets.texts.words import ORDER_STATES, PAYERS, chip_column, word
from widgets.view_models import Column, Link, Table


def order_table(customer_file: CustomerFile, orders: pl.DataFrame, title: str, download: str) -> Table:
    """Return one row per split, its lines one click below; columns that no split fills are left out.

    Args:
        customer_file: Where the lines come from.
        orders: Rows of ``answers.ORDERS``.
        title: Of the table.
        download: File name without ending.
    """
    key_date = customer_file.header().key_date
    promised = [promised_at(row) for row in orders.iter_rows(named=True)]
    late = [overdue_chip(row, key_date) for row in orders.iter_rows(named=True)]
    rows = orders.with_columns(
        number=pl.format("{} / {}", "order", "split"),
        other_payer=pl.Series([_other_payer(payer) for payer in orders["payer"]], dtype=pl.String),
        promised_on=pl.Series([at and at.date() for at in promised], dtype=pl.Date),
        lateness=pl.Series([chip_key(chip) for chip in late], dtype=pl.String),
    )
    promise = Column(
        "promised_on", _("zugesagt"), "date", beside="lateness", beside_title=_("Verzug"), chips=chips_by_key(late)
    )
    return Table(
        columns=(
            Column("number", _("Auftrag / Split"), "identifier", phone="title", strong=True),
            Column(
                "license_plate",
                _("Fahrzeug"),
                "plate",
                phone="meta",
                link=_vehicle,
                beside="model",
                beside_title=_("Modell"),
            ),
            Column("title", _("Titel"), phone="meta"),
            Column("state", _("Status"), "chip", chips=chip_column(ORDER_STATES)),
            *if_filled(rows, promise),
            *if_filled(rows, Column("other_payer", _("Zahler"))),
            *if_filled(rows, Column("invoice_number", _("Rech.-Nr."), "identifier")),
            Column("invoice_date", _("Rech.-Dt."), "date"),
            Column("labour_total", _("Summe Lohn"), "money", total=True),
            Column("parts_total", _("Summe Teile"), "money", total=True),
            *if_filled(rows, Column("seag", _("SEAG"), "identifier", phone="hide")),
            Column("amount", _("Betrag"), "money", total=True, phone="figure", strong=True),
        ),
        rows=rows,
        title=title,
        detail=partial(order_detail, customer_file, Whereabouts(customer_file)),
        search=_("Auftrag, Kennzeichen filtern"),
        download=download,
        note=_("Betrag brutto, Lohn und Teile netto, EUR"),
        names=_names,
        shared_names=lambda row: (row["license_plate"],),
    )


def _other_payer(payer: str | None) -> str | None:
    return None if payer == "customer" else word(PAYERS, payer)


def _vehicle(row: Mapping[str, Any]) -> Link | None:
    return Link(tab="vehicles", item=row["license_plate"]) if row["license_plate"] else None


def _names(row: Mapping[str, Any]) -> tuple[str | None, ...]:
    """Return what a split is asked for by: itself, its order, its invoice."""
    return (f"{row['order']}/{row['split']}", row["order"], row["invoice_number"])
