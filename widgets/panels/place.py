"""Ort: where the customer lives, how exactly that is known, and the way to the user's own navigation."""

from typing import Any

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.parts.reach import reach_of, said_of_reach
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.texts.names import shown_name
from widgets.texts.navigation import destination
from widgets.texts.words import dot_separated
from widgets.view_models import MapPoints, Point, ViewModel


@panel("place", N_("Ort"), 100, EVERYBODY)
def place(customer_file: CustomerFile) -> ViewModel:
    """Show the address on the map, and lead to it by the user's own navigation, which knows the house better than we do."""
    name = shown_name(customer_file.header().name)
    row = next(customer_file.place().iter_rows(named=True), {})
    address = dot_separated(row.get("street"), " ".join(filter(None, (row.get("postal_code"), row.get("town")))))
    way = destination(row.get("street"), row.get("postal_code"), row.get("town"), row.get("country"))
    if row.get("latitude") is None or row.get("longitude") is None:
        text = _("Das Ortsverzeichnis kennt diese Anschrift nicht. Bitte prüfen Sie Postleitzahl und Ort des Kunden.")
        unknown = MapPoints((), title=address or name, note=text, destination=way)
        return with_freshness(customer_file, unknown, "places", "dealer_system")
    reach = reach_of(row["accuracy"], row["postal_code"])
    point = Point(row["latitude"], row["longitude"], name, address, reach)
    view = MapPoints(
        (point,),
        title=address or name,
        note=said_of_reach(row["accuracy"], reach),
        destination=way,
        warning=_warning(row),
        attribution=_attribution(customer_file),
    )
    return with_freshness(customer_file, view, "places", "dealer_system")


def _warning(row: dict[str, Any]) -> str:
    if row["apart_km"] is None:
        return ""
    text = _(
        "Postleitzahl {code} und Ort {town} passen nicht zusammen: dazwischen liegen {far} km. "
        "Der Punkt folgt der Postleitzahl."
    )
    return text.format(code=row["postal_code"], town=row["town"], far=round(row["apart_km"]))


def _attribution(customer_file: CustomerFile) -> str:
    rows = customer_file.sources().iter_rows(named=True)
    return next((row["attribution"] or "" for row in rows if row["source"] == "places"), "")
