"""Gebrochene Zusagen: open items that somebody promised to pay by a day that is over."""

from widgets.parts.list_decisions import decided_items
from widgets.parts.list_rows import customer_columns, phone_column
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "broken_promises",
    N_("Gebrochene Zusagen"),
    group="accounting",
    order=20,
    topics=("receivables",),
    text=N_("Zugesagte Zahlungen, die ausgeblieben sind."),
)
def broken_promises(desk: Desk) -> Table:
    """Show the items whose promise is broken, the oldest promise first."""
    items = decided_items(desk).filter(promise="broken").sort("promised_on", "item_id")
    return Table(
        columns=(
            Column("promised_on", _("zugesagt bis"), "date", phone="meta"),
            Column("number", _("Rg.Nummer"), "identifier", phone="meta"),
            *customer_columns("open_items", "number"),
            Column("promised_by", _("Zugesagt von")),
            Column("promised_amount", _("Zugesagter Betrag"), "money"),
            Column("balance", _("Saldo"), "money", total=True, phone="figure", strong=True),
            Column("note", _("Notiz")),
            phone_column(),
        ),
        rows=desk.of_customers(items, on="customer_number").with_columns(row="item_id"),
        title=_("Gebrochene Zusagen"),
        search=_("Kunde, Nummer filtern"),
        download=_("gebrochene_zusagen"),
        empty=_("Jede Zusage, deren Tag vorbei ist, wurde gehalten."),
        names=lambda row: (row["row"], row["number"]),
    )
