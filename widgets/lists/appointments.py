"""Termine: wer heute in die Werkstatt kommt, geholt oder gebracht wird, und wer einen Ersatzwagen braucht."""

from datetime import timedelta

import polars as pl

from widgets.parts.drives import with_drives
from widgets.parts.list_rows import customer_columns, in_words, phone_column, plate_column, with_vehicles, within
from widgets.roles import SALES, SERVICE
from widgets.texts.language import N_, _
from widgets.texts.words import APPOINTMENT_SERVICES
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, work_list

_COLUMNS = (
    "customer_id",
    "appointment_number",
    "vehicle_number",
    "order_number",
    "bring_at",
    "return_at",
    "service",
    "note",
)
# First day, counted from the key date, and how many days.
_SPANS = {"today": (0, 1), "tomorrow": (1, 1), "week": (0, 7)}
_DAYS = ListChoice(N_("Wann"), {"today": N_("heute"), "tomorrow": N_("morgen"), "week": N_("7 Tage")}, "today")


@work_list(
    "appointments",
    N_("Termine"),
    group="service",
    order=10,
    roles=SERVICE | SALES,
    text=N_("Wer kommt, geholt oder gebracht wird, wer einen Ersatzwagen braucht."),
    choice=_DAYS,
)
def appointments(desk: Desk) -> Table:
    """Show the appointments on which a vehicle comes or goes on these days, in the order of the hours."""
    ahead, days = _SPANS[desk.option]
    first = desk.key_date + timedelta(days=ahead)
    comes, goes = within("bring_at", first, days), within("return_at", first, days)
    rows = desk.table("appointments", _COLUMNS, comes | goes)
    rows = rows.with_columns(at=pl.when(comes).then("bring_at").otherwise("return_at"), row="appointment_number")
    rows = with_vehicles(desk, desk.of_customers(rows.sort("at", "row")))
    rows = with_drives(desk, rows)
    return Table(
        columns=(
            Column("bring_at", _("Bringen"), "moment", phone="meta"),
            Column("return_at", _("Abholen"), "moment", phone="meta"),
            *customer_columns("orders", "order_number"),
            plate_column(),
            Column("service", _("Wunsch"), phone="figure"),
            Column("drive", _("Fahrt")),
            phone_column(),
            Column("note", _("Notiz")),
        ),
        rows=in_words(rows, "service", APPOINTMENT_SERVICES),
        title=_("Termine"),
        search=_("Kunde, Kennzeichen, Wunsch filtern"),
        download=_("termine"),
        empty=_("Für diese Tage steht kein Termin im Händlersystem."),
        names=lambda row: (row["row"], row["license_plate"]),
    )
