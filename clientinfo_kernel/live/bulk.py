"""The same for many customers at once: a case for each of them, somebody responsible for their cases, a decision about open items.

Every target has a command of its own, and so its own check of rights, its own version and its own line of history. The
ids of these commands are derived from the bulk's: a bulk that is begun again, after a lost connection or in another
kernel, writes what is missing and nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.errors import ChangeNotPermitted, CustomerUnknown, NotPermitted
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add, Change, Conflict, Saved, Undo
from clientinfo_kernel.live.errors import CommandReused, NothingToUndo, RowUnknown
from clientinfo_kernel.live.fields import Entity
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION

if TYPE_CHECKING:
    from clientinfo_kernel.live.store import Command, LiveStore

# What nobody looks at row by row any more is a job for the shell.
MOST_TARGETS = 1000
Kind = Literal["add", "assign", "decide"]
# Why nothing was written for a target.
Skipped = Literal["not_permitted", "gone", "changed", "unchanged"]


@dataclass(frozen=True)
class Target:
    """One customer, and which of their rows (empty: a new one) in which version."""

    customer_number: str
    row_id: str = ""
    version: int = 0


@dataclass(frozen=True)
class Bulk:
    """What is to be written for many.

    Attributes:
        bulk_id: Made once, by ``commands.new_command_id``.
        values: Of each new row, or of each row that is changed.
        targets: Either all without a row, or all with one.
        entity: What the rows are: cases as this house has them (``house_cases.house_case``), or what is decided about open items.
    """

    bulk_id: str
    values: Mapping[str, object]
    targets: tuple[Target, ...]
    entity: Entity = field(default=CASE, repr=False)

    @property
    def kind(self) -> Kind:
        """Whether cases are added or handed to somebody, or something is decided about open items."""
        if self.entity is OPEN_ITEM_DECISION:
            return "decide"
        return "assign" if self.targets and self.targets[0].row_id else "add"

    def command(self, target: Target) -> Add | Change:
        """Return the command for a target, the same whenever it is asked for."""
        command_id = self._derived("do", target)
        if target.row_id:
            return Change(command_id, target.customer_number, self.entity, target.row_id, target.version, self.values)
        return Add(command_id, target.customer_number, self.entity, self.values)

    def undo(self, target: Target, saved: Saved) -> Undo:
        """Return the command that takes back what was saved for a target."""
        command_id = self._derived("undo", target)
        return Undo(command_id, target.customer_number, self.entity, saved.entity_id, saved.version)

    def _derived(self, step: str, target: Target) -> str:
        named = f"{target.customer_number}|{target.row_id}"
        return f"{self.bulk_id}:{step}:{sha256(named.encode()).hexdigest()[:24]}"


def carry_out(command: Command, store_of: Callable[[str], LiveStore]) -> Saved | Skipped:
    """Carry out one command of a bulk; what stands against one target stops no other.

    Args:
        command: Which.
        store_of: Customer number -> the live store for commands about them.

    Raises:
        AuditNotWritten: Nothing can be written down now; the bulk can go on later.
        LiveUnavailable: The store does not answer; the bulk can go on later.
        InputRefused: The values cannot stand in any of the rows.
    """
    try:
        answer = store_of(command.customer_number).do(command)
    except (NotPermitted, ChangeNotPermitted):
        return "not_permitted"
    except (CustomerUnknown, RowUnknown):
        return "gone"
    except (NothingToUndo, CommandReused):
        return "changed"
    if isinstance(answer, Conflict):
        return "changed"
    return answer if answer.is_changed else "unchanged"
