"""Rows that belong to the account that wrote them: nobody else changes them, and others see them where they are shared.

Whoever is given the login name of an account that was deleted is somebody else (``access.account_since``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import ChangeNotPermitted
from clientinfo_kernel.live.errors import RowUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.live.fields import Entity

SHARED = "is_shared"


def owner_field(entity: Entity) -> str:
    """Return the field that says to which account a row of a kind belongs; empty: to none."""
    return next((name for name, field in entity.fields.items() if field.is_owner), "")


def is_own(entity: Entity, row: Mapping[str, Any], viewer: Viewer) -> bool:
    """Return whether a row is the viewer's, or belongs to no account at all."""
    owner = owner_field(entity)
    return not owner or viewer.wrote(row[owner] or "", row["created_at"])


def sees_row(entity: Entity, row: Mapping[str, Any], viewer: Viewer) -> bool:
    """Return whether somebody is shown a row: their own, or one that is shared with all who see rows of its kind."""
    return is_own(entity, row, viewer) or bool(row.get(SHARED) and not row["is_withdrawn"])


def seen_rows(entity: Entity, rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    """Return those of many rows of a kind that somebody is shown (``sees_row``)."""
    return [row for row in rows if sees_row(entity, row, viewer)] if owner_field(entity) else rows


def require_own(entity: Entity, row: Mapping[str, Any], viewer: Viewer) -> None:
    """Make sure that a row is the viewer's to change.

    Raises:
        RowUnknown: They do not see it.
        ChangeNotPermitted: They see it, and it is somebody else's.
    """
    if not sees_row(entity, row, viewer):
        raise RowUnknown(entity.name, row[entity.key], row["customer_number"])
    if not is_own(entity, row, viewer):
        raise ChangeNotPermitted(entity.right)
