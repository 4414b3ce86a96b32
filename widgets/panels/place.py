"""Ort: where the customer lives, how exactly that is known, and the way to the user's own navigation."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.freshness import with_freshness
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.texts.names import shown_name
from widgets.texts.words import ACCURACIES, dot_separated, word
from widgets.view_models import Link, MapPoints, Notice, Point, ViewModel


@panel("place", N_("Ort"), 100, EVERYBODY)
def place(customer_file: CustomerFile) -> ViewModel:
    """Show the address on the map; the device's own navigation opens from the coordinates (RFC 5870), no host needed."""
    name = shown_name(customer_file.header().name)
    row = next(customer_file.place().iter_rows(named=True), {})
    address = dot_separated(row.get("street"), " ".join(filter(None, (row.get("postal_code"), row.get("town")))))
    if row.get("latitude") is None or row.get("longitude") is None:
        text = _("Das Ortsverzeichnis kennt diese Anschrift nicht. Bitte prüfen Sie Postleitzahl und Ort des Kunden.")
        empty = Notice(_("Kein Punkt auf der Karte"), dot_separated(address, text))
        return with_freshness(customer_file, empty, "places", "dealer_system")
    point = Point(row["latitude"], row["longitude"], name, address)
    navigation = Link(href=f"geo:{row['latitude']:.6f},{row['longitude']:.6f}")
    view = MapPoints(
        (point,),
        title=address or name,
        note=word(ACCURACIES, row["accuracy"]),
        links=((_("Navigation öffnen"), navigation),),
        attribution=_attribution(customer_file),
    )
    return with_freshness(customer_file, view, "places", "dealer_system")


def _attribution(customer_file: CustomerFile) -> str:
    rows = customer_file.sources().iter_rows(named=True)
    return next((row["attribution"] or "" for row in rows if row["source"] == "places"), "")
