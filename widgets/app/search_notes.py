"""What a search says of a text that names no customer, but something else that the house knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.app.own_people import own_person_words
from widgets.texts.language import _
from widgets.work_list import lists_of

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

_MOST = 3  # people
_DRIVEN = "driven_vehicles"  # the list that can be filtered by model


def search_notes(directory: CustomerDirectory, text: str, *, is_nobody_found: bool) -> list[tuple[str, str]]:
    """Return title and sentence of what a text names: people of the house, else a model of vehicles.

    Where customers are found, only people whose whole name was typed: nobody asks for a colleague by ``Müller``.

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
    """
    if not is_nobody_found and len(text.split()) == 1:
        return []
    people = [each for each in directory.own_people(text) if is_nobody_found or each.is_whole]
    if people:
        return [own_person_words(each, directory.viewer) for each in people[:_MOST]]
    return [_model_words(directory, text)] if is_nobody_found and directory.is_model(text) else []


def _model_words(directory: CustomerDirectory, text: str) -> tuple[str, str]:
    """Return that it is a model, and the list of who drives one, where the viewer has it."""
    title = _("„{text}“ ist eine Marke oder ein Modell").format(text=text.strip())
    driven = [_(each.title) for each in lists_of(directory.viewer) if each.key == _DRIVEN]
    if not driven:
        return title, _("Die Suche findet Kunden: an Name, Kennzeichen oder Fahrgestellnummer.")
    said = _("Wer eines fährt, steht in der Arbeitsliste {list}; sie lässt sich nach Marke und Modell filtern.")
    return title, said.format(list=driven[0])
