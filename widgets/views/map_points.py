"""Points on a map: our own, which needs no internet, or the layers of the settings; the way there by one's own navigation."""

from collections.abc import Callable, Sequence
from functools import partial

import ipywidgets
from markupsafe import Markup

from widgets.markup import empty, heading, join, tag
from widgets.texts.distance import far_from
from widgets.texts.language import _
from widgets.texts.navigation import navigation_links
from widgets.view_models import MapPoints, Notice
from widgets.views.closing import discard
from widgets.views.context import ViewContext
from widgets.views.markup_view import MarkupView, box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.notice import markup as notice
from widgets.views.orientation_map import OrientationMap, house_points, orientation_map
from widgets.views.stack import Draw
from widgets.views.widget_frame import WidgetFrame

HEIGHT = 460


def draw(points: MapPoints, context: ViewContext, _draw_one: Draw) -> ipywidgets.Widget:
    """Draw the tile: layers to choose from, the map with the branches of the house, the points' accuracy in words."""
    writer = MarkupWriter(context)
    if not points.points:
        return markup_view(join(_head(points, writer, (), _nothing), empty(points.note, "pin")), writer, "ci-tile")
    context.shown(each.customer_number for each in points.near)
    slot = WidgetFrame(
        build=lambda _width: orientation_map(points, context), kind="map", label=_label(points), height=HEIGHT
    )
    slot.add_class("ci-map")

    def choose(number: int) -> None:
        _show(slot, points, context, number)

    names = (_("Orientierungskarte"), *(layer.name for layer in context.map_layers))
    head = markup_view(_head(points, writer, names, choose), writer)
    return box((head, slot, MarkupView(_words(points, context, writer))), "ci-tile", "ci-tile--map")


def _show(slot: WidgetFrame, points: MapPoints, context: ViewContext, number: int) -> None:
    """Show our own map (number 0) or a layer of the settings in the place of what stands there."""
    before = slot.child
    if before is None:
        return
    is_ours = isinstance(before, OrientationMap)
    if number == 0:
        if not is_ours:
            slot.child = orientation_map(points, context)
            discard(before)
        return
    from widgets.views import leaflet  # only needed where tiles are seen

    layer = context.map_layers[number - 1]
    if not is_ours:
        leaflet.show_layer(before, layer)
        return
    near, others = house_points(points, context)
    slot.child = leaflet.draw((*points.points, *near), layer, (*others, *points.near))
    discard(before)


def _head(points: MapPoints, writer: MarkupWriter, names: Sequence[str], choose: Callable[[int], None]) -> Markup:
    ways = navigation_links(points.destination, writer.context.navigation)
    links = [writer.link_button(each) for each in ways]
    buttons = [
        tag(
            "button",
            name,
            type="button",
            role="radio",
            aria_checked=str(number == 0).lower(),
            tabindex="0" if number == 0 else "-1",
            data_act=writer.note(partial(_chosen, choose, number)),
        )
        for number, name in enumerate(names)
    ]
    group = tag("div", *buttons, class_="ci-choice", role="radiogroup", aria_label=_("Kartenbild"))
    return heading(points.title, *links, group if len(names) > 1 else None)


def _chosen(choose: Callable[[int], None], number: int, _receiver: object) -> None:
    choose(number)


def _nothing(_number: int) -> None:
    """Without points there are no layers to choose from."""


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
