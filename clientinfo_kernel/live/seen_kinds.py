"""Which kinds of what people wrote somebody is allowed to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.ownership import owner_field
from clientinfo_kernel.live.row_topics import FIELD

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.live.fields import Entity


def is_seen(access: Access, entity: Entity) -> bool:
    """Return whether somebody is allowed to see rows of a kind."""
    return all(access.allows(topic) for topic in entity.topics)


def is_seen_alike(entity: Entity) -> bool:
    """Return whether whoever sees rows of a kind sees all of them whole: none belongs to an account, none has topics of its own."""
    return not owner_field(entity) and FIELD not in entity.fields


def require_seen(access: Access, entity: Entity) -> None:
    """Make sure that somebody is allowed to see rows of a kind.

    Raises:
        NotPermitted: They are not.
    """
    for topic in ("customers", *entity.topics):
        access.require(topic)
