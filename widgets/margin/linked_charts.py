"""The four charts of the page, fed with what was asked for: a click or a rectangle selects, and all show it."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.margin.chart_tile import ChartRow, ChartTile, ChartWords
from widgets.margin.charts import BarChart, PointChart, RowChart, ShareChart
from widgets.margin.figures import FIRST, MOST_POINTS
from widgets.margin.marks import HEIGHT, PERCENT
from widgets.margin.view import MOST_SELECTED
from widgets.margin.words import COSTS, MEASURES, bar_month, change_words, share, shown, spelled, thousands, value_word
from widgets.texts.language import _, ngettext
from widgets.views.markup_view import box

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from widgets.margin.figures import Figures
    from widgets.margin.view import View
    from widgets.views.context import ViewContext

_ROW = 24
_TABLE = 200
_PERCENT = "margin_percent"


class LinkedCharts:
    """The charts.

    Args:
        context: The page's side of what is written.
        select: Called with a dimension and the values that are clicked or brushed.

    Attributes:
        widget: All of them.
    """

    def __init__(self, context: ViewContext, select: Callable[[str, Sequence[str]], None]) -> None:
        self._context, self._select = context, select
        self._months: list[str] = []
        self._divisions: list[str] = []
        self._customers: list[str] = []
        self._points: list[str] = []
        self._month = BarChart(lambda at: self._pick("month", self._months, at))
        self._division = RowChart(lambda at: self._pick("division", self._divisions, at), _ROW)
        self._first = ShareChart(lambda at: self._pick("customer", self._customers, at))
        self._all = PointChart(self._brush)
        self._tiles = (
            ChartTile(self._month.figure, context, "below"),
            ChartTile(self._division.figure, context, "beside", height=0),
            ChartTile(self._first.figure, context, height=HEIGHT + 22),
            ChartTile(self._all.figure, context, height=HEIGHT + 22),
        )
        self.widget = box(self._tiles, "ci-charts")

    def show(self, figures: Figures, view: View) -> None:
        """Draw what was asked for."""
        self._show_months(figures, view)
        self._show_divisions(figures, view)
        self._show_first(figures, view)
        self._show_points(figures, view)

    def _pick(self, dimension: str, values: Sequence[str], at: int) -> None:
        if 0 <= at < len(values):
            self._select(dimension, (values[at],))

    def _brush(self, places: Sequence[int]) -> None:
        met = (self._points[at] for at in places if at < len(self._points))
        self._select("customer", tuple(islice(met, MOST_SELECTED)))

    def _show_months(self, figures: Figures, view: View) -> None:
        rows, measure = figures.months.rows, view.measure
        self._months = [spelled(each) for each in rows["month"]]
        values, before = _figures(rows, measure), _figures(rows, f"{measure}_before")
        part = _part(figures, "months", "month", self._months, measure)
        self._month.show(_bars(measure, values), _drawn(measure, before), part, PERCENT if measure == _PERCENT else "")
        spans_years = len({each.year for each in rows["month"].drop_nulls()}) > 1
        named = [
            ChartRow(
                bar_month(day, with_year=spans_years),
                (_short(measure, value), _short(measure, old), _change(figures, measure, row)),
                partial(self._select, "month", (month,)),
                is_lit=_is_lit(view, "month", month),
            )
            for day, month, value, old, row in zip(
                rows["month"], self._months, values, before, rows.iter_rows(named=True), strict=True
            )
        ]
        title = _("{measure} je Monat").format(measure=_(MEASURES[measure]))
        line = _("; Linie = Ziel (lückenhaft)") if measure in figures.head.gaps else _("; Linie = Vergleich")
        note = _unit(measure) + (line if view.question.compare else "")
        self._tiles[0].show(ChartWords(title, note, (_unit(measure), _("Vergleich"), _("Änderung")), named))

    def _show_divisions(self, figures: Figures, view: View) -> None:
        measure = view.measure
        rows = figures.divisions.rows
        if measure != _PERCENT:
            rows = rows.sort(pl.col(measure).abs(), descending=True)
        self._divisions = [spelled(each) for each in rows["division"]]
        values, before = _figures(rows, measure), _figures(rows, f"{measure}_before")
        part = _part(figures, "divisions", "division", self._divisions, measure)
        self._division.show(_bars(measure, values), _drawn(measure, before), part)
        is_margin = measure == _PERCENT  # which stands there already
        named = [
            ChartRow(
                value_word("division", division),
                (
                    *(() if is_margin else (_short(measure, value, 1),)),
                    share(row[_PERCENT]),
                    _change(figures, _PERCENT, row).partition("\N{NO-BREAK SPACE}")[0],
                ),
                partial(self._select, "division", (division,)),
                is_lit=_is_lit(view, "division", division),
            )
            for division, value, row in zip(self._divisions, values, rows.iter_rows(named=True), strict=True)
        ]
        mark = _("; Strich = Ziel (lückenhaft)") if measure in figures.head.gaps else _("; Strich = Vergleich")
        note = _(MEASURES[measure]) + (mark if view.question.compare else "")
        heads = (*(() if is_margin else (_unit(measure),)), _("Marge"), _("Vgl., PP"))
        self._tiles[1].show(ChartWords(_("Sparten"), note, heads, named))

    def _show_first(self, figures: Figures, view: View) -> None:
        measure = "gross_profit" if view.measure == _PERCENT else view.measure
        answer = figures.customers
        order = pl.col(measure).abs() if measure in COSTS else pl.col(measure)
        first = answer.rows.sort(order, descending=True, maintain_order=True).head(FIRST)
        self._customers = first["customer"].to_list()
        values = _figures(first, measure)
        whole = shown(measure, answer.total[measure] - answer.unassigned[measure]) if values else None
        part = _part(figures, "customers", "customer", self._customers, measure)
        self._first.show(_bars(measure, values), (), part)
        shares = _running(values, whole)
        self._first.show_shares([float(each) for each in shares])
        self._context.shown(self._customers)
        named = [
            ChartRow(
                name or number, (_short(measure, value, 1), share(together)), partial(self._select, "customer", (number,)),
                is_lit=_is_lit(view, "customer", number),
            )
            for number, name, value, together in zip(self._customers, first["customer_name"], values, shares, strict=True)
        ]  # fmt: skip
        cumulated = [
            _("{count} Kunden {share}").format(count=count, share=share(shares[count - 1], 0))
            for count in (10, 50)
            if count <= len(shares)
        ]
        note = _unit(measure) + (_("; zusammen: {figures}").format(figures=", ".join(cumulated)) if cumulated else "")
        title = _("Kunden nach {measure}").format(measure=_(MEASURES[measure]))
        self._tiles[2].show(ChartWords(title, note, (_unit(measure), _("zusammen")), named))

    def _show_points(self, figures: Figures, view: View) -> None:
        rows = figures.customers.rows.filter((pl.col("net_revenue") > 0) & pl.col(_PERCENT).is_not_null())
        rows = rows.sort("net_revenue", descending=True, maintain_order=True).head(MOST_POINTS)
        count = figures.customers.counts[1]
        self._points = rows["customer"].to_list()
        lit = _lit_customers(figures, view)
        revenue = [float(each) / 1000 for each in rows["net_revenue"]]
        margins = [_bounded(each) for each in rows[_PERCENT]]
        average = figures.head.total[_PERCENT]
        self._all.show(
            revenue, margins, [each in lit for each in self._points], None if average is None else float(average)
        )
        if view.selection is None or view.selection[0] != "customer":
            self._all.clear()
        table = rows.head(_TABLE)
        self._context.shown(table["customer"].to_list())
        named = [
            ChartRow(name or number, (thousands(earned, 1), share(margin)), partial(self._select, "customer", (number,)), is_lit=number in lit)
            for number, name, earned, margin in table.select("customer", "customer_name", "net_revenue", _PERCENT).iter_rows()
        ]  # fmt: skip
        note = ngettext("{count} Kunde", "{count} Kunden", count)
        if count > MOST_POINTS:
            note += _(", gezeigt sind die {most} mit den größten Erlösen").format(most=MOST_POINTS)
        note += _("; TEUR (log.), Strich = Durchschnitt")
        self._tiles[3].show(ChartWords(_("Erlöse und Marge je Kunde"), note, (_("TEUR"), _("Marge")), named))


def _figures(rows: pl.DataFrame, name: str) -> list[Any]:
    """Return a column as the charts show it; nothing known for one that was not asked for."""
    measure = name.removesuffix("_before")
    return [shown(measure, each) for each in rows[name]] if name in rows.columns else [None] * rows.height


def _change(figures: Figures, measure: str, row: Mapping[str, Any]) -> str:
    """Return by how much a figure of a row changed; nothing where targets are of a part of what was earned only (``Answer.gaps``)."""
    return "" if measure in figures.head.gaps else change_words(measure, row)[0]


def _drawn(measure: str, values: Sequence[Decimal | None]) -> list[float | None]:
    """Return figures as the axis has them: thousands, or per cent."""
    drawn = _bounded if measure == _PERCENT else _thousands
    return [None if each is None else drawn(each) for each in values]


def _thousands(amount: Decimal) -> float:
    return float(amount / 1000)


def _bounded(percent: Decimal) -> float:
    """Return a margin within 100 % either way: of hardly any revenue it is of any size, and would press all others to nothing."""
    return max(-100.0, min(100.0, float(percent)))


def _bars(measure: str, values: Sequence[Decimal | None]) -> list[float]:
    return [each or 0.0 for each in _drawn(measure, values)]


def _part(figures: Figures, view: str, dimension: str, values: Sequence[str], measure: str) -> list[float]:
    """Return what of each bar is selected; empty without a selection, and for ratios, which have no parts."""
    if not figures.chosen or measure == _PERCENT:
        return []
    rows = figures.chosen[view].rows
    found = {
        spelled(key): float((value or 0) / 1000)
        for key, value in zip(rows[dimension], _figures(rows, measure), strict=True)
    }
    return [found.get(value, 0.0) for value in values]


def _lit_customers(figures: Figures, view: View) -> frozenset[str]:
    if view.selection is None:
        return frozenset()
    if view.selection[0] == "customer":
        return frozenset(view.selection[1])
    return frozenset(figures.chosen["customers"].rows["customer"].drop_nulls().to_list())


def _is_lit(view: View, dimension: str, value: str) -> bool:
    return view.selection is not None and view.selection[0] == dimension and value in view.selection[1]


def _running(values: Sequence[Decimal], whole: Decimal | None) -> list[Decimal]:
    """Return what the first ones are of the whole, in per cent, each with those before it."""
    sums, together = [], None
    for value in values:
        together = value if together is None else together + value
        sums.append(together * 100 / whole if whole else together * 0)
    return sums


def _short(measure: str, value: Decimal | None, places: int = 0) -> str:
    if value is None:
        return "–"
    return share(value) if measure == _PERCENT else thousands(value, places)


def _unit(measure: str) -> str:
    return "%" if measure == _PERCENT else _("TEUR")
