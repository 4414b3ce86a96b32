"""Rückrufe: vehicles that have to come in and have not been here for it."""

import polars as pl

from widgets.parts.list_rows import customer_columns, phone_column, plate_column, with_vehicles
from widgets.roles import SALES, SERVICE
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "recalls",
    N_("Offene Rückrufe"),
    group="service",
    order=50,
    roles=SERVICE | SALES,
    text=N_("Fahrzeuge, die der Hersteller in die Werkstatt ruft."),
)
def recalls(desk: Desk) -> Table:
    """Show open recalls of vehicles that are not sold, the longest announced first."""
    columns = ("customer_id", "vehicle_number", "recall_number", "text", "announced_on")
    rows = desk.table("recalls", columns, pl.col("done_on").is_null())
    of_sold = pl.col("sold_on").is_not_null() & pl.col("vehicle_number").is_in(
        rows["vehicle_number"].unique().implode()
    )
    sold = desk.table("vehicles", ("customer_id", "vehicle_number"), of_sold)
    rows = rows.join(sold, on=["customer_id", "vehicle_number"], how="anti", maintain_order="left")
    rows = with_vehicles(desk, desk.of_customers(rows.sort("announced_on", "recall_number", "vehicle_number")))
    return Table(
        columns=(
            Column("recall_number", _("Rückruf"), "identifier", phone="meta"),
            Column("text", _("Grund"), phone="meta"),
            Column("announced_on", _("seit"), "date", phone="figure"),
            *customer_columns("vehicles", "license_plate"),
            plate_column(),
            phone_column(),
        ),
        rows=rows.with_columns(
            pl.format("{} {} {}", "recall_number", "vehicle_number", "customer_number").alias("row")
        ),
        title=_("Offene Rückrufe"),
        search=_("Rückruf, Kunde, Kennzeichen filtern"),
        download=_("rueckrufe"),
        empty=_("Kein Fahrzeug unserer Kunden muss wegen eines Rückrufs kommen."),
        names=lambda row: (row["row"], row["license_plate"]),
    )
