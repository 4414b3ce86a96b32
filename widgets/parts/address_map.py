"""A customer's address on the map: the exact point where somebody set one, else the middle of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.query.exact_point import exact_point
from widgets.parts.customer_points import said_of_point
from widgets.parts.reach import reach_of, said_of_reach
from widgets.texts.language import _
from widgets.texts.names import shown_name
from widgets.texts.navigation import destination
from widgets.texts.words import dot_separated
from widgets.view_models import MapPoints, Point

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile


def address_map(customer_file: CustomerFile) -> MapPoints:
    """Return the map of a customer's address, without a point where nobody knows one."""
    name = shown_name(customer_file.header().name)
    row = next(customer_file.place().iter_rows(named=True), {})
    address = dot_separated(row.get("street"), " ".join(filter(None, (row.get("postal_code"), row.get("town")))))
    title = address or name
    way = destination(row.get("street"), row.get("postal_code"), row.get("town"), row.get("country"))
    exact = exact_point(customer_file.written_rows(CUSTOMER_POINT.name), row)
    if exact is not None:
        point = Point(exact.latitude, exact.longitude, name, address)
        said = said_of_point(exact)
        warning = _warning(row, follows_code=False)
        return MapPoints(
            (point,), title=title, note=said, destination=way, warning=warning, attribution=exact.attribution
        )
    if row.get("latitude") is None or row.get("longitude") is None:
        text = _("Das Ortsverzeichnis kennt diese Anschrift nicht. Bitte prüfen Sie Postleitzahl und Ort des Kunden.")
        return MapPoints((), title=title, note=text, destination=way)
    reach = reach_of(row["accuracy"], row["postal_code"])
    return MapPoints(
        (Point(row["latitude"], row["longitude"], name, address, reach),),
        title=title,
        note=said_of_reach(row["accuracy"], reach),
        destination=way,
        warning=_warning(row, follows_code=True),
        attribution=_attribution(customer_file),
    )


def _warning(row: dict[str, Any], *, follows_code: bool) -> str:
    if row["apart_km"] is None:
        return ""
    text = _("Postleitzahl {code} und Ort {town} passen nicht zusammen: dazwischen liegen {far} km.")
    said = text.format(code=row["postal_code"], town=row["town"], far=round(row["apart_km"]))
    return f"{said} {_('Der Punkt folgt der Postleitzahl.')}" if follows_code else said


def _attribution(customer_file: CustomerFile) -> str:
    rows = customer_file.sources().iter_rows(named=True)
    return next((row["attribution"] or "" for row in rows if row["source"] == "places"), "")
