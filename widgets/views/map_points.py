"""Points on a map: layers and their addresses only from the settings, the way there by the user's own navigation."""

from collections.abc import Callable, Sequence
from functools import partial

import ipywidgets
from markupsafe import Markup

from widgets.markup import empty, heading, join, tag
from widgets.texts.language import _
from widgets.texts.navigation import navigation_links
from widgets.view_models import MapPoints, Notice
from widgets.views.context import ViewContext
from widgets.views.markup_view import MarkupView, box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.notice import markup as notice
from widgets.views.stack import Draw
from widgets.views.widget_frame import WidgetFrame

HEIGHT = 460
# Points without a picture behind them need less room.
BARE_HEIGHT = 320


def draw(points: MapPoints, context: ViewContext, _draw_one: Draw) -> ipywidgets.Widget:
    """Draw the tile: layers to choose from, the map, the points and their accuracy in words."""
    writer = MarkupWriter(context)
    if not points.points:
        return markup_view(join(_head(points, writer, (), _nothing), empty(points.note, "pin")), writer, "ci-tile")
    names = tuple(layer.name for layer in context.map_layers)
    slot = WidgetFrame(
        build=lambda _width: _map(points, context),
        kind="map",
        label=_label(points),
        height=HEIGHT if names else BARE_HEIGHT,
    )
    slot.add_class("ci-map")

    def choose(number: int) -> None:
        if slot.child is not None:
            from widgets.views import leaflet

            leaflet.show_layer(slot.child, context.map_layers[number])

    head = markup_view(_head(points, writer, names, choose), writer)
    warning = () if names else (MarkupView(_no_layers(writer)),)
    return box((head, *warning, slot, MarkupView(_words(points))), "ci-tile", "ci-tile--map")


def _map(points: MapPoints, context: ViewContext) -> ipywidgets.Widget:
    from widgets.views import leaflet  # ipyleaflet is only needed where a map is seen

    layer = context.map_layers[0] if context.map_layers else None
    return leaflet.draw(points.points, layer)


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


def _no_layers(writer: MarkupWriter) -> Markup:
    missing = Notice(
        _("Kein Kartenbild eingerichtet"),
        _("Der Punkt steht ohne Hintergrund. Wer das System betreibt, trägt Kartenadressen in die Einstellungen ein."),
    )
    return tag("div", notice(missing, writer), class_="ci-map__words")


def _words(points: MapPoints) -> Markup:
    """Return what the map shows, for everybody who does not see it, and how exact it is."""
    entries = [tag("li", tag("b", point.label), tag("span", point.text, class_="ci-muted")) for point in points.points]
    return tag(
        "div",
        tag("ul", *entries),
        tag("p", points.note, class_="ci-muted ci-small") if points.note else None,
        tag("p", _origin(points), class_="ci-muted ci-small") if points.attribution else None,
        class_="ci-map__words",
    )


def _origin(points: MapPoints) -> str:
    return _("Ortsdaten: {origin}").format(origin=points.attribution)


def _label(points: MapPoints) -> str:
    return _("Karte: {points}").format(points=", ".join(point.label for point in points.points))
