"""The forms in which people write about a customer, and how what they typed becomes a command."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.entities import CASE, CASE_KINDS, CHANNELS, CONTACT, LONGEST_NAME, LONGEST_TEXT
from widgets.texts.language import _
from widgets.texts.words import CASE_KINDS as CASE_KIND_WORDS
from widgets.texts.words import CHANNELS as CHANNEL_WORDS
from widgets.texts.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile

FORMS = ("contact", "case")
_LONGEST_OPTION = 60


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
    """A form; ``focus`` names the field at which people begin."""

    key: str
    title: str
    focus: str
    fields: tuple[EntryField, ...]

    def as_message(self) -> dict[str, Any]:
        """Return plain values for the browser."""
        return asdict(self)


def entry_form(key: str, customer_file: CustomerFile) -> EntryForm:
    """Return a form of ``FORMS``, with what is known of the customer to choose from."""
    return _contact(customer_file) if key == "contact" else _case()


def entry_command(key: str, command_id: str, customer_number: str, typed: Mapping[str, str], viewer: Viewer) -> Add:
    """Return the command for what was typed into a form; what is not among its fields is left out."""
    if key == "contact":
        wanted = {
            name: typed.get(name, "") for name in ("channel", "contact_person", "note", "follow_up_on", "case_id")
        }
        return Add(command_id, customer_number, CONTACT, {**wanted, "employee": viewer.full_name or viewer.name})
    wanted = {name: typed.get(name, "") for name in ("kind", "text", "assignee", "due_at", "follow_up_on")}
    return Add(command_id, customer_number, CASE, {**wanted, "status": "open"})


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


def _case() -> EntryForm:
    kinds = tuple((code, word(CASE_KIND_WORDS, code)) for code in CASE_KINDS)
    return EntryForm(
        "case",
        _("Neuer Vorgang"),
        "text",
        (
            EntryField("kind", _("Art"), "choice", CASE_KINDS[0], required=True, options=kinds),
            EntryField("assignee", _("Verantwortlich")),
            EntryField("text", _("Worum geht es?"), "long", required=True, longest=LONGEST_TEXT),
            EntryField("due_at", _("Termin"), "date"),
            EntryField("follow_up_on", _("Wiedervorlage"), "date"),
        ),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_OPTION else f"{text[: _LONGEST_OPTION - 1]}…"
