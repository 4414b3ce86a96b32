"""A chart in a tile, with its data table one click away."""

from decimal import Decimal

from markupsafe import Markup

from widgets.markup import empty, heading, icon, join, tag
from widgets.texts.language import _
from widgets.view_models import Chart
from widgets.views.bars import bars, figure_words
from widgets.views.markup_writer import MarkupWriter
from widgets.views.segments import color, segments, waterfall


def markup(chart: Chart, _writer: MarkupWriter) -> Markup:
    """Write the tile of a chart of any kind."""
    if is_empty(chart):
        return join(heading(chart.title), empty(_("Keine Zahlen vorhanden."), "chart"))
    if chart.kind == "waterfall":
        return waterfall(chart)
    if chart.kind == "segments":
        note = tag("span", chart.note, class_="ci-subtle ci-small") if chart.note else None
        head = heading(chart.title, note)
        style = "ci-tile__body" if head else "ci-tile__body ci-tile__body--bare"
        return join(head, tag("div", segments(chart), class_=style))
    return join(
        _head(chart),
        tag("div", bars(chart, _spoken(chart)), class_="ci-chart"),
        tag("div", _legend(chart), _table(chart), class_="ci-chart__under"),
    )


def is_empty(chart: Chart) -> bool:
    """Return whether there is nothing to draw."""
    return not chart.series or not (chart.labels or chart.kind == "segments")


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
    entries = (tag("span", tag("i", class_="ci-swatch", style=f"--c:{color(one)}"), one.name) for one in chart.series)
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
        figures = (tag("td", figure_words(chart, value), class_="r ci-num") for value in values)
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
        f"{label}: {figure_words(chart, figure)}" for label, figure in zip(chart.labels, figures, strict=True)
    )
    what = chart.title or _("Diagramm")
    return _("{what} in {unit}. {figures}").format(what=what, unit=chart.unit, figures=figures_by_label)
