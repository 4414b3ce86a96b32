"""The equation of five figures: revenue, less costs, is gross profit, and its share.

Each chooses the charts' measure; the chosen one opens to where it comes from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.margin import TARGET
from widgets.margin.view import PIVOT
from widgets.margin.words import EQUATION, MARGIN, MEASURES, change_words, share, shown, value_word, whole
from widgets.markup import icon, tag
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from markupsafe import Markup

    from widgets.margin.figures import Figures
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter

_SIGNS = {"cost_of_goods": "-", "calculated_labour_cost": "-", "gross_profit": "="}
_WIDTH, _HEIGHT = 72, 28


def equation(figures: Figures, view: View, go: Callable[[View], None], writer: MarkupWriter) -> Markup:
    """Write the five figures with their months and what they are compared with."""
    tiles = [_figure(measure, figures, view, go, writer) for measure in EQUATION]
    return tag("div", *tiles, class_="ci-tile ci-equation", role="group", aria_label=_("Kennzahlen"))


def compared_words(compare: str, *, has_gaps: bool = False) -> str:
    """Return what figures are compared with, as it stands behind a change; empty: with nothing.

    Args:
        compare: As a question has it.
        has_gaps: Some of what was earned has no target (``Answer.gaps``): a whole is not a measure of a part.
    """
    if compare == "previous_year":
        return _("ggü. Vorjahr")
    if compare == TARGET:
        return _("ggü. Ziel (lückenhaft)") if has_gaps else _("ggü. Ziel")
    dimension, _equals, value = compare.partition("=")
    return _("ggü. {what}").format(what=value_word(dimension, value)) if compare else ""


def _figure(measure: str, figures: Figures, view: View, go: Callable[[View], None], writer: MarkupWriter) -> Markup:
    total = figures.head.total
    now, before = (shown(measure, total.get(key)) for key in (measure, f"{measure}_before"))
    is_share = measure == MARGIN
    # The equation begins after deductions; the share is of what the page calls revenue, which is before them.
    name, unit = (_("Marge auf Erlöse"), "%") if is_share else (_(MEASURES[measure]), "€")
    text = _number(measure, now)
    has_gaps = measure in figures.head.gaps
    change, tone = change_words(measure, total) if view.question.compare and not has_gaps else ("", "")
    is_chosen, is_open = view.measure == measure, _is_open(view)
    return tag(
        "button",
        tag("span", _SIGNS[measure], class_="ci-equation__sign", aria_hidden="true") if measure in _SIGNS else None,
        tag("span", name, _way(is_open=is_open) if is_chosen else None, class_="ci-equation__name"),
        tag("span", tag("span", text, tag("small", unit), class_="ci-figure"), _line(measure, figures), class_="ci-equation__value"),
        tag("span", tag("b", change, class_=f"is-{tone}" if tone else None), " ", _compared(measure, change, before, figures), class_="ci-equation__change"),
        type="button",
        class_="ci-equation__figure",
        aria_pressed=str(is_chosen).lower(),
        aria_expanded=str(is_open).lower() if is_chosen else None,
        data_measure=measure,
        title=_("Rohertrag in Prozent der Erlöse vor Minderungen") if is_share else None,
        data_act=writer.note(lambda _r: go(_clicked(measure, view))),
    )  # fmt: skip


def _clicked(measure: str, view: View) -> View:
    """Return the page after a click: charts of another measure, or the origin of the one that they show already."""
    if view.measure != measure:
        return replace(view, question=view.question.measured(measure))
    closed = replace(view.without_origin(), show=PIVOT)
    return closed if _is_open(view) else replace(closed, cell=())


def _is_open(view: View) -> bool:
    return view.show == PIVOT and view.cell == () and not view.rest


def _way(*, is_open: bool) -> Markup:
    return tag("span", " · ", _("Herkunft"), icon("chev"), class_="ci-equation__way" + (" is-open" if is_open else ""))


def _compared(measure: str, change: str, before: Decimal | None, figures: Figures) -> str:
    question = figures.head.question
    has_gaps = measure in figures.head.gaps
    if change or (has_gaps and before is not None):
        return compared_words(question.compare, has_gaps=has_gaps)
    return _("kein Ziel") if question.compare == TARGET and before is None else ""


def _number(measure: str, value: Decimal | None) -> str:
    if value is None:
        return "–"
    return share(value).removesuffix("\N{NO-BREAK SPACE}%") if measure == "margin_percent" else whole(value)


def _line(measure: str, figures: Figures) -> Markup | None:
    """Draw the months as a line, the compared ones dotted behind it."""
    rows = figures.months.rows
    series = [
        [float(value) for value in (shown(measure, each) for each in rows[name]) if value is not None]
        for name in (measure, f"{measure}_before")
        if name in rows.columns
    ]
    ends = [value for each in series for value in each]
    if not series or len(series[0]) < 2:  # noqa: PLR2004 (one point is not a line)
        return None
    low, high = min(ends), max(ends)
    drawn = [
        tag("polyline", points=_points(each, low, high), class_=name)
        for each, name in zip(series, ("now", "before"), strict=False)
    ]
    return tag("svg", *reversed(drawn), viewBox=f"0 0 {_WIDTH} {_HEIGHT}", class_="ci-equation__line", aria_hidden="true")  # fmt: skip


def _points(values: Sequence[float], low: float, high: float) -> str:
    width, span = (_WIDTH - 4) / max(len(values) - 1, 1), (high - low) or 1.0
    return " ".join(
        f"{2 + place * width:.1f},{4 + (_HEIGHT - 8) * (high - value) / span:.1f}" for place, value in enumerate(values)
    )
