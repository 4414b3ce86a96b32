"""A chart in a tile: its head, the names beside its bars, and the same figures as a table one click away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from widgets.margin.marks import HEIGHT
from widgets.markup import icon, join, tag
from widgets.texts.language import _
from widgets.views.bare_widgets import BareBox
from widgets.views.markup_view import MarkupView, box
from widgets.views.markup_writer import MarkupWriter
from widgets.views.widget_frame import WidgetFrame

if TYPE_CHECKING:
    from widgets.views.context import ViewContext


# So many names stand side by side below the bars.
_MOST_NAMES, _MONTHS = 18, 12


@dataclass(frozen=True)
class ChartRow:
    """A row of a chart's table.

    Attributes:
        name: What it is about.
        cells: Its figures as text.
        pick: Selects it; None: it cannot be selected.
        is_lit: Whether it is selected.
    """

    name: str
    cells: Sequence[str]
    pick: Callable[[], None] | None = None
    is_lit: bool = False


@dataclass(frozen=True)
class ChartWords:
    """What is written around a chart.

    Attributes:
        title: Of the tile.
        note: The unit, and what else is to know.
        heads: Headings of the table's columns.
        rows: Of the table, and of the names.
    """

    title: str
    note: str
    heads: Sequence[str]
    rows: Sequence[ChartRow]


class ChartTile(BareBox):
    """The tile of a chart.

    Args:
        figure: The chart.
        context: The page's side of what is written.
        names: Where the rows' names stand: ``below`` the bars, ``beside`` them with their figures, or nowhere.
        height: Of the chart in pixels; 0: as its rows are.
    """

    def __init__(self, figure: Any, context: ViewContext, names: str = "", height: int = HEIGHT) -> None:
        self._context, self._names_at = context, names
        self._words = ChartWords("", "", (), ())
        self._as_table = False
        self._head, self._names, self._cells, self._table = (MarkupView(Markup("")) for _each in range(4))
        self._frame = WidgetFrame(kind="figure", child=figure, height=height)
        plot = {
            "beside": (self._names, self._frame, self._cells),
            "below": (self._frame, self._names),
        }.get(names, (self._frame,))
        super().__init__((self._head, box(plot, "ci-plot", f"ci-plot--{names or 'bare'}"), self._table))
        self.add_class("ci-tile").add_class("ci-charttile")

    def show(self, words: ChartWords) -> None:
        """Write what stands around the chart, which was drawn before."""
        self._words = words
        spoken = "; ".join(f"{row.name}: {', '.join(row.cells)}" for row in words.rows[:12])
        self._frame.label = f"{words.title}, {words.note}. {spoken}"
        self._write()

    def _toggle(self, _receiver: object) -> None:
        self._as_table = not self._as_table
        (self.add_class if self._as_table else self.remove_class)("shows-table")
        self._write()

    def _write(self) -> None:
        words, writer = self._words, MarkupWriter(self._context)
        label = _("Als Tabelle")
        button = tag(
            "button", icon("table"), type="button", class_="ci-button ci-button--quiet ci-button--icon", aria_label=f"{label}: {words.title}",
            title=label, aria_pressed=str(self._as_table).lower(), data_act=writer.note(self._toggle),
        )  # fmt: skip
        note = tag("span", words.note, class_="ci-subtle ci-small ci-charttile__note")
        head = tag("div", tag("h2", words.title), note, tag("span", class_="ci-spacer"), button, class_="ci-tile__head")
        self._head.show(head, writer.actions)
        if self._names_at == "below":
            self._show(self._names, _below)
        elif self._names_at == "beside":
            self._show(self._names, _beside)
            self._show(self._cells, _cells)
        self._show(self._table, _table)

    def _show(self, place: MarkupView, write: Callable[[ChartWords, MarkupWriter], Markup]) -> None:
        writer = MarkupWriter(self._context)
        place.show(write(self._words, writer), writer.actions)


def _pick(row: ChartRow, writer: MarkupWriter, *content: Markup | str | None, class_: str = "") -> Markup:
    if row.pick is None:
        return tag("span", *content, class_=class_)
    pick = row.pick
    return tag(
        "button", *content, type="button", class_=f"ci-plot__name {class_}".strip(), aria_pressed=str(row.is_lit).lower(),
        data_act=writer.note(lambda _receiver: pick()),
    )  # fmt: skip


def _below(words: ChartWords, writer: MarkupWriter) -> Markup:
    """Write the names below the bars, each with its figure; of many bars only every twelfth is named for the eye."""
    many = len(words.rows) > _MOST_NAMES
    names = []
    for place, row in enumerate(words.rows):
        unseen = many and place % _MONTHS
        name = tag("span", row.name, class_="ci-sr" if unseen else None)
        figure = tag("b", row.cells[0], class_="ci-sr" if many else None) if row.cells else None
        names.append(_pick(row, writer, name, figure))
    return tag("div", *names, class_="ci-plot__names" + (" is-many" if many else ""))


def _beside(words: ChartWords, writer: MarkupWriter) -> Markup:
    return tag("div", tag("span", class_="ci-plot__corner"), *(_pick(row, writer, row.name) for row in words.rows), class_="ci-plot__rows")  # fmt: skip


def _cells(words: ChartWords, _writer: MarkupWriter) -> Markup:
    heads = tag("div", *(tag("span", head) for head in words.heads), class_="ci-plot__cells ci-muted ci-small")
    rows = (
        tag("div", *(tag("span", cell) for cell in row.cells), class_="ci-plot__cells ci-num") for row in words.rows
    )
    return tag("div", heads, *rows, class_="ci-plot__figures")


def _table(words: ChartWords, writer: MarkupWriter) -> Markup:
    head = tag("tr", tag("td", ""), *(tag("th", name, scope="col", class_="r") for name in words.heads))
    rows = [
        tag("tr", tag("th", _pick(row, writer, row.name), scope="row"), *(tag("td", cell, class_="r ci-num") for cell in row.cells))
        for row in words.rows
    ]  # fmt: skip
    caption = tag("caption", f"{words.title}, {words.note}", class_="ci-sr")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="ci-mini")
    return join(tag("div", table, class_="ci-chart__table", tabindex="0", role="region", aria_label=words.title))
