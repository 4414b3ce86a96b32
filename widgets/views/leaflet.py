"""The map itself. Nothing is fetched but the tiles of the layer that the settings name."""

from collections.abc import Sequence
from typing import Any

import ipyleaflet
import ipywidgets
from markupsafe import escape

from widgets.texts.language import _
from widgets.view_models import Point
from widgets.views.closing import discard

_ZOOM = 14
_PIN = (
    '<svg viewBox="0 0 24 24" width="36" height="36" aria-hidden="true" class="ci-pin">'
    '<path d="M12 21c4.5-4.8 7-8 7-11a7 7 0 0 0-14 0c0 3 2.5 6.2 7 11z"/><circle cx="12" cy="10" r="2.5"/></svg>'
)


def draw(points: Sequence[Point], layer: Any | None, others: Sequence[Point] = ()) -> ipywidgets.Widget:
    """Draw a map of these points; without a layer they stand on the plain background.

    Args:
        points: What is seen at first.
        layer: Of the settings.
        others: What is on the map as well, though perhaps not in the part that is seen.
    """
    latitudes = [point.latitude for point in points]
    longitudes = [point.longitude for point in points]
    centre = ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
    # No first layer of its own: ipyleaflet would ask a public tile server.
    drawn = ipyleaflet.Map(
        center=centre,
        zoom=_ZOOM,
        layers=(_tiles(layer),) if layer is not None else (),
        scroll_wheel_zoom=False,
        zoom_control=False,
        attribution_control=layer is not None,
        layout=ipywidgets.Layout(width="100%", height="100%"),
    )
    drawn.add(
        ipyleaflet.ZoomControl(position="topleft", zoom_in_title=_("Vergrößern"), zoom_out_title=_("Verkleinern"))
    )
    for point in (*points, *others):
        drawn.add(_marker(point))
    if len(points) > 1:
        drawn.fit_bounds([[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]])
    return drawn


def show_layer(drawn: Any, layer: Any) -> None:
    """Put this layer in place of the one before it."""
    tiles = [each for each in drawn.layers if isinstance(each, ipyleaflet.TileLayer)]
    drawn.layers = (_tiles(layer), *(each for each in drawn.layers if each not in tiles))
    discard(*tiles)


def _tiles(layer: Any) -> Any:
    return ipyleaflet.TileLayer(url=layer.url, attribution=str(escape(layer.attribution)), name=layer.name)


def _marker(point: Point) -> Any:
    # A drawn pin instead of Leaflet's picture, which would come from another host.
    pin = ipyleaflet.DivIcon(html=_PIN, icon_size=(36, 36), icon_anchor=(18, 34))
    # No popup: ipyleaflet opens it once while it is made, and the map then jumps away. The words stand below the map.
    title = ", ".join(each for each in (point.label, point.text) if each)
    return ipyleaflet.Marker(
        location=(point.latitude, point.longitude),
        icon=pin,
        draggable=False,
        title=title,
        alt=title,
    )
