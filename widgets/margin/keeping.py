"""Gespeicherte Fragen: the page as it is under a name; people replace, rename, share and remove their own, with a way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from clientinfo_kernel.errors import ClientInfoError, TooManyKept
from clientinfo_kernel.live.commands import Conflict, Saved, Undo, new_command_id
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable
from clientinfo_kernel.live.saved_questions import SAVED_QUESTION
from clientinfo_kernel.margin.saved import SavedQuestion, keep, saved_questions
from widgets.margin.kept_page import kept_address, page_of, too_large, with_open_ends
from widgets.margin.moving_words import FIXED, moving_field, moving_word, offered
from widgets.margin.place import refused
from widgets.margin.view_address import address_of, is_spelled
from widgets.markup import icon, tag
from widgets.texts.language import _, ngettext
from widgets.texts.unsaved import unsaved_words
from widgets.view_models import Button, Field, Form, Option, Refusal
from widgets.views import draw
from widgets.views.closing import discard
from widgets.views.markup_view import MarkupView, box
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.margin.view import View
    from widgets.view_models import Values, ViewModel
    from widgets.views.context import ViewContext


class Keeping:
    """The line of saved questions, and the form that opens below it.

    Args:
        directory: Whose viewer keeps questions, and where.
        context: The page's side of what is written.
        go: Goes to another state of the page.
        address: Reads the address of a question.
        periods: Says which months the periods that move on have come to.

    Attributes:
        widget: All of it.
    """

    def __init__(
        self,
        directory: CustomerDirectory,
        context: ViewContext,
        go: Callable[[View], None],
        address: Callable[[str], View],
        periods: Callable[[], Mapping[str, str]],
    ) -> None:
        self._directory, self._context, self._go = directory, context, go
        self._address, self._periods = address, periods
        self._line, self._place = MarkupView(Markup("")), box((), "ci-keeping__form")
        self._view: View | None = None
        self._known: Sequence[SavedQuestion] | None = None
        self._said: Markup | None = None
        self._back: tuple[str, Undo] | None = None
        self.widget = box((self._line, self._place), "ci-keeping")

    def show(self, view: View) -> None:
        """Write the line for a state of the page."""
        self._view = view
        try:
            self._known = saved_questions(self._directory)
        except LiveUnavailable:
            self._known = None
        self._write()

    def found(self, question_id: str) -> View | None:
        """Return the page of a saved question; None: there is none, or it is not shared with the viewer, which the line says."""
        self._said = self._back = None
        try:
            known = saved_questions(self._directory)
        except LiveUnavailable:
            self._said = _wrong(
                _("Die Frage dieses Links ist gerade nicht zu lesen; bitte öffnen Sie ihn später noch einmal.")
            )
            return None
        question = next((each for each in known if each.question_id == question_id), None)
        if question is None:
            self._said = _wrong(_("Die Frage dieses Links gibt es nicht mehr, oder sie ist nicht für Sie freigegeben."))
        return None if question is None else self._page_of(question)

    def _page_of(self, question: SavedQuestion) -> View:
        return page_of(question, self._address, self._periods)

    @property
    def _open(self) -> SavedQuestion | None:
        wanted = "" if self._view is None else self._view.saved
        return next((each for each in self._known or () if each.question_id == wanted), None)

    def _write(self) -> None:
        writer, view = MarkupWriter(self._context), self._view
        if view is None:
            return
        if self._known is None:
            away = tag("span", _("Gespeicherte Fragen sind gerade nicht erreichbar."), class_="ci-muted")
            self._line.show(tag("p", away, " ", self._said, class_="ci-small"))
            return
        question = self._open
        parts = (self._choice(writer), *(self._about(question, writer) if question else ()))
        save = writer.button(_("Frage speichern"), lambda _r: self._show_form(None), symbol="plus")
        label = tag("span", _("Link kopieren"))
        bare = replace(view, saved="")
        copied = {"data_copy": address_of(bare)} if is_spelled(bare) else {"data_act": writer.note(self._refuse_copy)}
        link = tag("button", label, type="button", class_="ci-button", **copied)
        line = tag("div", *parts, save, link, self._notice(writer), class_="ci-keeping__line", role="group", aria_label=_("Gespeicherte Fragen"))  # fmt: skip
        self._line.show(line, writer.actions)

    def _choice(self, writer: MarkupWriter) -> Markup | None:
        """Write the list of all questions; the viewer's own first."""
        known = self._known or ()
        if not known:
            return None
        count = ngettext("{count} gespeicherte Frage", "{count} gespeicherte Fragen", len(known))
        question = self._open
        options = [tag("option", count, selected=question is None, value="")]
        options += [
            tag(
                "option", each.name if each.is_own else _("{name} (von {person})").format(name=each.name, person=each.written_by),
                selected=question is not None and each.question_id == question.question_id, data_act=self._leads(writer, each),
            )
            for each in known
        ]  # fmt: skip
        return tag("select", *options, class_="ci-choice-list", aria_label=_("Gespeicherte Fragen"))

    def _leads(self, writer: MarkupWriter, question: SavedQuestion) -> int:
        return writer.note(lambda _receiver: self._go(self._page_of(question)))

    def _about(self, question: SavedQuestion, writer: MarkupWriter) -> tuple[Markup | None, ...]:
        """Write what can be done with the question that is open."""
        view = self._view
        is_changed = view is not None and replace(view, saved="") != replace(self._page_of(question), saved="")
        mark = tag("span", _("geändert"), class_="ci-chip ci-chip--warn") if is_changed else None
        moving = tag("span", _("rückt weiter: {period}").format(period=moving_word(question.moves)), class_="ci-chip") if question.moves else None  # fmt: skip
        if not question.is_own:
            return (moving, mark)
        again = writer.button(_("Ersetzen"), lambda _r: self._replace(question)) if is_changed else None
        shared = tag("span", _("für alle im Controlling"), class_="ci-chip") if question.is_shared else None
        change = writer.button(_("Umbenennen, teilen"), lambda _r: self._show_form(question))
        remove = writer.button(_("Entfernen"), lambda _r: self._remove(question))
        return (moving, mark, shared, again, change, remove)

    def _notice(self, writer: MarkupWriter) -> Markup:
        back = None
        if self._back is not None:
            back = writer.button(_("Rückgängig"), lambda _r: self._take_back(), style="ci-button--link")
        return tag("span", self._said, back, class_="ci-keeping__said ci-small", role="status")

    # ---- what is done

    def _replace(self, question: SavedQuestion) -> None:
        if self._view is not None:
            view, said = self._view, _("„{name}“ ist ersetzt.").format(name=question.name)
            moves = question.moves if question.moves in offered(view, self._periods()) else ""
            kept = view if moves else with_open_ends(view, question, self._address)
            self._act(lambda: question.changed(new_command_id(), address=kept_address(kept, moves)), said)

    def _remove(self, question: SavedQuestion) -> None:
        command = question.changed(new_command_id(), is_removed=True)
        self._act(lambda: command, _("„{name}“ ist entfernt.").format(name=question.name))

    def _take_back(self) -> None:
        if self._back is not None:
            said, command = self._back
            self._act(lambda: command, said)

    def _refuse_copy(self, _receiver: object) -> None:
        self._said, self._back = _wrong(too_large()), None
        self._write()

    def _act(self, change: Callable[[], Command], said: str) -> None:
        """Carry out a change of the open question, and say what came of it."""
        try:
            command = change()
            saved = self._do(command)
        except Refusal as refusal:
            self._said, self._back = _wrong(str(refusal)), None
        else:
            undo = Undo(new_command_id(), "", SAVED_QUESTION, saved.entity_id, saved.version)
            self._said = tag("span", said)
            self._back = None if isinstance(command, Undo) else (_("Zurückgenommen."), undo)
        if self._view is not None:
            self.show(self._view)

    def _do(self, command: Command) -> Saved:
        try:
            answer = self._directory.live_of_house().do(command)
        except InputRefused as error:
            raise refused(error) from error
        except ClientInfoError as error:
            raise Refusal(unsaved_words(error)) from error
        if isinstance(answer, Conflict):
            raise Refusal(
                _("In einem anderen Fenster wurde diese Frage inzwischen geändert; bitte öffnen Sie sie neu.")
            )
        return answer

    # ---- the form

    def _show_form(self, question: SavedQuestion | None) -> None:
        """Show the form of a new question, or of one that gets another name."""
        command_id = new_command_id()

        def save(values: Values) -> ViewModel | None:
            self._save(command_id, question, values)
            return None

        def close(_values: Values) -> ViewModel | None:
            self._close()
            return None

        shared = Option("shared", _("Für alle im Controlling sichtbar"), _("Ändern können nur Sie sie."))
        ticked = ("shared",) if question is not None and question.is_shared else ()
        about = self._view if question is None else self._page_of(question)
        moves = "" if question is None else question.moves
        goes_on = (
            about is not None and with_open_ends(about, question, self._address) != about
        )  # what is open is not a choice
        moving = None if about is None or goes_on else moving_field(about, self._periods(), moves)
        form = Form(
            (
                Field("name", _("Name"), value="" if question is None else question.name, required=True, longest=100),
                Field("is_shared", _("Sichtbarkeit"), "checks", value=ticked, options=(shared,)),
                *(() if moving is None else (moving,)),
            ),
            (Button(_("Speichern"), save, "primary"), Button(_("Abbrechen"), close, takes_fields=False)),
            title=_("Frage speichern") if question is None else _("Gespeicherte Frage ändern"),
            takes_focus=True,
            kept_as=f"question {'' if question is None else question.question_id}",
        )
        self._close()
        self._place.children = (draw(form, self._context),)

    def _save(
        self, command_id: str, question: SavedQuestion | None, values: Mapping[str, str | tuple[str, ...]]
    ) -> None:
        name, is_shared = str(values["name"]), "shared" in values["is_shared"]
        others = [each for each in self._known or () if each.is_own and each != question]
        if any(each.name.casefold() == name.casefold() for each in others):
            raise Refusal(name=_("So heißt schon eine Ihrer Fragen."))
        if self._view is None:
            return
        chosen = str(values.get("moves", FIXED))
        moves = "" if chosen == FIXED else chosen
        if question is None:
            kept = self._view if "moves" in values else with_open_ends(self._view, self._open, self._address)
            command = self._new(command_id, name, kept_address(kept, moves), is_shared=is_shared)
        else:
            address = question.address
            if "moves" in values:  # the months of today stay from now on
                address = kept_address(self._page_of(question), moves)
            command = question.changed(command_id, name=name, address=address, is_shared=is_shared)
        saved = self._do(command)
        self._said, self._back = tag("span", _("Gespeichert")), None
        self._close()
        self._go(replace(self._view, saved=saved.entity_id))

    def _new(self, command_id: str, name: str, address: str, *, is_shared: bool) -> Command:
        try:
            return keep(self._directory, command_id, name, address, is_shared=is_shared)
        except TooManyKept as error:
            said = _("Sie haben schon {most} gespeicherte Fragen. Bitte entfernen Sie zuerst eine.")
            raise Refusal(said.format(most=error.most)) from error
        except ClientInfoError as error:
            raise Refusal(unsaved_words(error)) from error

    def _close(self) -> None:
        before, self._place.children = self._place.children, ()
        discard(*before)


def _wrong(words: str) -> Markup:
    return tag("span", icon("alert"), words, class_="ci-keeping__wrong")
