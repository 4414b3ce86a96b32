"""The map without internet: countries, state lines, lakes, towns and postal codes, drawn by the browser as SVG."""

import anywidget
import traitlets

from widgets.assets import module
from widgets.assets.map_data import ATTRIBUTION
from widgets.texts.language import _
from widgets.view_models import MapPoints, Point
from widgets.views.context import ViewContext

_HEIGHT = 460


class OrientationMap(anywidget.AnyWidget):
    """Shows points on the map; it is moved by mouse, fingers and keys.

    Attributes:
        points: ``latitude``, ``longitude`` (degrees), ``label``, ``text``, ``radius`` (m), ``kind`` (customer, branch).
        height: In px.
    """

    _esm = module("map_base", "map_places", "orientation_map")
    points: traitlets.List[dict[str, str | float]] = traitlets.List().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    attribution = traitlets.Unicode(ATTRIBUTION).tag(sync=True)
    height = traitlets.Int(_HEIGHT).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


def orientation_map(points: MapPoints, context: ViewContext) -> OrientationMap:
    """Return a map of the points and the nearest branches of the house."""
    branches = [Point(each.latitude, each.longitude, each.name, each.address) for each in context.branches]
    return OrientationMap(
        points=[
            *(_sent(point, "customer") for point in points.points),
            *(_sent(point, "branch") for point in branches),
        ],
        label=_("Karte: {points}. Pfeiltasten verschieben, + und - ändern den Maßstab.").format(
            points=", ".join(point.label for point in points.points)
        ),
        words={"zoomIn": _("Vergrößern"), "zoomOut": _("Verkleinern"), "home": _("Zurück zum Kunden")},
    )


def _sent(point: Point, kind: str) -> dict[str, str | float]:
    return {
        "latitude": point.latitude,
        "longitude": point.longitude,
        "label": point.label,
        "text": point.text,
        "radius": point.radius_m,
        "kind": kind,
    }
