"""Where people write about the customer who is open: the browser's dialog, and what Python makes of what they typed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import traitlets

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import FormRefused
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, ClientInfoError, NotPermitted
from clientinfo_kernel.live.commands import Conflict
from clientinfo_kernel.live.errors import CommandReused, InputRefused
from widgets.app.background_work import begin_beside
from widgets.app.uploads import Uploads
from widgets.assets import module
from widgets.entries.all_forms import AFTERWARDS, FORMS, forms_of
from widgets.entries.case_contacts import is_new_contact
from widgets.entries.cases import at_call
from widgets.entries.conflicts import conflict_message
from widgets.entries.form import Errand, NotOffered, TypedEntry
from widgets.incident import report_incident
from widgets.parts.customer_offers import customer_offers
from widgets.texts.date_field import date_field_texts
from widgets.texts.language import _
from widgets.texts.pick_field import pick_field_texts
from widgets.texts.typed import days_ago
from widgets.texts.unsaved import unsaved_words
from widgets.texts.wrong_value import wrong_words
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.entries.form import EntryField

# Tabs that show what people write.
WRITTEN_TABS = frozenset({"overview", "cases", "contact_persons", "open_items", "inbox", "place"})


class EntryDialog(BrowserWidget):
    """The dialog. The browser holds drafts by account and customer; who asks, and about whom, is decided here.

    Args:
        directory: Whose viewer writes, and where.
        saved: Called when something is on the disk.
        beside: Does what waits for somebody outside.

    Attributes:
        place: account (login name) and customer (number; empty: none is open).
        forms: Which forms the viewer can open; none: they only read.
        texts: The dialog's own words.
        call: The number of a call that nobody is known for and nobody has noted yet; the next new contact begins with it.
    """

    _esm = module(
        "dom", "drafts", "draft_place", "gone_draft", "single_keys", "date_field", "pick_field", "entry_dialog"
    )
    place = traitlets.Dict().tag(sync=True)
    forms: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self, directory: CustomerDirectory, saved: Callable[[], None], beside: Callable[..., None] = begin_beside
    ) -> None:
        self.call = ""
        self._directory = directory
        self._beside = beside
        self._errands: dict[str, Errand] = {}  # by the command whose they are
        self._saved = saved
        self._file: CustomerFile | None = None
        self._asked: set[str] = (
            set()
        )  # fields of the form that is open: what is wrong elsewhere has no place of its own
        self._asks_for_customer = False
        self._uploads = Uploads(directory.settings.attachments)
        forms = forms_of(directory.viewer.access)
        super().__init__(place={"account": directory.viewer.name, "customer": ""}, forms=forms, texts=_texts())
        self.on_msg(self._receive)

    def show(self, customer_file: CustomerFile | None) -> None:
        """Turn to a customer, or to none."""
        self._file = customer_file
        self.place = {"account": self._directory.viewer.name, "customer": self._number()}

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.texts = _texts()

    def _number(self) -> str:
        return "" if self._file is None else self._file.header().customer_number

    def _receive(self, _widget: object, message: Any, buffers: Any) -> None:
        # The browser is not trusted: the form must exist, every value is read as a text.
        if not isinstance(message, dict) or self._file is None:
            return
        if message.get("do") == "piece":
            self._take_piece(message, buffers)
            return
        if message.get("do") == "find":
            self._find(message)
            return
        key, item, version = message.get("form"), message.get("item", ""), message.get("version", 0)
        if not isinstance(key, str) or key not in FORMS or not isinstance(item, str) or type(version) is not int:
            return
        if message.get("do") == "open":
            if key in forms_of(self._directory.viewer.access):
                self._open(key, self._file, item)
        elif message.get("do") == "save" and isinstance(message.get("command"), str):
            given = message.get("values")
            texts = given.items() if isinstance(given, dict) else ()
            values = {key: value for key, value in texts if isinstance(value, str)}
            attached = self._uploads.get(values.get("file", ""))
            typed = TypedEntry(key, message["command"], values, item, version, attached, days_ago(message.get("day")))
            if typed.command_id in self._errands:
                self._say_that_it_goes_on(typed.command_id)
            elif message.get("customer") == self._number():
                self._save(typed, self._file)
            else:
                other = _("Inzwischen ist ein anderer Kunde offen. Bitte öffnen Sie den Kunden noch einmal.")
                self._refuse(typed.command_id, other)

    def _take_piece(self, message: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Take a piece of a file; it goes nowhere before its form is saved."""
        answer = self._uploads.take(message, buffers) if writes(self._directory) else None
        if answer is not None:
            self.send(answer)

    def _find(self, message: Mapping[str, Any]) -> None:
        """Offer customers for what is typed into the form that is open, where one of its fields asks for one."""
        text, turn = message.get("text"), message.get("turn")
        if isinstance(text, str) and type(turn) is int and self._asks_for_customer:
            self.send({"do": "found", "turn": turn, **asdict(customer_offers(self._directory, text))})

    def _open(self, key: str, customer_file: CustomerFile, item: str) -> None:
        customer_file.read_again()  # somebody might have written since the page was drawn
        try:
            form = FORMS[key].build(customer_file, item)
        except NotOffered as reason:
            self.send({"do": "problem", "text": str(reason), "is_gone": True})
            return
        except Exception as error:  # noqa: BLE001  # a form that cannot be drawn must say so
            number = report_incident(f"form {key}", error)
            self.send({"do": "problem", "text": _failed(number)})
            return
        if form is None:
            self.send({"do": "problem", "text": _gone(), "is_gone": True})
            return
        if self.call and is_new_contact(key, item):
            form = at_call(form, self.call)
        self._asked = {each.key for each in form.fields}
        self._asks_for_customer = any(each.kind == "customer" for each in form.fields)
        self.send({"do": "form", "form": form.as_message()})

    def _save(self, typed: TypedEntry, customer_file: CustomerFile) -> None:
        try:
            self._directory.viewer.access.require_change(FORMS[typed.form].right)  # before the form looks at anything
            command = FORMS[typed.form].command(typed, customer_file, self._directory.viewer)
            live = self._directory.live(customer_file)
            answer = live.do(command)
            then = AFTERWARDS.get(typed.form)
            came = then(typed, customer_file, live, answer) if then else ""
        except InputRefused as error:
            asked = {*typed.values, *self._asked}
            wrong = {each.field: wrong_words(each) for each in error.every if each.field in asked}
            elsewhere = [wrong_words(each) for each in error.every if each.field not in asked]
            self._refuse(typed.command_id, " ".join(dict.fromkeys(elsewhere)), wrong)
        except (NotPermitted, ChangeNotPermitted) as error:  # the page does not offer it: somebody tries
            self._refuse(typed.command_id, self._refused(typed.form, error))
        except ClientInfoError as error:
            self._refuse(typed.command_id, unsaved_words(error), renew=isinstance(error, CommandReused))
        except Exception as error:  # noqa: BLE001  # whatever breaks: the person learns it, the log has the cause
            self._refuse(typed.command_id, _broken(typed, error))
        else:
            if isinstance(came, Errand):
                self._begin(typed, customer_file, came)
            elif isinstance(answer, Conflict) and not came:
                self._ask_which(typed, customer_file, command.entity, answer)
            else:
                self._finish(typed, customer_file, came)

    def _ask_which(self, typed: TypedEntry, customer_file: CustomerFile, entity: Entity, conflict: Conflict) -> None:
        """Let people choose between two values; where the form asks for none of them, it is about what is no longer there."""
        if not {*self._asked, *typed.values} & set(conflict.fields):
            self._refuse(typed.command_id, _gone(), renew=True)
            return
        fields = _fields_now(typed, customer_file)
        said = conflict_message(entity.name, conflict, customer_file.settings.cases, fields)
        self.send({"do": "conflict", "command": typed.command_id, **said})

    def _finish(self, typed: TypedEntry, customer_file: CustomerFile, problem: str) -> None:
        """Say that it is saved, or what went wrong once it was, and show what stands there now."""
        if problem:
            self._refuse(typed.command_id, problem, renew=True)
        else:
            self.send({"do": "saved", "command": typed.command_id})
            if is_new_contact(typed.form, typed.item):
                self.call = ""
        customer_file.read_again()
        self._saved()

    def _begin(self, typed: TypedEntry, customer_file: CustomerFile, errand: Errand) -> None:
        """Let an errand be done while the page goes on; a second request for the same meanwhile waits for the same end."""

        def done(found: Any) -> None:
            del self._errands[typed.command_id]
            try:
                problem = _broken(typed, found) if isinstance(found, Exception) else errand.then(found)
            except ClientInfoError as error:
                problem = unsaved_words(error)
            except Exception as error:  # noqa: BLE001  # as in ``_save``
                problem = _broken(typed, error)
            self._finish(typed, customer_file, problem)

        self._errands[typed.command_id] = errand
        self._say_that_it_goes_on(typed.command_id)
        self._beside(f"errand {typed.form}", errand.work, done)

    def _say_that_it_goes_on(self, command_id: str) -> None:
        errand = self._errands[command_id]
        self.send({"do": "waiting", "command": command_id, "text": errand.words, "seconds": errand.seconds})

    def _refused(self, form: str, error: ClientInfoError) -> str:
        """Write down that somebody tried what they are not allowed to change, and return what they read."""
        try:
            subject = AuditSubject("customer", self._number())
            record("refuse", subject, FormRefused(form), viewer=self._directory.viewer)
        except AuditNotWritten as unwritten:
            return unsaved_words(unwritten)
        return unsaved_words(error)

    def _refuse(
        self, command_id: str, problem: str, wrong: Mapping[str, str] | None = None, *, renew: bool = False
    ) -> None:
        """Say why nothing was saved; ``renew``: the draft needs another id, its own belongs to what was saved before."""
        answer = {"do": "refused", "command": command_id, "problem": problem, "wrong": dict(wrong or {})}
        self.send(answer | {"renew": renew})


