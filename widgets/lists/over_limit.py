"""Limit überschritten: who uses more credit than they have, and goes on ordering."""

import polars as pl

from widgets.parts.list_credit import OF_ORDERS, exceeded
from widgets.parts.list_rows import customer_columns, phone_column
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "over_limit",
    N_("Limit überschritten"),
    group="accounting",
    order=25,
    topics=("credit", "receivables"),
    text=N_("Wer mehr Kredit nutzt, als er hat, mit offenen Aufträgen."),
    is_counted=False,
)
def over_limit(desk: Desk) -> Table:
    """Show whose exposure exceeds the limit, the furthest above it first, worked out by the header's own rule (``query.credit``)."""
    limits = desk.table("customers", ("customer_id", "customer_number", "credit_limit"), pl.col("credit_limit") > 0)
    orders = desk.table("payer_orders", OF_ORDERS, pl.col("is_current"))
    found = limits.join(exceeded(desk, limits, orders), on="customer_id", maintain_order="left")
    last = orders.group_by("customer_id").agg(pl.col("ordered_on").max())
    rows = found.join(last, on="customer_id", how="left").with_columns(
        (pl.col("exposure") - pl.col("credit_limit")).alias("above"), is_urgent=pl.col("unbilled") > 0
    )
    rows = rows.sort(["above", "customer_number"], descending=[True, False]).drop("customer_number")
    return Table(
        columns=(
            *customer_columns("open_items"),
            Column("above", _("über dem Limit"), "money", phone="figure", strong=True),
            Column("credit_limit", _("Limit"), "money"),
            Column("exposure", _("Obligo"), "money"),
            Column("unbilled", _("offene Aufträge"), "money", total=True),
            Column("ordered_on", _("letzter Auftrag"), "date", phone="meta"),
            phone_column(),
        ),
        rows=desk.of_customers(rows).with_columns(row="customer_number"),
        title=_("Limit überschritten"),
        search=_("Kunde, Betrag filtern"),
        download=_("limit_ueberschritten"),
        empty=_("Niemand nutzt mehr Kredit, als er hat."),
        names=lambda row: (row["row"],),
    )
