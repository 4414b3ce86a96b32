"""Rows that carry topics of their own beside those of their kind: what each is made from (field ``topics``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from clientinfo_kernel.access.topics import Topic
from clientinfo_kernel.live.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.live.fields import Entity

FIELD = "topics"


def own_topics(entity: Entity, row: Mapping[str, Any]) -> tuple[Topic, ...]:
    """Return the topics that a row is made from beside those of its kind."""
    return tuple(row[FIELD].split()) if FIELD in entity.fields and row.get(FIELD) else ()


def written_topics(topics: Iterable[Topic]) -> str:
    """Return topics as a row holds them."""
    return " ".join(sorted(set(topics)))


def require_topics(entity: Entity, row: Mapping[str, Any], access: Access) -> None:
    """Make sure that somebody is allowed to see what a row is made from.

    Raises:
        InputRefused: There is no such topic.
        NotPermitted: They are not.
    """
    for topic in own_topics(entity, row):
        if topic not in get_args(Topic):
            raise InputRefused(FIELD, "not_a_word", "the names of topics are wanted")
        access.require(topic)


def all_as_seen(entity: Entity, rows: list[dict[str, Any]], access: Access) -> list[dict[str, Any]]:
    """Return many rows of a kind as somebody is allowed to see them (``as_seen``)."""
    return [as_seen(entity, row, access) for row in rows] if FIELD in entity.fields else rows


def as_seen(entity: Entity, row: Mapping[str, Any], access: Access) -> dict[str, Any]:
    """Return a row as somebody is allowed to see it: whole, or no more than that it is there."""
    if all(access.allows(topic) for topic in own_topics(entity, row)):
        return dict(row)
    hidden = {name for name, field in entity.fields.items() if not field.is_plain and not field.is_derived}
    return {name: None if name in hidden else value for name, value in row.items()}