def writes(directory: CustomerDirectory) -> bool:
    """Return whether the viewer can write about customers."""
    return "contacts" in directory.viewer.access.changes


def _broken(typed: TypedEntry, error: Exception) -> str:
    """Return what is said of an error that nobody thought of; the log has its cause."""
    return _failed(report_incident(f"entry {typed.form}", error))


def _fields_now(typed: TypedEntry, customer_file: CustomerFile) -> tuple[EntryField, ...]:
    """Return the fields of a form as it would be opened now; none where it would not be."""
    customer_file.read_again()
    try:
        form = FORMS[typed.form].build(customer_file, typed.item)
    except (NotOffered, ClientInfoError):
        return ()
    return () if form is None else form.fields


def _gone() -> str:
    return _("Jemand hat diesen Eintrag inzwischen geändert oder zurückgezogen. Bitte aktualisieren Sie die Ansicht.")


def _failed(number: str) -> str:
    return _("Das hat nicht geklappt. Vorfallnummer: {number}").format(number=number)


def _texts() -> dict[str, str]:
    return {
        "save": _("Speichern"),
        "saving": _("Wird gespeichert …"),
        "saved": _("Gespeichert"),
        "again": _("Noch einmal senden"),
        "cancel": _("Abbrechen"),
        "discard": _("Verwerfen"),
        "close": _("Schließen"),
        "copy": _("Kopieren"),
        "copied": _("Kopiert"),
        "draft": _("Entwurf"),
        "typed": _("Was Sie geschrieben haben"),
        "take": _("Diese Angabe übernehmen"),
        **date_field_texts(),
        **pick_field_texts(),
        "uploading": _("Wird übertragen …"),
        "uploaded": _("Übertragen; noch nicht angehängt."),
        "unreadable": _("Der Browser kann die Datei nicht lesen. Bitte wählen Sie sie noch einmal."),
        "keys": _("Strg + Eingabe speichert. Ein Entwurf bleibt in diesem Browser, bis er gespeichert ist."),
        "unconfirmed": _("Noch nicht bestätigt. Ihr Text bleibt hier; noch einmal zu senden speichert ihn nur einmal."),
        "perhaps": _(
            "Dieser Entwurf wurde gesendet, aber nicht bestätigt. Noch einmal zu senden speichert ihn nur einmal."
        ),
    }
