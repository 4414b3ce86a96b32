"""Points on a map: our own, which needs no internet, or the layers of the settings; the way there by the device's own navigation."""

import ipywidgets
from markupsafe import Markup

from widgets.markup import empty, heading, join, tag
from widgets.texts.distance import far_from
from widgets.texts.language import _
from widgets.texts.navigation import navigation_links
from widgets.view_models import MapPoints, Notice
from widgets.views.context import ViewContext
from widgets.views.markup_view import MarkupView, box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.notice import markup as notice
from widgets.views.orientation_map import orientation_map
from widgets.views.stack import Draw
from widgets.views.widget_frame import WidgetFrame

HEIGHT = 460


def draw(points: MapPoints, context: ViewContext, _draw_one: Draw) -> ipywidgets.Widget:
    """Draw the tile: the map with the branches of the house, and the points' accuracy in words."""
    writer = MarkupWriter(context)
    head = _head(points, writer)
    if not points.points:
        return markup_view(join(head, empty(points.note, "pin")), writer, "ci-tile")
    context.shown(each.customer_number for each in points.near)
    shown = orientation_map(points, context)
    slot = WidgetFrame(child=shown, kind="map", label=_label(points), height=HEIGHT, _dom_classes=("ci-map",))
    return box(
        (markup_view(head, writer), slot, MarkupView(_words(points, context, writer))), "ci-tile", "ci-tile--map"
    )


def _head(points: MapPoints, writer: MarkupWriter) -> Markup:
    ways = navigation_links(points.destination, writer.context.navigation)
    return heading(points.title, *(writer.link_button(each) for each in ways))


def _words(points: MapPoints, context: ViewContext, writer: MarkupWriter) -> Markup:
    """Return what the map shows, for everybody who does not see it, how exact it is, and how far it is from the house."""
    entries = [tag("li", tag("b", point.label), tag("span", point.text, class_="ci-muted")) for point in points.points]
    there = points.points[0]
    ways = [
        tag(
            "li",
            far_from(
                *(each.name, (each.latitude, each.longitude), (there.latitude, there.longitude)),
                blur_km=(there.radius_m + each.reach_m) / 1000,
            ),
        )
        for each in context.branches
    ]
    return tag(
        "div",
        notice(Notice(_("Anschrift prüfen"), points.warning, "warn"), writer) if points.warning else None,
        tag("ul", *entries),
        tag("ul", *ways, class_="ci-muted") if ways else None,
        tag("p", points.note, class_="ci-muted ci-small") if points.note else None,
        tag("p", points.near_note, class_="ci-muted ci-small") if points.near_note else None,
        tag("p", _origin(points), class_="ci-muted ci-small") if points.attribution else None,
        class_="ci-map__words",
    )


def _origin(points: MapPoints) -> str:
    return _("Ortsdaten: {origin}").format(origin=points.attribution)


def _label(points: MapPoints) -> str:
    return _("Karte: {points}").format(points=", ".join(point.label for point in points.points))
