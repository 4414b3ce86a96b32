"""The pivot: levels that open, subtotals, everything of which leads to where it comes from."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.margin import UNASSIGNED
from widgets.margin.figures import opened
from widgets.margin.pivot_rows import pivot_rows
from widgets.margin.words import (
    DIMENSIONS,
    EQUATION,
    MEASURES,
    cents,
    change_words,
    compared_head,
    share,
)
from widgets.markup import icon, tag
from widgets.texts.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from markupsafe import Markup

    from widgets.margin.figures import Figures
    from widgets.margin.pivot_rows import PivotRow
    from widgets.margin.view import Path, View
    from widgets.views.markup_writer import MarkupWriter

_PHONE = {"gross_profit", "margin_percent"}


class Pivot:
    """Writes the pivot of one state of the page.

    Args:
        figures: What was asked for.
        view: The page as it is.
        go: Goes to another one.
        writer: Notes what clicks do.
    """

    def __init__(self, figures: Figures, view: View, go: Callable[[View], None], writer: MarkupWriter) -> None:
        self._figures, self._view, self._go, self._writer = figures, view, go, writer
        self._opened = opened(view, figures.nodes[()])
        self._has_gaps = "gross_profit" in figures.head.gaps

    def write(self) -> Markup:
        """Return the table."""
        levels = " › ".join(_(DIMENSIONS[each]) for each in self._view.levels)
        heads = [tag("th", levels, scope="col")]
        heads += [tag("th", _(MEASURES[key]), scope="col", class_=_classes(key)) for key in EQUATION]
        if self._view.question.compare:
            beside = compared_head(has_gaps=self._has_gaps)
            heads.append(tag("th", beside, scope="col", class_="r ci-desk ci-pivot__compared"))
        total = self._row((), _("Gesamt"), self._figures.head.total, depth=0, is_parent=False)
        body = tag("tbody", total, *self._rows())
        table = tag(
            "table",
            tag("caption", _("Pivot nach {levels}").format(levels=levels), class_="ci-sr"),
            tag("thead", tag("tr", *heads)),
            body,
            class_="ci-pivot",
        )
        foot = _(
            "Beträge in EUR, netto ohne Umsatzsteuer. Die Summe der Zeilen ist Gesamt. Marge: Rohertrag in Prozent der Erlöse vor Minderungen."
        )
        way = tag("span", " ", _("Ein Klick auf eine Zahl zeigt ihre Herkunft."), class_="ci-pivot__hint")
        frame = tag("div", table, class_="ci-pivot__frame", tabindex="0", role="region", aria_label=_("Pivot"))
        return tag("div", frame, self._nothing(), tag("p", foot, way, class_="ci-pivot__foot"))

    def _nothing(self) -> Markup | None:
        """Say that the filters let nothing through, with the way back from the last of them."""
        where = self._view.question.where
        if self._figures.nodes[()].rows.height:
            return None
        back = None
        if where:
            loosened = self._view.filtered(where[-1][0], ())
            back = self._writer.button(_("Letzten Filter entfernen"), lambda _receiver: self._go(loosened))
        return tag("div", tag("p", _("Keine Erlöse in dieser Auswahl.")), back, class_="ci-empty")

    def customers(self) -> Iterator[str]:
        """Return the numbers of the customers that it names."""
        for row in pivot_rows(self._figures, self._view):
            if row.dimension == "customer" and not row.rest and row.path[-1] != UNASSIGNED:
                yield row.path[-1]

    def _rows(self) -> Iterator[Markup]:
        for row in pivot_rows(self._figures, self._view):
            if row.rest:
                yield self._rest(row)
            else:
                yield self._row(row.path, row.name, row.figures, depth=row.depth, is_parent=row.is_parent)

    def _row(self, path: Path, name: str, figures: Mapping[str, Any], *, depth: int, is_parent: bool) -> Markup:
        view = self._view
        is_open = path in self._opened
        is_cell = view.cell == path and not view.rest
        shown = partial(self._go, replace(view.without_origin(), cell=None if is_cell else path))
        toggle = None
        if is_parent:
            changed = replace(view, opened=self._opened ^ {path})
            toggle = tag(
                "button", icon("chev"), type="button", class_="ci-pivot__toggle", aria_expanded=str(is_open).lower(),
                aria_label=name, data_act=self._writer.note(lambda _r: self._go(changed)),
            )  # fmt: skip
        cells = [
            tag("td", self._figure(key, figures[key], shown, is_cell=is_cell), self._change_below(key, figures), class_=_classes(key))
            for key in EQUATION
        ]  # fmt: skip
        if view.question.compare:
            cells.append(self._change_cell(figures))
        mark = " is-cell" if is_cell else ""
        kind = "is-total" if depth == 0 else f"is-level{min(depth, 4)}"
        head = tag("th", tag("span", toggle, tag("span", name), class_="ci-pivot__name"), scope="row")
        return tag("tr", head, *cells, class_=f"{kind}{mark}", data_act=self._writer.note(lambda _r: shown()))

    def _figure(self, key: str, value: Any, shown: Callable[[], None], *, is_cell: bool) -> Markup | str:
        text = share(value) if key == "margin_percent" else cents(value)
        if key != "gross_profit":
            return text
        # One stop of the keyboard per row: the origin shows all of its figures.
        return tag(
            "button", text, type="button", class_="ci-pivot__figure", data_tree_stop=True, aria_label=_("Herkunft von {amount} zeigen").format(amount=text),
            aria_expanded=str(is_cell).lower(), data_act=self._writer.note(lambda _r: shown()),
        )  # fmt: skip

    def _rest(self, row: PivotRow) -> Markup:
        """Write what the rows that are not shown add up to, which opens as a row does, and the way to them."""
        path, sums = row.path, row.figures
        view = self._view
        whole = path in view.whole
        is_cell = view.cell == path and view.rest
        closed = view.without_origin()
        shown = partial(self._go, closed if is_cell else replace(closed, cell=path, rest=True))
        kept = closed if view.rest else view
        further = replace(closed, show="list") if whole else replace(kept, whole=view.whole | {path})
        label = _("zeigen") if not whole else _("in der Liste")
        number = tag("button", label, type="button", class_="ci-button ci-button--link", data_act=self._writer.note(lambda _r: self._go(further)))  # fmt: skip
        text = ngettext("{count} weitere Zeile", "{count} weitere Zeilen", row.rest)
        cells = [
            tag(
                "td",
                self._figure(key, sums[key], shown, is_cell=is_cell),
                self._change_below(key, sums),
                class_=_classes(key),
            )
            for key in EQUATION
        ]
        if view.question.compare:
            cells.append(self._change_cell(sums))
        head = tag(
            "th", tag("span", f"{text} ({_(DIMENSIONS[row.dimension])})", number, class_="ci-pivot__name"), scope="row"
        )
        mark = " is-cell" if is_cell else ""
        act = self._writer.note(lambda _r: shown())
        return tag("tr", head, *cells, class_=f"is-level{min(row.depth, 4)} is-rest{mark}", data_act=act)

    def _change(self, figures: Mapping[str, Any]) -> tuple[str, str]:
        """Return by how much a gross profit changed; nothing where a target is of a part of it only."""
        if self._has_gaps:
            return "", ""
        return change_words("gross_profit", figures)

    def _change_cell(self, figures: Mapping[str, Any]) -> Markup:
        now, before = figures["gross_profit"], figures["gross_profit_before"]
        if before is None:
            return tag("td", "–", class_="r ci-num ci-desk ci-pivot__compared is-quiet")
        words, tone = self._change(figures)
        return tag(
            "td",
            cents(now - before),
            tag("small", words),
            class_=f"r ci-num ci-desk ci-pivot__compared is-{tone or 'quiet'}",
        )

    def _change_below(self, key: str, figures: Mapping[str, Any]) -> Markup | None:
        """Write by how much the gross profit changed below it, for where there is no room for a column."""
        if key != "gross_profit" or figures.get("gross_profit_before") is None:
            return None
        words, tone = self._change(figures)
        return (
            tag("small", words, class_=f"ci-pivot__change is-{tone or 'quiet'}", aria_hidden="true") if words else None
        )


def _classes(key: str) -> str:
    return "r ci-num" if key in _PHONE else "r ci-num ci-desk"
