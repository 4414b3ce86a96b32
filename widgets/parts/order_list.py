"""The table that lists of order splits over all customers share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.parts.list_rows import customer_columns, phone_column, with_values_of
from widgets.parts.promised import overdue_chip, promised_at
from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.language import _
from widgets.texts.words import ORDER_STATES, chip_column
from widgets.view_models import Column, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from widgets.work_list import Desk

# What a promise is judged by.
_PROMISED = ("promised_at", "is_current", "state")
_COLUMNS = (
    *("customer_id", "order", "split", "title", "state", "is_current", "ordered_at", "promised_at", "amount"),
    *("license_plate", "model", "service_advisor"),
)


def order_splits(desk: Desk, states: Collection[str], *, late_only: bool = False) -> pl.DataFrame:
    """Return current splits in some states, the longest promised first, late ones marked.

    Args:
        desk: Where the orders are.
        states: Codes of ``words.ORDER_STATES``.
        late_only: Only those that should have been done before the key date.

    Returns:
        Columns of the table ``orders`` and of their customers, with ``row`` (order/split), ``promise`` (key of the chip
        that says that it is late) and ``is_urgent``.
    """
    rows = desk.table("orders", _COLUMNS, pl.col("is_current") & pl.col("state").is_in(list(states)))
    rows = with_values_of(rows, _PROMISED, "promise", lambda row: chip_key(overdue_chip(row, desk.key_date)))
    rows = rows.with_columns(
        pl.format("{}/{}", "order", "split").alias("row"), is_urgent=pl.col("promise").is_not_null()
    )
    rows = rows.filter("is_urgent") if late_only else rows
    return desk.of_customers(rows.sort("promised_at", "ordered_at", "row", nulls_last=True))


def order_list(desk: Desk, rows: pl.DataFrame, title: str, download: str, empty: str) -> Table:
    """Return the table of ``order_splits``; a row leads to its split in the customer's current orders."""
    late = [overdue_chip(row, desk.key_date) for row in rows.filter("is_urgent").head(1).iter_rows(named=True)]
    days = with_values_of(rows, _PROMISED, "promised_on", _promised_on, pl.Date)
    return Table(
        columns=(
            Column("row", _("Auftrag"), "identifier", phone="meta"),
            *customer_columns("current_orders", "row"),
            Column("license_plate", _("Kennzeichen"), "plate", beside="model", beside_title=_("Modell"), phone="meta"),
            Column("title", _("Arbeit")),
            Column("state", _("Status"), "chip", chips=chip_column(ORDER_STATES)),
            Column(
                "promised_on",
                _("zugesagt"),
                "date",
                beside="promise",
                beside_title=_("Verzug"),
                chips=chips_by_key(late),
            ),
            Column("service_advisor", _("Berater"), names_colleague=True),
            phone_column(),
            Column("amount", _("Betrag"), "money", total=True, phone="figure"),
        ),
        rows=days,
        title=title,
        search=_("Auftrag, Kunde, Kennzeichen filtern"),
        download=download,
        empty=empty,
        names=lambda row: (row["row"], row["license_plate"]),
    )


def _promised_on(row: Mapping[str, Any]) -> date | None:
    at = promised_at(row)
    return None if at is None else at.date()
