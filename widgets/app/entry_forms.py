"""The forms in which people write about a customer, and how what they typed becomes a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.cases import CASE, CASE_KINDS, CASE_STATUSES, CHANNELS, CONTACT
from clientinfo_kernel.live.commands import Add, Change, Conflict
from clientinfo_kernel.live.fields import LONGEST_NAME, LONGEST_TEXT, Value
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.words import CASE_KINDS as CASE_KIND_WORDS
from widgets.texts.words import CASE_STATUSES as CASE_STATUS_WORDS
from widgets.texts.words import CHANNELS as CHANNEL_WORDS
from widgets.texts.words import Words, word

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile

FORMS = ("contact", "case", "change_case")
_LONGEST_OPTION = 60


_CONTACT_FIELDS = ("channel", "contact_person", "note", "follow_up_on", "case_id")
_CASE_FIELDS = ("kind", "text", "assignee", "due_at", "follow_up_on")


@dataclass(frozen=True)
class TypedEntry:
    """What the browser sends of a form: each value a text, ``item`` and ``version`` of the row that it changes."""

    form: str
    command_id: str
    values: Mapping[str, str]
    item: str = ""
    version: int = 0


@dataclass(frozen=True)
class EntryField:
    """One field of a form.

    Attributes:
        key: As the live store names it.
        label: Its name on the screen.
        kind: ``text``, ``long``, ``choice`` or ``date`` (ISO).
        value: What stands there at first.
        options: Of a choice: key and word.
        suggestions: Of a text: what people mean most of the time.
    """

    key: str
    label: str
    kind: str = "text"
    value: str = ""
    required: bool = False
    longest: int = LONGEST_NAME
    options: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryForm:
    """A form.

    Attributes:
        key: Of ``FORMS``.
        title: What it does.
        focus: The field at which people begin.
        fields: In their order.
        item: Which row it changes; empty: it writes a new one.
        version: Of that row, as it stands in the form.
    """

    key: str
    title: str
    focus: str
    fields: tuple[EntryField, ...]
    item: str = ""
    version: int = 0

    def as_message(self) -> dict[str, Any]:
        """Return plain values for the browser."""
        return asdict(self)


def entry_form(key: str, customer_file: CustomerFile, item: str = "") -> EntryForm | None:
    """Return a form of ``FORMS``, with what is known of the customer to choose from; None: there is no such row."""
    if key == "contact":
        return _contact(customer_file)
    if key == "case":
        return _case(_("Neuer Vorgang"), {"kind": CASE_KINDS[0]})
    found = [row for row in customer_file.cases().to_dicts() if row["case_id"] == item]
    return _change(found[0]) if found else None


def entry_command(typed: TypedEntry, customer_number: str, viewer: Viewer) -> Add | Change:
    """Return the command for what was typed into a form; what is not among its fields is left out."""
    values = typed.values
    if typed.form == "contact":
        wanted = {name: values.get(name, "") for name in _CONTACT_FIELDS}
        return Add(typed.command_id, customer_number, CONTACT, {**wanted, "employee": viewer.full_name or viewer.name})
    if typed.form == "case":
        wanted = {name: values.get(name, "") for name in _CASE_FIELDS}
        return Add(typed.command_id, customer_number, CASE, {**wanted, "status": "open"})
    changed = {name: values[name] for name in (*_CASE_FIELDS, "status") if name in values}
    return Change(typed.command_id, customer_number, CASE, typed.item, typed.version, changed)


def conflict_message(conflict: Conflict) -> dict[str, Any]:
    """Return what somebody else wrote meanwhile, field by field: their value, and one line that says it."""
    fields = {}
    for name, field in conflict.fields.items():
        words = {"kind": CASE_KIND_WORDS, "status": CASE_STATUS_WORDS}.get(name, {})
        theirs, was = (_shown(value, words) for value in (field.theirs, field.was))
        said = _("{who} hat das inzwischen geändert: {theirs} (vorher: {was})")
        line = said.format(who=conflict.changed_by or _("Jemand"), theirs=theirs, was=was)
        fields[name] = {"theirs": _value({name: field.theirs}, name), "line": line}
    problem = _(
        "Jemand hat dasselbe geändert. Ihre Angaben stehen noch hier; entscheiden Sie je Feld und speichern Sie."
    )
    return {"version": conflict.version, "fields": fields, "problem": problem}


def _shown(value: Value, words: Words) -> str:
    if value is None:
        return _("leer")
    return format_value(value, "date") if isinstance(value, date) else word(words, str(value))


def _contact(customer_file: CustomerFile) -> EntryForm:
    names = [" ".join(filter(None, row)) for row in customer_file.contact_persons()["first_name", "last_name"].rows()]
    cases = customer_file.cases().filter("is_open")["case_id", "kind", "text"].rows()
    linked = [(case_id, _shortened(f"{word(CASE_KIND_WORDS, kind)}: {text}")) for case_id, kind, text in cases]
    channels = tuple((code, word(CHANNEL_WORDS, code)) for code in CHANNELS)
    return EntryForm(
        "contact",
        _("Kontakt notieren"),
        "note",
        (
            EntryField("channel", _("Weg"), "choice", CHANNELS[0], required=True, options=channels),
            EntryField("contact_person", _("Ansprechpartner"), suggestions=tuple(filter(None, names))),
            EntryField("note", _("Notiz"), "long", required=True, longest=LONGEST_TEXT),
            EntryField("follow_up_on", _("Wiedervorlage"), "date"),
            EntryField("case_id", _("Gehört zu"), "choice", options=(("", _("keinem Vorgang")), *linked)),
        ),
    )


def _case(title: str, row: Mapping[str, Any]) -> EntryForm:
    return EntryForm(
        "case",
        title,
        "text",
        (
            EntryField(
                "kind",
                _("Art"),
                "choice",
                _value(row, "kind"),
                required=True,
                options=_options(CASE_KINDS, CASE_KIND_WORDS, row.get("kind")),
            ),
            EntryField("assignee", _("Verantwortlich"), value=_value(row, "assignee")),
            EntryField("text", _("Worum geht es?"), "long", _value(row, "text"), required=True, longest=LONGEST_TEXT),
            EntryField("due_at", _("Termin"), "date", _value(row, "due_at")),
            EntryField("follow_up_on", _("Wiedervorlage"), "date", _value(row, "follow_up_on")),
        ),
    )


def _change(row: Mapping[str, Any]) -> EntryForm:
    form = _case(_("Vorgang bearbeiten"), row)
    options = _options(CASE_STATUSES, CASE_STATUS_WORDS, row["status"])
    status = EntryField("status", _("Status"), "choice", row["status"], required=True, options=options)
    return replace(form, key="change_case", fields=(*form.fields, status), item=row["case_id"], version=row["version"])


def _options(codes: tuple[str, ...], words: Words, present: str | None) -> tuple[tuple[str, str], ...]:
    """Return codes with their words; the word of another CRM that stands there now is one of them."""
    known = codes if present is None or present in codes else (present, *codes)
    return tuple((code, word(words, code)) for code in known)


def _value(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_OPTION else f"{text[: _LONGEST_OPTION - 1]}…"
