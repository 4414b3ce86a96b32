"""The timeline of everything: newest first, under headings of months and years, filtered by kind."""

from datetime import date, datetime
from itertools import groupby

import ipywidgets
from markupsafe import Markup

from widgets.markup import empty, heading, icon, join, tag
from widgets.texts.formats import day_and_month, local, money, month
from widgets.texts.language import _
from widgets.view_models import Timeline, TimelineEntry
from widgets.views.context import ViewContext
from widgets.views.markup_view import MarkupView, box
from widgets.views.markup_writer import MarkupWriter
from widgets.views.stack import Draw

# How many events the browser gets at once; more come on demand.
PORTION = 120
_ICONS = {
    "contact": "chat",
    "case": "chat",
    "order": "wrench",
    "invoice": "invoice",
    "payment": "euro",
    "inbox": "inbox",
}
_TONES = {"payment": " ci-event__icon--ok"}


def draw(timeline: Timeline, context: ViewContext, _draw_one: Draw) -> ipywidgets.Widget:
    """Draw the tile: filter buttons, then the events."""
    return _Drawn(timeline, context).tile


class _Drawn:
    """Remembers which filter is on and how many events are shown."""

    def __init__(self, timeline: Timeline, context: ViewContext) -> None:
        self._timeline = timeline
        self._context = context
        self._words = (_("Alle"), *timeline.filters)
        self._kinds: frozenset[str] | None = None
        self._shown = PORTION
        self._list = MarkupView(Markup(""))
        self._list.add_class("ci-timeline__frame")
        head = MarkupView(self._head(), choose=self._filter)
        self._show()
        self.tile = box((head, self._list), "ci-tile", "ci-tile--timeline")

    def _head(self) -> Markup:
        pills = [
            tag(
                "button",
                word,
                type="button",
                class_="ci-pill",
                role="radio",
                aria_checked=str(place == 0).lower(),
                tabindex="0" if place == 0 else "-1",
                data_choose=place,
            )
            for place, word in enumerate(self._words)
        ]
        if len(pills) == 1 or not self._timeline.entries:
            return heading(self._timeline.title)
        filters = tag("div", *pills, class_="ci-filter", role="radiogroup", aria_label=_("Art der Ereignisse"))
        return join(heading(self._timeline.title), filters)

    def _filter(self, number: int) -> None:
        if number >= len(self._words):
            return
        self._kinds = frozenset(self._timeline.filters[self._words[number]]) if number else None
        self._shown = PORTION
        self._show()

    def _older(self, _receiver: object) -> None:
        self._shown += PORTION
        self._show()

    def _show(self) -> None:
        writer = MarkupWriter(self._context)
        entries = [each for each in self._timeline.entries if self._kinds is None or each.kind in self._kinds]
        if not entries:
            text = self._timeline.empty if self._kinds is None else _("Keine Ereignisse dieser Art.")
            self._list.show(empty(text, "clock"))
            return
        newest = _day(entries[0].at).year
        spans = groupby(entries[: self._shown], key=lambda each: _span(_day(each.at), newest))
        lines = [line for title, group in spans for line in (_title(title), *(_event(each, writer) for each in group))]
        left = len(entries) - self._shown
        if left > 0:
            label = _("Ältere zeigen ({count})").format(count=left)
            lines.append(tag("li", writer.button(label, self._older), class_="ci-timeline__more"))
        # A scrolling region must be reachable by keyboard.
        title = self._timeline.title or None
        shown = tag("ol", *lines, class_="ci-timeline", tabindex="0", role="list", aria_label=title)
        self._list.show(shown, writer.actions)


def _span(day: date, newest: int) -> str:
    """Return the heading: months of the newest year, then whole years: what is long ago needs no month."""
    return month(day) if day.year == newest else str(day.year)


def _title(text: str) -> Markup:
    return tag("li", text, class_="ci-timeline__day")


def _event(entry: TimelineEntry, writer: MarkupWriter) -> Markup:
    symbol = icon(entry.icon or _ICONS.get(entry.kind, "clock"))
    amount = join(tag("b", money(entry.amount)), tag("br")) if entry.amount is not None else None
    text = tag("div", entry.text, class_="ci-event__text") if entry.text else None
    return tag(
        "li",
        tag("span", symbol, class_=f"ci-event__icon{_TONES.get(entry.kind, '')}"),
        tag("div", tag("div", writer.link(entry.link, entry.title), class_="ci-event__title"), text),
        tag("div", amount, day_and_month(entry.at), class_="ci-event__end"),
        class_="ci-event",
    )


def _day(at: datetime | date) -> date:
    return local(at).date() if isinstance(at, datetime) else at
