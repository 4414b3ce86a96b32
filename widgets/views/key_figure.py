"""One large figure with its explanation, and something below it."""

import ipywidgets
from markupsafe import Markup

from widgets.markup import chip, heading, join, tag
from widgets.texts.formats import money
from widgets.view_models import Chart, KeyFigure
from widgets.views.context import ViewContext
from widgets.views.markup_view import box, markup_view
from widgets.views.markup_writer import MarkupWriter, tile_foot
from widgets.views.segments import segments
from widgets.views.stack import Draw


def draw(figure: KeyFigure, context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Segments stand inside the figure's tile; anything else is drawn below it."""
    writer = MarkupWriter(context)
    below = figure.below
    if isinstance(below, Chart) and below.kind == "segments":
        return markup_view(writer, markup(figure, writer, segments(below)), "ci-tile", "ci-keyfigure")
    if below is None:
        return markup_view(writer, markup(figure, writer), "ci-tile", "ci-keyfigure")
    return box(
        (markup_view(writer, markup(figure, writer), "ci-keyfigure"), draw_one(below)), "ci-tile", "ci-tile--holds"
    )


def markup(figure: KeyFigure, writer: MarkupWriter, below: Markup | None = None) -> Markup:
    """Return the tile; ``below`` is the markup of what stands under the figure (an ageing bar)."""
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
