"""Sending a mail that was drafted: a look at it, one click, and what the server said is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.commands import Change, Conflict
from clientinfo_kernel.live.document_files import DocumentFiles
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.errors import RowUnknown
from widgets.entries.form import EntryForm, Errand
from widgets.papers.mail import LONGEST_SECONDS, MailUnanswered, parts_of, ready, send
from widgets.parts.documents import can_be_sent, is_unanswered
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.live.commands import Saved
    from clientinfo_kernel.live.store import LiveStore
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.settings import Settings
    from widgets.entries.form import TypedEntry


class SendForm:
    """Shows the mail as it will leave, and asks. ``item``: the document's id."""

    key = "send_mail"
    right: Changeable = "contacts"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the question; None: there is no such mail that can be sent."""
        row = _row(customer_file, item)
        if row is None or not can_be_sent(customer_file, row):
            return None
        recipient, subject, body = parts_of(_content(customer_file, row))
        server = customer_file.settings.letters.mail
        lines = (
            _("Von: {address}").format(address="" if server is None else server.sender),
            _("An: {address}").format(address=recipient),
            _("Betreff: {subject}").format(subject=subject),
            *filter(None, (each.strip() for each in body.split("\n\n"))),
        )
        return EntryForm(self.key, _("E-Mail senden"), "", (), item, row["version"], note=lines, save=_("Jetzt senden"))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, _viewer: Viewer) -> Change:
        """Return the command that says that the mail is on its way: the second one finds it said, and sends nothing.

        Raises:
            RowUnknown: There is no such mail that can be sent.
            SettingsError: The mail server's section cannot be used; nothing is written.
            DocumentMissing: The mail's text is not there; nothing is written.
            MailNotSent: Its recipient is not an address; nothing is written.
        """
        customer_file.read_again()  # somebody might have sent it since the page was drawn
        row, number = _row(customer_file, typed.item), customer_file.customer_number
        if row is None or not (can_be_sent(customer_file, row) or row["sending"]):
            raise RowUnknown(DOCUMENT.name, typed.item, number)
        ready(_content(customer_file, row), customer_file.settings)
        # What was sent meets a conflict: only the command that sent it is answered as its repeat.
        seen = row["version"] if row["sending"] in (None, "failed") else 0
        return Change(typed.command_id, number, DOCUMENT, typed.item, seen, {"sending": "sending"})


def sending(typed: TypedEntry, customer_file: CustomerFile, live: LiveStore, said: Saved | Conflict) -> str | Errand:
    """Return how the mail leaves that a command said to be on its way, or what is in the way of it.

    A repeat of the command, and one that changed nothing, send nothing: the first one did, or does. They are told what
    became of it.
    """
    customer_file.read_again()
    row, number = _row(customer_file, typed.item), customer_file.customer_number
    if row is None or isinstance(said, Conflict):
        return _("Jemand hat diese E-Mail inzwischen gesendet.")
    if said.is_repeat or not said.is_changed:
        return _became_of(row["sending"], row["answer"] or "")
    content, settings, version = _content(customer_file, row), customer_file.settings, said.version

    def keep(values: Mapping[str, object]) -> str:
        answer = Change(f"{typed.command_id}:answer", number, DOCUMENT, typed.item, version, values)
        kept = live.do(answer)
        if isinstance(kept, Conflict) and values["sending"] == "sent":  # whoever gave it up meanwhile could not know
            live.do(replace(answer, version=kept.version))
        return _became_of(str(values["sending"]), str(values["answer"]))

    return Errand(_("Wird gesendet …"), LONGEST_SECONDS, lambda: _sent(content, settings), keep)


def _sent(content: bytes, settings: Settings) -> Mapping[str, object]:
    """Send a mail, and return what is to be kept of it."""
    try:
        answer = send(ready(content, settings))
    except MailUnanswered as error:
        return {"sending": "sending", "answer": str(error)}
    except ClientInfoError as error:
        return {"sending": "failed", "answer": str(error)}
    return {"sending": "sent", "sent_at": datetime.now(UTC), "answer": answer}


class NotSentForm:
    """Lets somebody who looked say that a mail without an answer did not leave. ``item``: the document's id."""

    key = "mail_not_sent"
    right: Changeable = "contacts"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the question; None: there is no such mail."""
        row = _row(customer_file, item)
        if row is None or not is_unanswered(customer_file, row):
            return None
        lines = (
            _("Der Mailserver hat nicht geantwortet. Vielleicht ist die E-Mail trotzdem angekommen."),
            _("Bitte sehen Sie zuerst nach: beim Empfänger oder im Protokoll des Mailservers."),
        )
        title, save = _("E-Mail kam nicht an"), _("Kam nicht an")
        return EntryForm(self.key, title, "", (), item, row["version"], note=lines, save=save)

    def command(self, typed: TypedEntry, customer_file: CustomerFile, _viewer: Viewer) -> Change:
        """Return the command after which it can be sent again.

        Raises:
            RowUnknown: There is no such mail without an answer.
        """
        customer_file.read_again()  # the answer might have come since the page was drawn
        row, number = _row(customer_file, typed.item), customer_file.customer_number
        if row is None or not (is_unanswered(customer_file, row) or row["sending"] == "failed"):
            raise RowUnknown(DOCUMENT.name, typed.item, number)
        return Change(typed.command_id, number, DOCUMENT, typed.item, row["version"], {"sending": "failed"})


def _became_of(state: str, answer: str) -> str:
    """Return what is said of a mail that is in this state; nothing of one that was sent."""
    if state == "sending":
        return _("Der Mailserver hat nicht geantwortet: Vielleicht hat er die E-Mail. Bitte sehen Sie erst nach.")
    if state == "failed":
        return _("Der Mailserver hat die E-Mail nicht angenommen: {answer}").format(answer=answer)
    return ""


def _row(customer_file: CustomerFile, item: str) -> Mapping[str, Any] | None:
    return next((row for row in customer_file.written_rows(DOCUMENT.name) if row[DOCUMENT.key] == item), None)


def _content(customer_file: CustomerFile, row: Mapping[str, Any]) -> bytes:
    return DocumentFiles.of(customer_file.settings.state_folder).read(row["content_hash"])
