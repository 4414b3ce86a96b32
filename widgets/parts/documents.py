"""The documents at a case or a contact: what each is, and the ways to open, send or withdraw it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.document_files import DocumentFiles
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.errors import LiveUnavailable
from widgets.papers.mail import is_overdue, mail_address
from widgets.parts.history import history, is_undoable
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.words import dot_separated, word
from widgets.texts.written import DOCUMENT_ORIGINS, SENDING
from widgets.view_models import Action, Chip, Download, Item, ItemList, Link, Tone, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

_TONES: Mapping[str, Tone] = {"sending": "warn", "sent": "ok", "failed": "danger"}
_KILOBYTE = 1024


def documents(customer_file: CustomerFile, column: str, belongs_to: str) -> tuple[ViewModel, ...]:
    """Return what belongs to a case (``case_id``) or a contact (``event_id``), each with its buttons; nothing where there is nothing.

    Args:
        customer_file: Whose it is.
        column: Which of both.
        belongs_to: Its id.
    """
    rows = [row for row in customer_file.written_rows(DOCUMENT.name) if row[column] == belongs_to]
    items = (replace(_item(customer_file, row), actions=_buttons(customer_file, row)) for row in rows)
    return (ItemList(tuple(items), title=_("Dokumente")),) if rows else ()


def document_histories(customer_file: CustomerFile, column: str, belongs_to: str) -> tuple[ViewModel, ...]:
    """Return who did what with each of those documents that did not stay as they were made: sent, refused, sent again."""
    return tuple(
        history(customer_file, DOCUMENT.name, row[DOCUMENT.key], of=row["file_name"] or _("Dokument"))
        for row in customer_file.written_rows(DOCUMENT.name)
        if row[column] == belongs_to and row["version"] > 1
    )


def can_be_sent(customer_file: CustomerFile, row: Mapping[str, Any]) -> bool:
    """Return whether a document is a mail that the viewer is allowed to read and that waits to be sent by the house's server."""
    is_ready = row["origin"] == "mail" and row["content_hash"] is not None and row["sending"] in (None, "failed")
    return is_ready and customer_file.settings.letters.mail is not None


def _item(customer_file: CustomerFile, row: Mapping[str, Any]) -> Item:
    meta = dot_separated(
        word(DOCUMENT_ORIGINS, row["origin"]),
        row["written_by"] or "",
        format_value(row["created_at"], "moment"),
        _size(row["size"]) if row["size"] is not None else "",
        row["recipient"] or "",
    )
    if row["content_hash"] is None:
        return Item(_("Nicht für Ihre Rolle"), meta)
    if not _is_there(customer_file, row):
        return Item(row["subject"] or row["file_name"], meta, chip=Chip(_("Der Inhalt fehlt"), "danger"))
    sent = format_value(row["sent_at"], "moment")
    state = row["sending"]
    chip = None if state is None else Chip(dot_separated(word(SENDING, state), sent), _TONES[state])
    link = None
    if row["origin"] == "mail" and state != "sent":
        link = Link(href=mail_address(_content(customer_file, row)))
    return Item(row["subject"] or row["file_name"], meta, chip=chip, link=link, origin=row["answer"] or "")


def _buttons(customer_file: CustomerFile, row: Mapping[str, Any]) -> tuple[Action | Download, ...]:
    if row["content_hash"] is None or not _is_there(customer_file, row):
        return ()
    content = partial(_content, customer_file, row)
    name = row["file_name"]
    download = Download(name, name, row["media_type"], content, has_whole_name=True)
    if _can_be_withdrawn(customer_file, row):
        return download, Action(_("Zurückziehen"), "undo", f"{DOCUMENT.name}:{row[DOCUMENT.key]}", "refresh")
    if "contacts" in customer_file.access.changes and can_be_sent(customer_file, row):
        return download, Action(_("E-Mail senden"), "send_mail", row[DOCUMENT.key], "mail")
    if "contacts" in customer_file.access.changes and is_unanswered(customer_file, row):
        return download, Action(_("Kam nicht an …"), "mail_not_sent", row[DOCUMENT.key])
    return (download,)


def is_unanswered(customer_file: CustomerFile, row: Mapping[str, Any]) -> bool:
    """Return whether a mail was given to the mail server and no answer is to come: until then it is on its way."""
    if row["sending"] != "sending":
        return False
    if row["answer"]:  # it says that there was none
        return True
    try:
        newest = next(iter(customer_file.history(DOCUMENT.name, row[DOCUMENT.key])), None)
    except LiveUnavailable:
        return False
    return newest is None or is_overdue(newest.at)


def _can_be_withdrawn(customer_file: CustomerFile, row: Mapping[str, Any]) -> bool:
    """Return whether the viewer attached a file, to the wrong customer for example."""
    if row["origin"] != "attached":
        return False
    try:
        return is_undoable(customer_file, DOCUMENT.name, customer_file.history(DOCUMENT.name, row[DOCUMENT.key]))
    except LiveUnavailable:
        return False


def _is_there(customer_file: CustomerFile, row: Mapping[str, Any]) -> bool:
    return DocumentFiles.of(customer_file.settings.state_folder).is_there(row["content_hash"])


def _content(customer_file: CustomerFile, row: Mapping[str, Any]) -> bytes:
    return DocumentFiles.of(customer_file.settings.state_folder).read(row["content_hash"])


def _size(size: int) -> str:
    return f"{format_value(max(1, round(size / _KILOBYTE)), 'number')} KB"
