"""Gesperrt mit Auftrag: customers who get nothing on credit, and work is done for them all the same."""

import polars as pl

from clientinfo_kernel.query.credit_rating import BLOCKED
from widgets.parts.list_rows import customer_columns, phone_column
from widgets.texts.language import N_, _
from widgets.texts.words import PAYERS, word
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list

_COLUMNS = ("customer_id", "order", "split", "payer", "ordered_on", "amount")


@work_list(
    "blocked_orders",
    N_("Gesperrt mit Auftrag"),
    group="accounting",
    order=30,
    topics=("credit",),
    text=N_("Offene Aufträge, die ein gesperrter Kunde bezahlen soll."),
)
def blocked_orders(desk: Desk) -> Table:
    """Show the splits that are not billed yet and that a blocked customer will pay, the newest first."""
    rating = pl.col("credit_rating").str.strip_chars().str.to_lowercase()
    blocked = desk.table("customers", ("customer_id", "credit_rating"), rating.is_in(list(BLOCKED)))
    wanted = pl.col("is_current") & pl.col("customer_id").is_in(blocked["customer_id"].implode())
    rows = desk.table("payer_orders", _COLUMNS, wanted).join(blocked, on="customer_id", how="left")
    rows = desk.of_customers(rows.sort(["ordered_on", "order", "split"], descending=[True, False, False]))
    return Table(
        columns=(
            Column("row", _("Auftrag"), "identifier", phone="meta"),
            *customer_columns("current_orders", "row"),
            Column("credit_rating", _("Bonität"), phone="meta"),
            Column("ordered_on", _("angenommen"), "date"),
            Column("payer_word", _("zahlt"), phone="hide"),
            Column("amount", _("Betrag"), "money", total=True, phone="figure"),
            phone_column(),
        ),
        rows=rows.with_columns(
            pl.format("{}/{}", "order", "split").alias("row"),
            pl.Series("payer_word", [word(PAYERS, payer) for payer in rows["payer"]], pl.String),
            is_urgent=pl.lit(value=True),
        ),
        title=_("Gesperrt mit Auftrag"),
        search=_("Auftrag, Kunde filtern"),
        download=_("gesperrt_mit_auftrag"),
        empty=_("Kein gesperrter Kunde hat einen offenen Auftrag."),
        names=lambda row: (row["row"],),
    )
