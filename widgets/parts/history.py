"""Who changed a row, when, and what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.query.table import MOMENT
from widgets.texts.case_words import RowWords, case_title, kind_words
from widgets.texts.language import _
from widgets.texts.words import SOURCES, word
from widgets.texts.written import CHANGES
from widgets.view_models import Action, Actions, Column, Notice, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.event import Event
    from clientinfo_kernel.live.field_values import Value
    from clientinfo_kernel.query.customer_file import CustomerFile

# What the store keeps for itself.
_SILENT = frozenset({"closed_at", "promised_balance", "written_by", "content_hash", "media_type", "topics", "event_id"})
_COLUMNS = pl.Schema([("at", MOMENT), *((name, pl.String()) for name in ("who", "what", "field", "before", "after"))])


def history(customer_file: CustomerFile, kind: str, row_id: str, of: str = "") -> ViewModel:
    """Return all changes of a row, newest first, a line per field; below it the way back from the viewer's own last change.

    Args:
        customer_file: Whose row it is.
        kind: The kind of row (``live.entities``).
        row_id: Its id.
        of: What it is called, where several stand below each other.
    """
    try:
        events = customer_file.history(kind, row_id)
    except LiveUnavailable:
        return Notice(_("Der Verlauf ist gerade nicht da"), _("Der Speicher antwortet nicht."), tone="warn")
    words = _words(customer_file, kind)
    lines = [line for event in events for line in _lines(words, event)]
    table = Table(
        columns=(
            Column("at", _("Wann"), "moment", phone="meta"),
            Column("who", _("Wer"), phone="title"),
            Column("what", _("Was"), phone="meta"),
            Column("field", _("Feld")),
            Column("before", _("vorher")),
            Column("after", _("nachher")),
        ),
        rows=pl.DataFrame(lines, schema=_COLUMNS, orient="row"),
        title=_("Änderungen: {what}").format(what=of) if of else _("Änderungen"),
        empty=_("Seit der Übernahme hat hier niemand etwas geändert."),
    )
    if not is_undoable(customer_file, kind, events):
        return table
    back = Action(_("Letzte Änderung zurücknehmen"), "undo", f"{kind}:{row_id}", "refresh")
    return Stack((table, Actions((back,))))


def what_is_taken_back(customer_file: CustomerFile, kind: str, row_id: str) -> tuple[int, tuple[str, ...]]:
    """Return the version of a row that goes, and what stands in it and what will stand there again, a line per field.

    No line: the last change is not the viewer's own.

    Raises:
        RowUnknown: The customer has no such row.
        LiveUnavailable: The store does not answer.
    """
    events = customer_file.history(kind, row_id)
    if not is_undoable(customer_file, kind, events):
        return 0, ()
    version, before, after = events[0].version, events[0].before, events[0].after
    if before is None:
        return version, (_("Der Eintrag wird zurückgezogen; sein Verlauf bleibt stehen."),)
    said, words = _("{field}: wieder {then} statt {now}"), _words(customer_file, kind)
    return version, tuple(
        said.format(field=words.label(name), now=words.shown(name, value), then=words.shown(name, before[name]))
        for name, value in (after or {}).items()
        if name not in _SILENT and name in before
    )


def is_undoable(customer_file: CustomerFile, kind: str, events: list[Event]) -> bool:
    """Return whether the newest of a row's changes is the viewer's own, so that they can take it back."""
    entity = ENTITIES[kind]
    if not events or entity.right not in customer_file.access.changes or entity.proves(events[0].before or ()):
        return False
    return events[0].action != "take_over" and customer_file.is_own(events[0])


def _words(customer_file: CustomerFile, kind: str) -> RowWords:
    """Return the words for a customer's rows of a kind; a case that a row belongs to is called by its text, not its id."""
    house, linked = customer_file.settings.cases, CASE.key
    if linked not in ENTITIES[kind].fields:
        return RowWords.of(kind, house)
    kinds = kind_words(house)
    titles = {row[linked]: case_title(kinds, row) for row in customer_file.cases().iter_rows(named=True)}
    return RowWords.of(kind, house, {linked: titles})


def _lines(words: RowWords, event: Event) -> list[tuple[Any, ...]]:
    head = (event.at, _person(event), word(CHANGES, event.action))
    if event.after is None:
        return [(*head, _("nicht für Ihre Rolle"), "", "")]
    if event.before is None:
        return [(*head, "", "", _whole(words, event.after))]
    before = event.before
    changed = [name for name in event.after if name not in _SILENT]
    return [
        (
            *head,
            words.label(name),
            words.shown(name, before.get(name)),
            words.shown(name, event.after[name]),
        )
        for name in changed
    ]


def _whole(words: RowWords, values: Mapping[str, Value]) -> str:
    """Return a new row in one line: what it holds."""
    fields = words.entity.fields
    shown = {name: value for name, value in values.items() if value is not None and name not in _SILENT}
    held = {name: value for name, value in shown.items() if fields[name].is_given}
    return "; ".join(f"{words.label(name)}: {words.shown(name, value)}" for name, value in held.items())


def _person(event: Event) -> str:
    if event.action == "take_over":
        return word(SOURCES, event.user_name)
    return event.user_name or event.user or _("an der Kommandozeile")
