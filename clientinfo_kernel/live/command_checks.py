"""What must hold of every command before the store looks at its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Add, Change, Undo, require_id, require_version
from clientinfo_kernel.live.errors import InputRefused, RowFixed
from clientinfo_kernel.live.seen_kinds import require_seen

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Access


def require_allowed(command: Add | Change | Undo, access: Access) -> None:
    """Make sure that a command is one, and that such rows are the viewer's to write.

    Raises:
        NotPermitted: The viewer is not allowed to see such rows.
        ChangeNotPermitted: They are not allowed to change them.
        InputRefused: A row of the house is said to be a customer's, or an id or a version is none.
        RowFixed: Such a row stays as it was written.
    """
    entity = command.entity
    require_seen(access, entity)
    access.require_change(entity.right)
    if isinstance(command, Change | Undo):
        if entity.is_kept or (entity.is_fixed and isinstance(command, Change)):
            raise RowFixed(entity.name, command.entity_id)
        require_version(command.version)
    if bool(entity.about) == bool(command.customer_number):
        raise InputRefused("customer_number", "unknown_field", f"whose {entity.name} is this?")
    require_id(command.command_id)
