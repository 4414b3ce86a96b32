"""Who near a customer has an appointment today: dots on the map, and a table that leads to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.parts.reach import reach_of
from widgets.texts.distance import far_from
from widgets.texts.formats import day, local
from widgets.texts.language import _
from widgets.texts.names import shown_name
from widgets.texts.words import APPOINTMENT_SERVICES, dot_separated, word
from widgets.view_models import Column, Link, MapPoints, Neighbour, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.view_models import Point

# Twenty minutes' drive in the country; a driver who is there can come by.
WITHIN_KM = 15.0
_MOST = 12


def with_neighbours(customer_file: CustomerFile, view: MapPoints) -> tuple[MapPoints, Table | None]:
    """Return the map with the neighbours on it, and the table of them; no table without a point, or where nobody comes."""
    if not view.points:
        return view, None
    own = view.points[0]
    rows = customer_file.neighbours((own.latitude, own.longitude), WITHIN_KM).head(_MOST)
    on, code = day(customer_file.header().key_date), customer_file.header().postal_code
    if rows.is_empty():
        said = _("Am {day} hat im Umkreis von {far} km sonst niemand einen Termin.")
        return replace(view, near_note=said.format(day=on, far=round(WITHIN_KM))), None
    near = tuple(_dot(row) for row in rows.iter_rows(named=True))
    lines = [
        {
            "customer_number": dot.customer_number,
            "at": row["at"],
            "name": dot.label,
            "place": dot_separated(" ".join(filter(None, (row["postal_code"], row["town"])))),
            "wish": word(APPOINTMENT_SERVICES, row["service"]),
            "far": _far(own, dot, is_same_code=row["postal_code"] == code and dot.radius_m > 0),
        }
        for dot, row in zip(near, rows.iter_rows(named=True), strict=True)
    ]
    texts = dict.fromkeys(("customer_number", "name", "place", "wish", "far"), pl.String)
    table = Table(
        columns=(
            Column("at", _("Termin"), "moment", phone="meta"),
            Column("name", _("Kunde"), phone="title", link=_lead),
            Column("place", _("Ort"), phone="meta"),
            Column("wish", _("Wunsch")),
            Column("far", _("Entfernung"), phone="figure"),
        ),
        rows=pl.DataFrame(lines, schema=texts | {"at": rows.schema["at"]}),
        title=_("Termine in der Nähe am {day}").format(day=on),
        customers="customer_number",
        download=_("termine_in_der_naehe"),
        names=lambda row: (row["customer_number"],),
    )
    licences = filter(None, (view.attribution, *rows["attribution"]))
    return replace(view, near=near, attribution=dot_separated(*dict.fromkeys(licences))), table


def _dot(row: Mapping[str, Any]) -> Neighbour:
    at = _("{time} Uhr").format(time=f"{local(row['at']):%H:%M}")
    what = _("bringt das Fahrzeug") if row["is_brought"] else _("holt das Fahrzeug ab")
    reach = reach_of(row["accuracy"], row["postal_code"])
    return Neighbour(
        *(row["latitude"], row["longitude"], shown_name(row["name"]), f"{at}, {what}"),
        radius_m=reach,
        customer_number=row["customer_number"],
    )


def _far(own: Point, dot: Neighbour, *, is_same_code: bool) -> str:
    if is_same_code:
        return _("gleiche Postleitzahl")
    start, end = (own.latitude, own.longitude), (dot.latitude, dot.longitude)
    return far_from(_("hier"), start, end, blur_km=(own.radius_m + dot.radius_m) / 1000)


def _lead(row: Mapping[str, Any]) -> Link:
    return Link(tab="place", customer_number=row["customer_number"])
