"""One large figure with its explanation, and something below it."""

from collections.abc import Callable

import ipywidgets
from markupsafe import Markup

from widgets.markup import chip, heading, join, tag
from widgets.texts.formats import money
from widgets.view_models import Chart, KeyFigure, ViewModel
from widgets.views.context import ViewContext
from widgets.views.markup_view import box, markup_view
from widgets.views.markup_writer import MarkupWriter, tile_foot
from widgets.views.segments import segments
from widgets.views.stack import Draw


def draw(figure: KeyFigure, context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the figure above something that needs a widget of its own."""
    writer = MarkupWriter(context)
    below = () if figure.below is None else (draw_one(figure.below),)
    return box((markup_view(_figure(figure, writer), writer, "ci-keyfigure"), *below), "ci-tile", "ci-tile--holds")


def markup(figure: KeyFigure, writer: MarkupWriter, write: Callable[[ViewModel], Markup]) -> Markup:
    """Write the tile: segments stand inside the figure, anything else below it."""
    below = figure.below
    if below is None:
        return _figure(figure, writer)
    if isinstance(below, Chart) and below.kind == "segments":
        return _figure(figure, writer, segments(below))
    return join(_figure(figure, writer), write(below))


def _figure(figure: KeyFigure, writer: MarkupWriter, below: Markup | None = None) -> Markup:
    unit = tag("small", " ", figure.unit) if figure.unit else None
    # A negative figure carries its minus; the word is the chip's or the text's part.
    amount = tag("span", money(figure.value), unit, class_="ci-figure")
    text = tag("span", figure.text, class_="ci-muted ci-small ci-num") if figure.text else None
    body = tag("div", tag("div", amount, text, class_="ci-keyfigure__line"), below, class_="ci-tile__body")
    return join(
        heading(figure.title, chip(figure.chip) if figure.chip else None),
        body,
        tile_foot(writer, figure.foot, figure.more),
    )
