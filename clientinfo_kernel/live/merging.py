"""Two people change one row: different fields merge, the same field asks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Differing
from clientinfo_kernel.live.field_values import Value

if TYPE_CHECKING:
    from clientinfo_kernel.live.fields import Entity

Row = Mapping[str, Value]


@dataclass(frozen=True)
class Merged:
    """What to write, and what cannot be decided by a machine."""

    written: dict[str, Value]
    conflicts: dict[str, Differing]


def as_it_was(now: Row, before_later_changes: Iterable[Row]) -> dict[str, Value]:
    """Return a row as it was at an earlier version.

    Args:
        now: As it is.
        before_later_changes: Of each later change, oldest first, its fields as they were before it.
    """
    was: dict[str, Value] = {}
    for before in before_later_changes:
        was = {**before, **was}  # the oldest of the later changes knows what was there first
    return {**now, **was}


def added(entity: Entity, wanted: Row, there: Row) -> Merged:
    """Decide what can be written of a row that somebody adds where there is one, of which they knew nothing.

    What is empty there is filled. A row that stays as it was written is one whole: who adds something else is asked.

    Args:
        entity: Of a row of which there is one (``Entity.natural``).
        wanted: What is added.
        there: The row that is there.
    """
    if entity.is_fixed:
        found = {name: Differing(mine, there[name], None) for name, mine in wanted.items() if there[name] != mine}
        return Merged({}, found)
    was = {name: there[name] if name in entity.natural else None for name in entity.fields}
    return merge(wanted, was, {name: there[name] for name in entity.fields}, entity.together, entity.circumstances)


def merge(
    wanted: Row, was: Row, now: Row, together: Iterable[Iterable[str]] = (), circumstances: Container[str] = ()
) -> Merged:
    """Decide which of the wanted values can be written.

    Args:
        wanted: Field -> what somebody wants there.
        was: The row as they saw it.
        now: The row as it is.
        together: Groups of fields that are one to people: one of them changed by each of two is the same field changed.
        circumstances: Fields that nobody wants by themselves: they go with what is written, and nobody is asked about them.

    Returns:
        Fields that differ from what is there and that nobody else changed, and those that somebody else changed to
        something else.
    """
    written: dict[str, Value] = {}
    conflicts: dict[str, Differing] = {}
    for name, mine in wanted.items():
        if name in circumstances:
            continue
        theirs = now[name]
        if theirs == mine or mine == was[name]:
            continue  # both want the same, or this person left the field as it was
        if theirs == was[name]:
            written[name] = mine
        else:
            conflicts[name] = Differing(mine, theirs, was[name])
    for group in together:
        names = list(group)
        mine_all = {name: wanted.get(name, was[name]) for name in names}
        has_both = any(mine_all[name] != was[name] for name in names) and any(now[name] != was[name] for name in names)
        if has_both:
            differ = [name for name in names if mine_all[name] != now[name]]
            conflicts |= {name: Differing(mine_all[name], now[name], was[name]) for name in differ}
    beside = {name for name in wanted if name in circumstances and wanted[name] != now[name]}
    written |= {name: wanted[name] for name in beside}
    return Merged(written, conflicts)
