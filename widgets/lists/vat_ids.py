"""USt-IdNr. falsch: VAT IDs whose form or check digit is wrong."""

import polars as pl

from clientinfo_kernel.query.vat_form import is_formally_valid, surely_valid
from widgets.parts.list_rows import customer_columns, phone_column
from widgets.parts.vat_list import vat_button
from widgets.roles import LEDGER
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "vat_ids",
    N_("USt-IdNr. falsch"),
    group="accounting",
    order=70,
    roles=LEDGER,
    text=N_("Nummern, deren Form oder Prüfziffer nicht stimmt."),
)
def vat_ids(desk: Desk) -> Table:
    """Show the customers whose VAT ID cannot be one, by number."""
    given = desk.table("customers", ("customer_id", "vat_id", "country"), pl.col("vat_id").is_not_null())
    rows = given.filter(~surely_valid(given["vat_id"]))
    wrong = pl.Series([not is_formally_valid(each) for each in rows["vat_id"].to_list()], dtype=pl.Boolean)
    return Table(
        columns=(
            Column("vat_id", _("USt-IdNr."), "identifier", phone="figure"),
            *customer_columns("overview"),
            Column("country", _("Land"), phone="hide"),
            phone_column(),
        ),
        rows=desk.of_customers(rows.filter(wrong)).sort("customer_number").with_columns(row="customer_number"),
        title=_("USt-IdNr. falsch"),
        detail=vat_button(desk),
        search=_("Kunde, Nummer filtern"),
        download=_("ust_idnr_falsch"),
        empty=_("Jede USt-IdNr. hat die richtige Form und Prüfziffer."),
        names=lambda row: (row["row"], row["vat_id"]),
    )
