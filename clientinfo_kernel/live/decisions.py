"""Decisions of which the newest counts: each names the one that it follows, so that of two people who decide at once one is asked.

There is one row of what a decision is about and the decision before it (``Entity.natural``): who adds another one with
something else in it gets a ``Conflict``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.live.fields import Entity

FOLLOWS = "follows"


def subject(entity: Entity) -> tuple[str, ...]:
    """Return the fields that say what a decision is about."""
    return tuple(name for name in entity.natural if name != FOLLOWS)


def newest(entity: Entity, rows: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Return the newest decision about each thing, by its values of ``subject``."""
    return {
        tuple(row[name] for name in subject(entity)): row for row in sorted(rows, key=lambda row: row["created_at"])
    }


def following(entity: Entity, last: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a new decision says of the one that was seen last; None: there was none."""
    return {FOLLOWS: None if last is None else last[entity.key]}
