"""Letters and mails from a template: the form holds the filled text, and saving makes the document and its contact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from unicodedata import category

from clientinfo_kernel.live.cases import CONTACT
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.document_files import DocumentFiles, content_hash
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.errors import InputRefused, Refusals, RowUnknown
from clientinfo_kernel.live.fields import LONGEST_NAME, LONGEST_TEXT
from clientinfo_kernel.live.plain_text import typed_text
from clientinfo_kernel.live.row_topics import written_topics
from widgets.entries.cases import advertising_note
from widgets.entries.form import EntryField, EntryForm, NotOffered
from widgets.papers.address import address_lines
from widgets.papers.broken_template import broken_template_said
from widgets.papers.mail import EML, draft, plain_address
from widgets.papers.templates import TemplateWrong, filled, is_whole, templates
from widgets.papers.typesetting import PDF, Letterhead, typeset, unshown
from widgets.texts.formats import format_value
from widgets.texts.language import N_, _, session
from widgets.texts.typed import day_then, typed_day
from widgets.texts.written import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import TypedEntry
    from widgets.papers.templates import Template

_MAIL, _LETTER = "mail", "letter"
_LONGEST_SUBJECT = 200


class LetterForm:
    """Writes a letter or a mail. ``item``: the template's key, which decides what the document is made from."""

    key = "letter"
    right: Changeable = "contacts"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form with the filled text; None: there is no such template.

        Raises:
            NotOffered: The template names what the viewer is not allowed to see, or cannot be used.
        """
        template = _template(customer_file, item)
        if template is None:
            return None
        _require(template, customer_file)
        text = filled(template, customer_file)
        header = customer_file.header()
        persons = [
            " ".join(filter(None, row)) for row in customer_file.contact_persons()["first_name", "last_name"].rows()
        ]
        ways = ((_LETTER, _("Brief (PDF)")), (_MAIL, _("E-Mail")))
        fields = (
            EntryField("way", _("Weg"), "choice", _LETTER, required=True, options=ways),
            EntryField("person", _("Zu Händen"), suggestions=tuple(filter(None, persons)), only_with=("way", _LETTER)),
            EntryField(
                "email",
                _("An"),
                value=header.email or "",
                required=True,
                only_with=("way", _MAIL),
                keyboards=("", {"": "email"}),
            ),
            EntryField("subject", _("Betreff"), value=text.subject, required=True),
            EntryField("body", _("Text"), "long", text.body, required=True),
            EntryField("follow_up_on", label("contact", "follow_up_on"), "date"),
        )
        said = _("Nicht bekannt: {names}. Bitte im Text ergänzen.").format(names=", ".join(text.unknown))
        warned = (advertising_note(customer_file),) if template.is_advertising else ()
        note = (*warned, *((said,) if text.unknown else ()))
        return EntryForm(self.key, template.title, "body", fields, item, note=note, save=_("Erstellen"))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Add:
        """Make the document, and return the command that keeps it and writes it down with its contact.

        Raises:
            RowUnknown: There is no such template.
            NotPermitted: The viewer is not allowed to see what it names.
            InputRefused: Something is missing, or still stands in brackets; it names every such field.
            SettingsError: The letterhead cannot be set.
        """
        template, number = _template(customer_file, typed.item), customer_file.customer_number
        if template is None:
            raise RowUnknown("template", typed.item, number)
        viewer.access.require_change(self.right)
        for topic in template.topics:
            viewer.access.require(topic)
        is_mail = typed.values.get("way") == _MAIL
        paper = None if is_mail else Letterhead.of(customer_file.settings)
        follow_up = _day(typed, customer_file)
        texts = _texts(typed, paper, follow_up)
        recipient, subject, body = texts.values()
        day = day_then(customer_file.key_date, typed.ago)
        made = draft(recipient, subject, body) if paper is None else _letter(customer_file, viewer, texts, day, paper)
        name = f"{template.title} {day.isoformat()}.{'eml' if is_mail else 'pdf'}"
        document = {
            "origin": _MAIL if is_mail else _LETTER,
            "file_name": name,
            "media_type": EML if is_mail else PDF,
            "content_hash": content_hash(made),
            "size": len(made),
            "recipient": recipient,
            "subject": subject,
            "topics": written_topics(template.topics),
        }
        contact = {
            "channel": "email" if is_mail else "letter",
            # Everybody reads it; what the letter is about is seen by those who see what it is made from.
            "note": template.title if not template.topics else N_("E-Mail") if is_mail else N_("Brief"),
            "employee": viewer.full_name or viewer.name,
            "contact_person": "" if is_mail else recipient,
            "follow_up_on": follow_up,
        }
        first = Add(f"{typed.command_id}:contact", number, CONTACT, contact)
        keep = partial(DocumentFiles.of(customer_file.settings.state_folder).keep, made)
        return Add(typed.command_id, number, DOCUMENT, document, first, "event_id", keep=keep)


def _template(customer_file: CustomerFile, key: str) -> Template | None:
    try:
        return templates(customer_file.settings).get(key)
    except TemplateWrong as error:
        raise NotOffered(broken_template_said(error)) from error


def _require(template: Template, customer_file: CustomerFile) -> None:
    hidden = template.hidden_from(customer_file.access)
    if hidden:
        said = _("Die Vorlage „{title}“ nennt {names}; das darf Ihre Rolle nicht sehen.")
        raise NotOffered(said.format(title=template.title, names=", ".join(hidden)))


def _letter(
    customer_file: CustomerFile, viewer: Viewer, texts: Mapping[str, str], day: date, paper: Letterhead
) -> bytes:
    with session("de"):
        shown_day = format_value(day, "date")
    values = {
        "address": address_lines(customer_file.header(), texts["person"]),
        "customer_number": customer_file.customer_number,
        "writer": viewer.plain_name or viewer.name,
        "day": shown_day,
        "subject": texts["subject"],
        "body": texts["body"],
    }
    return typeset("letter", values, paper)


def _texts(typed: TypedEntry, paper: Letterhead | None, follow_up: object) -> dict[str, str]:
    """Return recipient (``person`` of a letter, ``email`` of a mail), subject and body as they stand in the document.

    Raises:
        InputRefused: Some of it cannot; it names every such field, also a wrong day of a follow-up.
    """
    readers: dict[str, Callable[[], str]] = {
        "person" if paper else "email": partial(_person if paper else _address, typed),
        "subject": partial(_text, typed, "subject", _LONGEST_SUBJECT),
        "body": partial(_text, typed, "body", LONGEST_TEXT),
    }
    refused, texts = Refusals(), {}
    for field, read in readers.items():
        with refused.collected():
            texts[field] = read()
            if paper is not None and unshown(texts[field], paper):
                raise InputRefused(field, "not_shown", "the letter's typeface does not have a character")
    with refused.collected():
        CONTACT.checked({"follow_up_on": follow_up})
    refused.require_none()
    return texts


def _text(typed: TypedEntry, name: str, longest: int) -> str:
    text = typed_text(typed.values.get(name, ""))
    if not text:
        raise InputRefused(name, "missing", "say something here")
    if len(text) > longest:
        raise InputRefused(name, "too_long", f"at most {longest} characters", longest)
    if any(category(each) in {"Cc", "Cs"} and each not in "\n\t" for each in text):
        raise InputRefused(name, "bad_characters", "this holds characters that cannot be stored")
    if not is_whole(text):
        raise InputRefused(name, "not_filled", "something stands in brackets that has to be filled in")
    return text


def _person(typed: TypedEntry) -> str:
    person = typed.values.get("person", "").strip()
    if len(person) > LONGEST_NAME:
        raise InputRefused("person", "too_long", f"at most {LONGEST_NAME} characters", LONGEST_NAME)
    return person


def _address(typed: TypedEntry) -> str:
    address = typed.values.get("email", "").strip()
    if plain_address(address) is None:
        raise InputRefused("email", "not_an_address", "an e-mail address is wanted")
    return address


def _day(typed: TypedEntry, customer_file: CustomerFile) -> object:
    text = typed.values.get("follow_up_on", "").strip()
    return (typed_day(text, customer_file.key_date, ahead=True) if text else None) or text
