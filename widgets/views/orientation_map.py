"""The map without internet: countries, state lines, lakes, towns and postal codes, drawn by the browser as SVG.

The layers of the settings lie on it where somebody chooses one.
"""

from collections.abc import Iterable

import traitlets

from clientinfo_kernel.query.branch_places import BranchPlace
from clientinfo_kernel.sections.places import MapLayer
from widgets.assets import module
from widgets.assets.map_data import ATTRIBUTION
from widgets.texts.distance import distance_km
from widgets.texts.language import _
from widgets.view_models import MapPoints, Point
from widgets.views.bare_widgets import BrowserWidget
from widgets.views.context import ViewContext

_HEIGHT = 460


class OrientationMap(BrowserWidget):
    """Shows points on the map; it is moved by mouse, fingers and keys.

    Attributes:
        points: ``latitude``, ``longitude`` (degrees), ``label``, ``text``, ``radius`` (m), ``kind`` (customer, branch, near (another customer):
            seen at first; other: a branch that is on the map where it is looked for).
        height: In px.
        lines: ``tour`` (its colour) and ``places`` (latitude, longitude) of what is driven one after the other.
        layers: ``name``, ``url``, ``attribution`` of the settings' layers, which can be chosen instead of the ground.
        stays: What is looked at stays when the points change.
        form: Which form is opened with the point that is clicked, once somebody wants to set one; empty: none.
    """

    _esm = module("map_base", "map_places", "map_ground", "map_labels", "map_tiles", "orientation_map")
    points: traitlets.List[dict[str, str | float | bool]] = traitlets.List().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    attribution = traitlets.Unicode(ATTRIBUTION).tag(sync=True)
    height = traitlets.Int(_HEIGHT).tag(sync=True)
    lines: traitlets.List[dict[str, object]] = traitlets.List().tag(sync=True)
    layers: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    stays = traitlets.Bool(default_value=False).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    form = traitlets.Unicode().tag(sync=True)


def orientation_map(points: MapPoints, context: ViewContext) -> OrientationMap:
    """Return a map of the points and the branches of the house; it begins with the points and the viewer's own branch."""
    near, others = house_points(points, context)
    return OrientationMap(
        points=[
            *(_sent(point, "customer") for point in points.points),
            *(_sent(point, "near") | {"radius": 0} for point in points.near),
            *(_sent(point, "branch") for point in near),
            *(_sent(point, "other") for point in others),
        ],
        label=_("Karte: {points}. Pfeiltasten verschieben, + und - ändern den Maßstab.").format(
            points=", ".join(point.label for point in points.points)
        ),
        words={**map_words(_("Zurück zum Kunden")), "pick": _("Punkt auf der Karte setzen")},
        layers=offered_layers(context.map_layers),
        form=points.form,
    )


def offered_layers(layers: Iterable[MapLayer]) -> list[dict[str, str]]:
    """Return the layers of the settings as the browser gets them."""
    return [{"name": each.name, "url": each.url, "attribution": each.attribution} for each in layers]


def map_words(home: str) -> dict[str, str]:
    """Return the words of every map's buttons; ``home``: what the one shows that leads back."""
    return {
        "zoomIn": _("Vergrößern"),
        "zoomOut": _("Verkleinern"),
        "home": home,
        "layers": _("Kartenbild"),
        "own": _("Orientierungskarte"),
    }


def house_points(points: MapPoints, context: ViewContext) -> tuple[list[Point], list[Point]]:
    """Return the viewer's own branch (where they have none: the nearest one), and all others."""
    there = (points.points[0].latitude, points.points[0].longitude)

    def order(branch: BranchPlace) -> tuple[bool, float]:
        return not branch.is_own, distance_km(there, (branch.latitude, branch.longitude))

    branches = [
        Point(each.latitude, each.longitude, each.name, each.address) for each in sorted(context.branches, key=order)
    ]
    return branches[:1], branches[1:]


def _sent(point: Point, kind: str) -> dict[str, str | float | bool]:
    return {
        "latitude": point.latitude,
        "longitude": point.longitude,
        "label": point.label,
        "text": point.text,
        "radius": point.radius_m,
        "kind": kind,
    }
