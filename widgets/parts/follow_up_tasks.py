"""What is done with a row of one's day in its list: finished, put off, handed over; each can be taken back at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.commands import Change, Conflict, Undo, new_command_id
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.errors import NothingToUndo, RowUnknown
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.unsaved import undone_words
from widgets.view_models import Button, Field, Form, Option, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.live.commands import Saved
    from clientinfo_kernel.live.store import Command
    from widgets.view_models import Values, ViewModel
    from widgets.work_list import Desk

_LATER = timedelta(weeks=1)
_MOST_NEAR = 2


def follow_up_tasks(desk: Desk, row: Mapping[str, Any]) -> Form:
    """Return the buttons for a row of the follow-ups; a contact has no responsible person to whom it could be handed over.

    Args:
        desk: Whose list it is; the live store looks at their rights for each command.
        row: Has ``row``, ``entity``, ``version``, ``customer_number`` and ``on``.
    """
    return Form(buttons=tuple(_buttons(desk, row, follow_up_tasks).values()))


def case_tasks(desk: Desk, row: Mapping[str, Any]) -> Form:
    """Return the buttons for a case of which no follow-up is put off.

    Args:
        desk: See ``follow_up_tasks``.
        row: Has ``row``, ``entity``, ``version`` and ``customer_number``.
    """
    return Form(buttons=tuple(_buttons(desk, row, case_tasks).values()))


def _buttons(desk: Desk, row: Mapping[str, Any], tasks: Callable[[Desk, Mapping[str, Any]], Form]) -> dict[str, Button]:
    """Return the buttons for a row by the letter that does the same; ``tasks`` gives those that stand there again."""
    is_case, kept_as = row["entity"] == "case", f"hand over {row['row']}"

    def change(said: str, **values: object) -> ViewModel | None:
        entity = ENTITIES[row["entity"]]
        command = Change(new_command_id(), row["customer_number"], entity, row["row"], row["version"], values)
        done = _done(desk, row, said, _carry_out(desk, row, command), tasks)
        return _reported(desk, row, done, done)

    def finish(_values: Values) -> ViewModel | None:
        return change(_("Erledigt"), **({"status": "closed"} if is_case else {"follow_up_on": None}))

    def put_off(_values: Values) -> ViewModel | None:
        later = max(row["on"], desk.key_date) + _LATER
        return change(_("Verschoben auf {day}").format(day=format_value(later, "date")), follow_up_on=later)

    def give_to(person: str) -> ViewModel | None:
        return change(_("Weitergegeben an {person}").format(person=person), assignee=person)

    def hand_over(values: Values) -> ViewModel | None:
        person = str(values["person"]).strip()
        if not person:
            raise Refusal(person=_("Bitte füllen Sie das aus."))
        known = known_people(desk)
        if person.casefold() in known:
            return give_to(known[person.casefold()])
        question = _unknown_person(person, known, give_to, ask_whom)
        return replace(question, kept_as=kept_as)

    def ask_whom(_values: Values) -> Form:
        back = Button(_("Zurück"), lambda _values: tasks(desk, row), takes_fields=False)
        give = Button(_("Weitergeben"), hand_over, "primary", icon="users")
        people = tuple(Option(name, name) for name in desk.directory.colleagues())
        field = Field("person", _("Weitergeben an"), "person", options=people)
        return Form((field,), (give, back), takes_focus=True, kept_as=kept_as)

    return {
        "e": Button(_("Erledigt"), finish, "primary", icon="check"),
        **({"v": Button(_("Eine Woche später"), put_off, icon="cal")} if tasks is follow_up_tasks else {}),
        **({"w": Button(_("Weitergeben …"), ask_whom, icon="users")} if is_case else {}),
    }


def follow_up_keys(desk: Desk) -> Mapping[str, Callable[[Mapping[str, Any]], ViewModel | None]]:
    """Return what a letter does with a row of the follow-ups: the same as its button."""
    return {key: partial(_pressed, desk, key, follow_up_tasks) for key in "evw"}


def case_keys(desk: Desk) -> Mapping[str, Callable[[Mapping[str, Any]], ViewModel | None]]:
    """Return what a letter does with a row of cases: the same as its button."""
    return {key: partial(_pressed, desk, key, case_tasks) for key in "ew"}


def _pressed(
    desk: Desk, key: str, tasks: Callable[[Desk, Mapping[str, Any]], Form], row: Mapping[str, Any]
) -> ViewModel | None:
    pressed = _buttons(desk, row, tasks).get(key)
    if pressed is None:
        said = _("Weitergeben lassen sich nur Vorgänge; ein Kontakt bleibt bei dem, der ihn notiert hat.")
        return replace(tasks(desk, row), note=said)
    try:
        return pressed.press({})
    except Refusal as refusal:
        return replace(tasks(desk, row), note=str(refusal))


def known_people(desk: Desk) -> dict[str, str]:
    """Return whom something can be handed to: who writes here, and who has an open case, by the folded name.

    Raises:
        Refusal: The live store does not answer.
    """
    try:
        responsible = desk.directory.open_cases()["assignee"].drop_nulls().unique().sort().to_list()
    except ClientInfoError as error:
        raise Refusal(undone_words(error)) from error
    return {name.casefold(): name for name in (*responsible, *desk.directory.colleagues())}


def _unknown_person(
    person: str,
    known: Mapping[str, str],
    give_to: Callable[[str], ViewModel | None],
    back: Callable[[Values], ViewModel],
) -> Form:
    """Return the question whether a name is right: what is handed to a misspelt one stands in nobody's list."""
    near = [known[each] for each in get_close_matches(person.casefold(), known, n=_MOST_NEAR)]
    said = _("Unter dem Namen „{person}“ hat hier noch niemand etwas geschrieben. Stimmt er?")

    def button(label: str, name: str) -> Button:
        return Button(label.format(person=name), lambda _values: give_to(name), takes_fields=False)

    return Form(
        buttons=(
            *(button(_("An {person} weitergeben"), each) for each in near),
            button(_("Trotzdem an {person} weitergeben"), person),
            Button(_("Zurück"), back, takes_fields=False),
        ),
        note=said.format(person=person),
    )


