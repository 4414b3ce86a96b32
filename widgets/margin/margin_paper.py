"""The page as a PDF: what was asked for, of which snapshot, the figures by month and division, and the pivot as it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.margin.what_if import Assumptions
from widgets.margin.equation import compared_words
from widgets.margin.levels import SHOW_WORDS
from widgets.margin.pivot_rows import pivot_rows
from widgets.margin.uneven import uneven_in
from widgets.margin.view import PIVOT
from widgets.margin.what_if_view import assumed_line
from widgets.margin.words import (
    DIMENSIONS,
    EQUATION,
    MARGIN,
    MEASURES,
    bar_month,
    cents,
    change_words,
    compared_head,
    filter_words,
    share,
    shown,
    value_word,
    whole,
)
from widgets.papers.typesetting import Letterhead, typeset
from widgets.texts.findings import verdict_sentence
from widgets.texts.formats import day, moment
from widgets.texts.language import _, language, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.margin.figures import Figures
    from widgets.margin.view import View

# More values of a filter are counted.
_NAMED = 12


@dataclass(frozen=True)
class _Compared:
    """What stands beside the figures.

    Attributes:
        is_any: Something does.
        has_gaps: It is a target of a part of them only: nothing is so many per cent more.
    """

    is_any: bool
    has_gaps: bool

    @property
    def heads(self) -> list[str]:
        """The headings of its columns."""
        if self.has_gaps:
            return [compared_head(has_gaps=True)]
        return [compared_head(has_gaps=False), _("Änderung")] if self.is_any else []


def margin_paper(margin: Margin, view: View, figures: Figures, names: Mapping[str, str]) -> bytes:
    """Return the PDF, tagged (PDF/UA-1).

    Args:
        margin: Who answers for its snapshot.
        view: What the page shows.
        figures: The answers that it is drawn from.
        names: Names of customers by their numbers.
    """
    directory, uneven = margin.directory, uneven_in(margin, view.question)
    values, settings = paper_values(directory, view, figures, names, uneven), directory.settings
    try:
        return typeset("margin", values, Letterhead.of(settings))
    except SettingsError:  # whatever is wrong with the house's letters, its figures can be read
        return typeset("margin", values, Letterhead(settings.house))


def paper_values(
    directory: CustomerDirectory, view: View, figures: Figures, names: Mapping[str, str], uneven: str = ""
) -> dict[str, Any]:
    """Return what stands on the paper, in the session's language; ``uneven``: why its sides are not of the same length."""
    has_gaps = "gross_profit" in figures.head.gaps
    compares = _Compared(is_any=bool(view.question.compare), has_gaps=has_gaps)
    verdict = directory.verdict()
    facts = {
        _("Stand der Daten"): f"{moment(directory.as_of)} ({figures.head.snapshot_id})",
        _("Stichtag"): day(directory.key_date),
        _("Prüfung"): "" if verdict is None else verdict_sentence(verdict),
        **{_(DIMENSIONS[key]): filter_words(key, values, _NAMED, names) for key, values in view.question.where},
        _("Auswahl (markiert, nicht gefiltert)"): "" if view.selection is None else filter_words(*view.selection, _NAMED, names),
        _("Vergleich"): compared_words(view.question.compare, has_gaps=has_gaps)
        or _("ohne Vergleich"),
        _("Zum Vergleich"): uneven,
        _("Auf der Seite offen"): "" if view.show == PIVOT else _("{part}; hier steht der Pivot mit dem, was gebucht ist").format(part=_(SHOW_WORDS[view.show])),
        _("Annahmen des Modells"): _("{assumed}; nicht in diesen Zahlen").format(assumed=assumed_line(Assumptions.of_words(view.model))) if view.model else "",
    }  # fmt: skip
    heads = [_(MEASURES[key]) for key in EQUATION]
    more = compares.heads
    levels = " › ".join(_(DIMENSIONS[each]) for each in view.levels)
    spans_years = len({each.year for each in figures.months.rows["month"].drop_nulls()}) > 1
    return {
        "language": language(),
        "title": _("Margen"),
        "facts": [(name, text) for name, text in facts.items() if text],
        "equation": [_figure(key, figures, compares=compares) for key in EQUATION],
        "tables": [
            {
                "title": _("Je Monat"),
                "heads": [_("Monat"), *heads, *more],
                "rows": _flat(figures.months.rows, "month", lambda value: bar_month(value, with_year=spans_years), compares=compares),
            },
            {
                "title": _("Je Sparte"),
                "heads": [_("Sparte"), *heads, *more],
                "rows": _flat(figures.divisions.rows, "division", lambda value: value_word("division", value), compares=compares),
            },
            {
                "title": _("Pivot nach {levels}").format(levels=levels),
                "heads": [levels, *heads, *more],
                "rows": [_line(_("Gesamt"), 0, figures.head.total, compares=compares), *_pivot(figures, view, compares=compares)],
            },
        ],
        "note": _("Beträge in EUR, netto ohne Umsatzsteuer; Kosten negativ. Die Beträge der ersten Ebene ergeben Gesamt."),
        "page": _("Seite"),
        "of": _("von"),
    }  # fmt: skip


def _figure(key: str, figures: Figures, *, compares: _Compared) -> dict[str, str]:
    total = figures.head.total
    now = shown(key, total[key])
    value = share(now) if key == MARGIN else "–" if now is None else f"{whole(now)}\N{NO-BREAK SPACE}€"
    change = change_words(key, total)[0] if compares.is_any and key not in figures.head.gaps else ""
    return {"name": _(MEASURES[key]), "value": _minus(value), "change": _minus(change)}


def _flat(rows: pl.DataFrame, dimension: str, name: Any, *, compares: _Compared) -> list[dict[str, Any]]:
    return [_line(name(row[dimension]), 1, row, compares=compares) for row in rows.iter_rows(named=True)]


def _pivot(figures: Figures, view: View, *, compares: _Compared) -> list[dict[str, Any]]:
    lines = []
    for row in pivot_rows(figures, view):
        name = ngettext("{count} weitere Zeile", "{count} weitere Zeilen", row.rest) if row.rest else row.name
        lines.append(_line(name, row.depth, row.figures, compares=compares))
    return lines


def _line(name: str, depth: int, figures: Mapping[str, Any], *, compares: _Compared) -> dict[str, Any]:
    cells = [share(figures[key]) if key == MARGIN else cents(figures[key]) for key in EQUATION]
    if compares.is_any:
        now, before = figures["gross_profit"], figures["gross_profit_before"]
        cells.append(cents(None if before is None else now - before))
        cells += [] if compares.has_gaps else [change_words("gross_profit", figures)[0]]
    return {"name": name, "depth": depth, "cells": [_minus(each) for each in cells]}


def _minus(text: str) -> str:
    """Return a figure with the minus of print: a hyphen would leave the PDF as the mark where a word can be divided."""
    return text.replace("-", "\N{MINUS SIGN}")
