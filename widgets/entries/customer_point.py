"""Setting the exact point of a customer: coordinates or a link of a map, or a click on our own map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.query.exact_point import point_values
from widgets.entries.form import EntryField, EntryForm
from widgets.texts.coordinates import coordinates_in
from widgets.texts.distance import distance_km
from widgets.texts.language import _
from widgets.texts.names import shown_name
from widgets.texts.written import label

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import TypedEntry

# Farther from where their address is, it is another place, or latitude and longitude are exchanged.
_FARTHEST_KM = 100


class PointForm:
    """Asks for the point. ``item``: the coordinates of a click on the map; empty: nothing was clicked."""

    key = "customer_point"
    right: Changeable = CUSTOMER_POINT.right

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form; None: what was clicked is not a point."""
        if item and coordinates_in(item) is None:
            return None
        lines = (
            _("Der Punkt gilt für die jetzige Anschrift von {name}.").format(
                name=shown_name(customer_file.header().name)
            ),
            _("Breite und Länge in Grad, zum Beispiel 50.3237, 11.7012, oder der Link einer Karte."),
        )
        fields = (
            EntryField("where", _("Koordinaten oder Kartenlink"), value=item, required=True),
            EntryField("note", label(CUSTOMER_POINT.name, "note")),
        )
        return EntryForm(self.key, _("Genauen Punkt setzen"), "where", fields, item, note=lines)

    def command(self, typed: TypedEntry, customer_file: CustomerFile, _viewer: Viewer) -> Add:
        """Return the command.

        Raises:
            InputRefused: The text says no point, or one that is far from the customer's address.
        """
        text = typed.values.get("where", "")
        point = coordinates_in(text)
        if point is None:
            raise InputRefused("where", "no_point" if text.strip() else "missing", "latitude and longitude in degrees")
        row = next(customer_file.place().iter_rows(named=True), {})
        farthest = _FARTHEST_KM + (
            row.get("apart_km") or 0
        )  # postal code and town contradict: either can be the right one
        if row.get("latitude") is not None and distance_km(point, (row["latitude"], row["longitude"])) > farthest:
            raise InputRefused("where", "far_away", f"a point within {farthest:.0f} km of the address")
        values = point_values(*point, row) | {"note": typed.values.get("note", ""), "source": "hand"}
        return Add(typed.command_id, customer_file.customer_number, CUSTOMER_POINT, values)