def _done(
    desk: Desk,
    row: Mapping[str, Any],
    said: str,
    done: Saved,
    tasks: Callable[[Desk, Mapping[str, Any]], Form],
) -> Form:
    """Return what stands in the buttons' place, with the way back where something was written."""
    if not done.is_changed:
        return Form(note=said)

    def take_back(_values: Values) -> ViewModel | None:
        entity = ENTITIES[row["entity"]]
        undo = Undo(new_command_id(), row["customer_number"], entity, row["row"], done.version)
        saved = _carry_out(desk, row, undo)
        here = tasks(desk, {**row, "version": saved.version})
        return _reported(desk, row, Form(note=_("Zurückgenommen")), here)

    return Form(buttons=(Button(_("Rückgängig"), take_back, takes_fields=False),), note=said)


def _reported(desk: Desk, row: Mapping[str, Any], said: Form, here: Form) -> ViewModel | None:
    """Let the page say what was done and draw the list again; where no page does, return what stands in the row's place."""
    if desk.report is None:
        return here
    desk.report(replace(said, note=f"{said.note}: {row['text']}"))
    return None


def _carry_out(desk: Desk, row: Mapping[str, Any], command: Command) -> Saved:
    """Carry out a command.

    Raises:
        Refusal: It was not carried out; the message says why and what to do.
    """
    try:
        answer = desk.directory.live(desk.directory.customer(row["customer_number"])).do(command)
    except (NothingToUndo, RowUnknown) as error:
        raise Refusal(_changed_meanwhile()) from error
    except ClientInfoError as error:
        raise Refusal(undone_words(error)) from error
    if isinstance(answer, Conflict):
        raise Refusal(_changed_meanwhile())
    return answer


def _changed_meanwhile() -> str:
    return _("Jemand hat das inzwischen geändert. Laden Sie die Liste neu, und sehen Sie nach.")
