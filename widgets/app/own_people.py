"""What a search says of somebody who is no customer but belongs to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import N_, _, ngettext
from widgets.work_list import lists_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.own_people import OwnPerson, Part

_STANDS: Mapping[Part, str] = {
    "salesperson": N_("bei Kunden als Verkäufer"),
    "service_advisor": N_("in Aufträgen als Berater"),
    "assignee": N_("an Vorgängen als verantwortlich"),
    "employee": N_("bei Kundenkontakten als Mitarbeiter"),
}
# Lists that can be filtered by the name, by key.
_LISTS: Mapping[Part, tuple[str, ...]] = {
    "salesperson": ("not_seen", "birthdays"),
    "service_advisor": ("in_workshop", "late_orders"),
    "assignee": ("due_cases", "opportunities"),
    "employee": ("follow_ups",),
}


def own_person_words(person: OwnPerson, viewer: Viewer) -> tuple[str, str]:
    """Return who it is, and where the viewer finds the name.

    Without figures: colleagues are not compared.
    """
    places = ", ".join(_(_STANDS[part]) for part in person.parts)
    keys = {key for part in person.parts for key in _LISTS[part]}
    lists = [_(each.title) for each in lists_of(viewer) if each.key in keys]
    said = [_("Der Name steht {places}.").format(places=places)]
    if lists:
        filtering = ngettext(
            "Nach ihm filtern lässt sich die Arbeitsliste {lists}.",
            "Nach ihm filtern lassen sich die Arbeitslisten {lists}.",
            len(lists),
            lists=", ".join(lists),
        )
        said.append(filtering)
    return _("{name} gehört zum Haus").format(name=person.name), " ".join(said)
