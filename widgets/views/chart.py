"""A chart in a tile, with its data table one click away."""

from decimal import Decimal

import ipywidgets
from markupsafe import Markup

from widgets.markup import empty, heading, icon, join, tag
from widgets.texts.formats import money
from widgets.texts.language import _
from widgets.view_models import Chart
from widgets.views import segments
from widgets.views.context import ViewContext
from widgets.views.markup_view import MarkupView, box
from widgets.views.stack import Draw
from widgets.views.widget_frame import WidgetFrame

# Height of the drawing in px where the layout does not stretch the tile.
HEIGHT = 196


def draw(chart: Chart, _context: ViewContext, _draw_one: Draw) -> ipywidgets.Widget:
    """Draw the tile. Segments and waterfalls are markup; bars are drawn by bqplot once they are seen."""
    if chart.kind in {"segments", "waterfall"} or not chart.labels or not chart.series:
        tile = MarkupView(markup(chart))
        tile.add_class("ci-tile")
        return tile

    def figure(width: int) -> ipywidgets.Widget:
        from widgets.views.bars import figure  # bqplot brings pandas and half a megabyte of script

        return figure(chart, width)

    slot = WidgetFrame(build=figure, kind="figure", label=_spoken(chart), height=HEIGHT)
    slot.add_class("ci-chart")
    head, table = MarkupView(_head(chart)), MarkupView(join(_legend(chart), _table(chart)))
    table.add_class("ci-chart__under")
    return box((head, slot, table), "ci-tile", "ci-tile--chart")


def markup(chart: Chart) -> Markup:
    """Return a chart that needs no drawing library."""
    if not chart.labels and not chart.series:
        return join(heading(chart.title), empty(_("Keine Zahlen vorhanden."), "chart"))
    if chart.kind == "waterfall":
        return segments.waterfall(chart)
    if chart.kind == "segments":
        note = tag("span", chart.note, class_="ci-subtle ci-small") if chart.note else None
        head = heading(chart.title, note)
        style = "ci-tile__body" if head else "ci-tile__body ci-tile__body--bare"
        return join(head, tag("div", segments.segments(chart), class_=style))
    return join(heading(chart.title), empty(_("Keine Zahlen vorhanden."), "chart"))


def _head(chart: Chart) -> Markup:
    remarks = (chart.note,) if chart.note.startswith(chart.unit) else (chart.unit, chart.note)
    note = tag("span", ", ".join(each for each in remarks if each), class_="ci-subtle ci-small")
    button = tag(
        "button",
        icon("table"),
        type="button",
        class_="ci-button ci-button--quiet ci-button--icon",
        aria_label=_("Als Tabelle"),
        title=_("Als Tabelle"),
        aria_pressed="false",
        data_toggle="shows-table",
    )
    return heading(chart.title, note, button)


def _legend(chart: Chart) -> Markup:
    entries = (
        tag("span", tag("i", class_="ci-swatch", style=f"--c:{segments.color(one)}"), one.name) for one in chart.series
    )
    return tag("div", *entries, class_="ci-legend") if len(chart.series) > 1 else Markup("")


def _table(chart: Chart) -> Markup:
    """Return the chart's figures; the last column is the sum where the series add up."""
    adds_up = chart.kind == "bars" and len(chart.series) > 1
    names = [one.name for one in chart.series] + ([_("Summe")] if adds_up else [])
    head = tag("tr", tag("th", "", scope="col"), *(tag("th", name, scope="col", class_="r") for name in names))
    rows = []
    for place, label in enumerate(chart.labels):
        values = [one.values[place] for one in chart.series]
        values += [sum(values, Decimal(0))] if adds_up else []
        figures = (tag("td", money(value), class_="r ci-num") for value in values)
        rows.append(tag("tr", tag("th", label, scope="row"), *figures))
    caption = tag("caption", ", ".join(each for each in (chart.title, chart.unit) if each), class_="ci-sr")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="ci-mini")
    return tag("div", table, class_="ci-chart__table", tabindex="0", role="region", aria_label=chart.title or None)


def _spoken(chart: Chart) -> str:
    """Return the picture in words: each label with its figure of the last series, or the sum of stacked ones."""
    stacked = chart.kind == "bars"
    figures = (
        sum((one.values[at] for one in chart.series), Decimal(0)) if stacked else chart.series[-1].values[at]
        for at in range(len(chart.labels))
    )
    figures_by_label = ", ".join(
        f"{label}: {money(figure)}" for label, figure in zip(chart.labels, figures, strict=True)
    )
    what = chart.title or _("Diagramm")
    return _("{what} in {unit}. {told}").format(what=what, unit=chart.unit, told=figures_by_label)
