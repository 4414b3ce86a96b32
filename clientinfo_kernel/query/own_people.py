"""Who of the house a text names: people are looked for by their names, customers or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.search.spelling import canonical_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.query.permitted import OpenedSnapshot

Part = Literal["salesperson", "service_advisor", "assignee", "employee"]
# The table in which somebody of the house stands by name in a column.
TABLES: Mapping[Part, str] = {
    "salesperson": "customers",
    "service_advisor": "orders",
    "assignee": "cases",
    "employee": "contact_events",
}
_LEAST = 3  # letters of a word that names somebody


class OwnPerson(NamedTuple):
    """Somebody of the house.

    Attributes:
        name: As the data has it.
        parts: As what they stand there, as far as the viewer is allowed to see it.
        is_whole: Whether all of the name was typed, not a piece of it.
    """

    name: str
    parts: tuple[Part, ...]
    is_whole: bool


def own_people(text: str, opened: OpenedSnapshot, responsible: Iterable[str]) -> tuple[OwnPerson, ...]:
    """Return who of the house is called by all words of a text, in the order of their names.

    Args:
        text: As typed: the words of a name in any order, spelt as the search has them spelt.
        opened: The snapshot, as far as the viewer is allowed to see it.
        responsible: Who can look after a case, and so stands there whatever the sources have.
    """
    typed = canonical_words(text)
    if not any(len(word) >= _LEAST for word in typed):
        return ()
    found: dict[str, list[Part]] = {}
    for part, table in TABLES.items():
        try:
            names = opened.words_of(table, part)
        except NotPermitted:
            continue
        for name in names:
            if typed <= canonical_words(name):
                found.setdefault(name, []).append(part)
    for name in responsible:
        if typed <= canonical_words(name) and "assignee" not in found.setdefault(name, []):
            found[name].append("assignee")
    return tuple(OwnPerson(name, tuple(found[name]), typed == canonical_words(name)) for name in sorted(found))
