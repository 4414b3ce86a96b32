"""The timeline of everything: contacts, cases, orders, invoices, payments, inbox entries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.sections.cases import CaseSettings
from widgets.parts.whereabouts import Whereabouts
from widgets.texts.case_words import kind_words
from widgets.texts.formats import local
from widgets.texts.language import N_, _, ngettext
from widgets.texts.words import CHANNELS, Words, dot_separated, word
from widgets.view_models import Link, Timeline, TimelineEntry

_TITLES: Mapping[str, str] = {
    "case": N_("Vorgang: {what}"),
    "order": N_("Auftrag {what}"),
    "invoice": N_("Rechnung {what}"),
    "payment": N_("Zahlung"),
    "inbox": N_("Briefkasten: {what}"),
}
# Channels come in the house's own words; the first word that is found in them chooses the icon.
_CHANNEL_ICONS: Mapping[str, str] = {
    "phone": "phone",
    "telef": "phone",
    "anruf": "phone",
    "brief": "mail",
    "letter": "mail",
    "visit": "users",
    "mail": "mail",
    "besuch": "users",
}
# Where an event stands for whoever sees it. All that is booked on debtor accounts is among open items or what is settled.
TABS: Mapping[str, str] = {
    "contact": "cases",
    "case": "cases",
    "order": "orders",
    "invoice": "open_items",
    "payment": "open_items",
    "inbox": "inbox",
}
# Where these are best seen depends on whether they are paid, and on what the viewer is allowed to see.
_INVOICES = frozenset({"invoice", "payment"})


def timeline(customer_file: CustomerFile) -> Timeline:
    """Return all events, newest first, with filters by what people look for and are allowed to see."""
    seen = customer_file.access.events()
    filters: Mapping[str, tuple[str, ...]] = {
        _("Kontakte"): ("contact", "case"),
        _("Aufträge"): ("order",),
        _("Belege"): ("invoice", "inbox"),
        _("Zahlungen"): ("payment",),
    }
    places, words = Whereabouts(customer_file), event_words(customer_file.settings.cases)
    return Timeline(
        _Events(customer_file.timeline(), lambda row: _entry(row, places, words)),
        title=_("Verlauf"),
        filters={word: kinds for word, kinds in filters.items() if seen is None or seen & set(kinds)},
        empty=_("Zu diesem Kunden ist noch nichts geschehen, was eine Quelle festgehalten hat."),
    )


class _Events(Sequence[TimelineEntry]):
    """Events that are written when somebody looks at them: there are hundreds, and a screen shows the newest few.

    Args:
        rows: One per event.
        write: Makes the event of a row.
    """

    def __init__(self, rows: pl.DataFrame, write: Callable[[Mapping[str, Any]], TimelineEntry]) -> None:
        self._rows = rows
        self._write = write

    def __len__(self) -> int:
        return self._rows.height

    def __iter__(self) -> Iterator[TimelineEntry]:
        return map(self._write, self._rows.iter_rows(named=True))

    @overload
    def __getitem__(self, place: int) -> TimelineEntry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TimelineEntry]: ...
    def __getitem__(self, place: int | slice) -> TimelineEntry | Sequence[TimelineEntry]:
        if isinstance(place, slice):
            return _Events(self._rows[place], self._write)
        return self._write(self._rows.row(place, named=True))


def event_words(cases: CaseSettings) -> Mapping[str, Words]:
    """Return words for what events are about, by their kind: what was written here is a code, another CRM has words."""
    return {"contact": CHANNELS, "case": kind_words(cases)}


def _entry(row: Mapping[str, Any], places: Whereabouts, words: Mapping[str, Words]) -> TimelineEntry:
    at = local(row["at"])
    return TimelineEntry(
        at=at if row["has_time"] else at.date(),
        kind=row["kind"],
        title=event_title(row["kind"], word(words.get(row["kind"], {}), row["what"])),
        text=_text(row),
        amount=row["amount"],
        link=_link(row, places),
        icon=_icon(row["what"]) if row["kind"] == "contact" else "",
    )


def _link(row: Mapping[str, Any], places: Whereabouts) -> Link | None:
    """Return the way to the row that the event stands in."""
    tab = TABS.get(row["kind"])
    if tab is None:
        return None
    if row["kind"] in _INVOICES:
        return places.invoice(row["item"])
    return Link(tab=tab, item=row["item"])


def event_title(kind: str, what: str) -> str:
    """Return the heading of an event. A booking without an invoice carries the ledger's U number, or none at all."""
    if kind == "invoice" and not what:
        return _("Buchung")
    if kind == "invoice" and what.startswith("U"):
        return _("Umbuchung {what}").format(what=what)
    return _(_TITLES.get(kind, "{what}")).format(what=what).strip()


def _icon(channel: str | None) -> str:
    known = (channel or "").casefold()
    return next((icon for word, icon in _CHANNEL_ICONS.items() if word in known), "")


def _text(row: Mapping[str, Any]) -> str:
    """Return the source's own words; a payment also names its invoice and how long it took."""
    if row["kind"] != "payment":
        return dot_separated(row["person"], row["text"])
    invoice = _("Rechnung {what}").format(what=row["what"]) if row["what"] else ""
    days = "" if row["days"] is None else ngettext("nach {count} Tag", "nach {count} Tagen", row["days"])
    return dot_separated(", ".join(filter(None, (invoice, days))), row["text"])
