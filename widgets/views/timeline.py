"""The timeline of everything: newest first, under headings of months and years, filtered by kind."""

from datetime import date, datetime
from functools import partial
from itertools import groupby

from markupsafe import Markup

from widgets.markup import empty, heading, icon, join, tag
from widgets.texts.formats import day_and_month, local, money, month
from widgets.texts.language import _
from widgets.view_models import Timeline, TimelineEntry
from widgets.views.markup_writer import MarkupWriter, Receiver

# As many events as a tall screen shows; older ones come when one scrolls to them.
FIRST, MORE = 16, 60
_ICONS = {
    "contact": "chat",
    "case": "chat",
    "order": "wrench",
    "invoice": "invoice",
    "payment": "euro",
    "inbox": "inbox",
}
_TONES = {"payment": " ci-event__icon--ok"}


def markup(timeline: Timeline, writer: MarkupWriter) -> Markup:
    """Write the tile: filter buttons, then the events."""
    return _Written(timeline, writer).tile()


class _Written:
    """Remembers which filter is on and how many events are shown."""

    def __init__(self, timeline: Timeline, writer: MarkupWriter) -> None:
        self._timeline = timeline
        self._writer = writer
        self._part = writer.part()
        self._words = (_("Alle"), *timeline.filters)
        self._kinds: frozenset[str] | None = None
        self._shown = FIRST

    def tile(self) -> Markup:
        """Write head, filter and the newest events."""
        events = tag("div", self._part.write(self._events), data_part=self._part.number, class_="ci-timeline__frame")
        return join(heading(self._timeline.title), self._filters(), events)

    def _filters(self) -> Markup | None:
        if len(self._words) == 1 or not self._timeline.entries:
            return None
        pills = [
            tag(
                "button",
                word,
                type="button",
                class_="ci-pill",
                role="radio",
                aria_checked=str(place == 0).lower(),
                tabindex="0" if place == 0 else "-1",
                data_act=self._writer.note(partial(self._filter, word if place else None)),
            )
            for place, word in enumerate(self._words)
        ]
        return tag("div", *pills, class_="ci-filter", role="radiogroup", aria_label=_("Art der Ereignisse"))

    def _filter(self, word: str | None, receiver: Receiver) -> None:
        self._kinds = frozenset(self._timeline.filters[word]) if word is not None else None
        self._shown = FIRST
        receiver.show_part(self._part.number, self._part.write(self._events))

    def _older(self, receiver: Receiver) -> None:
        self._shown += MORE
        receiver.show_part(self._part.number, self._part.write(self._events))

    def _events(self) -> Markup:
        entries = self._timeline.entries
        if self._kinds is not None:
            entries = [each for each in entries if each.kind in self._kinds]
        if not entries:
            text = self._timeline.empty if self._kinds is None else _("Keine Ereignisse dieser Art.")
            return empty(text, "clock")
        newest = _day(entries[0].at).year
        spans = groupby(entries[: self._shown], key=lambda each: _span(_day(each.at), newest))
        lines = [
            line for title, group in spans for line in (_title(title), *(_event(each, self._writer) for each in group))
        ]
        left = len(entries) - self._shown
        if left > 0:
            older = _("Ältere zeigen ({count})").format(count=left)
            button = tag(
                "button",
                older,
                type="button",
                class_="ci-button",
                data_act=self._writer.note(self._older),
                data_more=True,
            )
            lines.append(tag("li", button, class_="ci-timeline__more"))
        # A scrolling region must be reachable by keyboard.
        title = self._timeline.title or None
        return tag("ol", *lines, class_="ci-timeline", tabindex="0", role="list", aria_label=title)


def _span(day: date, newest: int) -> str:
    """Months of the newest year, then whole years: what is long ago needs no month."""
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
