"""Guthaben: customers to whom the house owes more than they owe the house."""

import polars as pl

from widgets.parts.list_rows import customer_columns, phone_column
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "credits",
    N_("Guthaben"),
    group="accounting",
    order=60,
    topics=("receivables",),
    text=N_("Wem das Haus etwas auszuzahlen hat."),
)
def credits(desk: Desk) -> Table:  # noqa: A001  # the list's key; nobody asks the interpreter for its authors here
    """Show whose open items add up to less than nothing, the largest credit first."""
    items = desk.table("open_items", ("customer_id", "balance", "date"))
    sums = items.group_by("customer_id").agg(
        pl.col("balance").sum(),
        pl.col("balance").filter(pl.col("balance") < 0).sum().alias("credits"),
        pl.col("balance").filter(pl.col("balance") > 0).sum().alias("claims"),
        pl.col("date").filter(pl.col("balance") < 0).min().alias("since"),
    )
    rows = sums.filter(pl.col("balance") < 0).sort("balance", "customer_id")
    return Table(
        columns=(
            *customer_columns("open_items"),
            Column("since", _("seit"), "date", phone="meta"),
            Column("credits", _("Guthaben"), "money", total=True),
            Column("claims", _("Forderungen"), "money", total=True),
            Column("balance", _("Saldo"), "money", total=True, phone="figure", strong=True),
            phone_column(),
        ),
        rows=desk.of_customers(rows).with_columns(row="customer_number"),
        title=_("Guthaben"),
        search=_("Kunde, Betrag filtern"),
        download=_("guthaben"),
        empty=_("Niemand hat ein Guthaben."),
        names=lambda row: (row["row"],),
    )
