"""One large figure with its explanation, and something below it."""

import ipywidgets
from markupsafe import Markup

from widgets.texts.formats import money
from widgets.view_models import Chart, KeyFigure
from widgets.views.context import ViewContext
from widgets.views.page import box, page
from widgets.views.pen import Pen, chip, heading, join, more, tag
from widgets.views.segments import segments
from widgets.views.stack import Draw


def draw(figure: KeyFigure, context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Segments stand inside the figure's tile; anything else is drawn below it."""
    pen = Pen(context)
    below = figure.below
    if isinstance(below, Chart) and below.kind == "segments":
        return page(pen, markup(figure, pen, segments(below)), "ci-tile", "ci-keyfigure")
    if below is None:
        return page(pen, markup(figure, pen), "ci-tile", "ci-keyfigure")
    return box((page(pen, markup(figure, pen), "ci-keyfigure"), draw_one(below)), "ci-tile", "ci-tile--holds")


def markup(figure: KeyFigure, pen: Pen, below: Markup | None = None) -> Markup:
    """The tile; ``below`` is the markup of what stands under the figure (an ageing bar)."""
    unit = tag("small", " ", figure.unit) if figure.unit else None
    # A negative figure carries its minus; the word is the chip's or the text's part.
    amount = tag("span", money(figure.value), unit, class_="ci-figure")
    text = tag("span", figure.text, class_="ci-muted ci-small ci-num") if figure.text else None
    body = tag("div", tag("div", amount, text, class_="ci-keyfigure__line"), below, class_="ci-tile__body")
    return join(
        heading(figure.title, chip(figure.chip) if figure.chip else None), body, more(pen, figure.foot, figure.more)
    )
