"""What a planner enters by hand in a form of the board: what is written, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import ClientInfoError, CustomerUnknown
from clientinfo_kernel.tours.reading import read_day
from widgets.texts.language import _
from widgets.tours.forms import form_of
from widgets.tours.said import failure_said
from widgets.tours.typed import wishes_of
from widgets.tours.typed_wrong import AskedFirst, ChangedByOthers, TypedWrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.tours.desk import Desk


@dataclass(frozen=True)
class Formed:
    """What became of a form.

    Attributes:
        problem: What is to be said to the person who typed it; where nothing is wrong with a field either, empty means kept.
        form: The form as it is now, where somebody else changed its row meanwhile: whoever has read theirs can save again.
        ask: Sent back with the same form it says that what ``problem`` names is written over; empty: nothing is asked.
        wrong: What is wrong with a field, by its key.
    """

    problem: str = ""
    form: dict[str, Any] | None = None
    ask: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


def written(desk: Desk, command_id: str, message: Mapping[str, Any]) -> Formed:
    """Write what a form asks for, and plan again."""
    try:
        return _written(desk, command_id, message)
    except AskedFirst as asked:
        return Formed(str(asked), ask=asked.token)
    except TypedWrong as wrong:
        return Formed(str(wrong), wrong=wrong.fields)
    except CustomerUnknown:
        return Formed(wrong={"customer": _("Diesen Kunden gibt es nicht.")})
    except ClientInfoError as error:
        return Formed(failure_said(error))


def _written(desk: Desk, command_id: str, message: Mapping[str, Any]) -> Formed:
    try:
        wishes = wishes_of(desk.directory, desk.of, command_id, message)
    except ChangedByOthers as changed:
        return _compared(desk, message, str(changed))
    if not wishes:  # also where it was written before, and could not be read
        desk.catch_up()
        return Formed()
    form = form_of(desk.of, message["form"], message["item"], desk.directory.settings.tours.courtesy_cars)
    outcome = desk.decide(wishes, form["title"] if form is not None else _("Eingabe"))
    if outcome == "some":
        return _compared(desk, message, desk.said)
    return Formed() if outcome == "all" else Formed(desk.said)


def _compared(desk: Desk, message: Mapping[str, Any], problem: str) -> Formed:
    """Return that somebody else changed the same, with the form as it is now."""
    day = read_day(desk.directory, desk.day)  # the desk's own can be that of before, while a plan is made
    cars = desk.directory.settings.tours.courtesy_cars
    form = form_of(day, message["form"], message["item"], cars)
    if form is None or not form["version"]:  # it is gone
        return Formed(problem)
    said = _("Jemand hat dasselbe geändert. Ihre Angaben stehen noch hier; entscheiden Sie je Feld und speichern Sie.")
    return Formed(said, form)
