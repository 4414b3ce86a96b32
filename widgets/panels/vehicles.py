"""Fahrzeugstamm: what the customer drives, and what is due on it."""

from functools import partial

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.vehicle_due import vehicle_detail, with_due
from widgets.parts.whereabouts import Whereabouts
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.view_models import Column, Link, Notice, Table, ViewModel


@panel("vehicles", N_("Fahrzeugstamm"), 60, EVERYBODY)
def vehicles(customer_file: CustomerFile) -> ViewModel:
    """Show one row per vehicle with chips for HU, AU and service; all its data one click below."""
    every = customer_file.vehicles()
    if every.is_empty():
        text = _("Im Händlersystem gehört diesem Kunden kein Fahrzeug, weder als Eigentümer noch als Halter.")
        empty = Notice(_("Keine Fahrzeuge"), text, link=(_("Aufträge gesamt"), Link(tab="orders")))
        return with_freshness(customer_file, empty, "dealer_system")
    key_date = customer_file.header().key_date
    rows, chips = with_due(every, key_date)
    table = Table(
        columns=(
            Column("license_plate", _("Kennzeichen"), "plate", phone="title", beside="sold", chips=chips),
            Column("name", _("Modell"), phone="meta"),
            Column("inspection_on", _("HU"), "date", beside="inspection_due", chips=chips),
            Column("emission_on", _("AU"), "date", beside="emission_due", chips=chips, phone="hide"),
            Column("next_service_on", _("Service"), "date", beside="service_due", chips=chips),
            Column("mileage_km", _("km-Stand"), "number", phone="figure"),
            Column("first_registration_on", _("Erstzulassung"), "date", phone="hide"),
            Column("vin", _("FIN"), "identifier"),
        ),
        rows=rows,
        title=_("Fahrzeugstamm"),
        detail=partial(vehicle_detail, key_date, Whereabouts(customer_file)),
        search=_("Kennzeichen, Modell, FIN filtern"),
        download=_("fahrzeuge"),
        names=lambda row: (row["license_plate"], row["vin"]),
    )
    return with_freshness(customer_file, table, "dealer_system")
