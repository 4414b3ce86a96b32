"""What is asked of the live store: frozen records, each with an id made by the browser or the caller.

A command that is sent twice acts once: the repeat gets the first answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.field_values import Value
from clientinfo_kernel.live.fields import Entity

_LONGEST_ID = 200
# So begin the ids of what the program does by itself: a person's that began so could be in its way for good.
ARRIVAL, NEW_CONTENT = "take-over", "content"
# More changes than a row can have had, and no more than every database's whole numbers hold.
_MOST_CHANGES = 2**31 - 1


@dataclass(frozen=True)
class Add:
    """Write a new row.

    Attributes:
        before: Another new row, which is written first in the same transaction; this one belongs to it.
        link: The field of this row that holds the id of that one; empty: both are only written together.
        entity_id: Where ids of its kind have a form of their own; empty: the store makes one.
        keep: Puts on the disk what the row names, before the row: called once nothing stands against the row.
    """

    command_id: str
    customer_number: str
    entity: Entity
    values: Mapping[str, object]
    before: Add | None = None
    link: str = ""
    entity_id: str = ""
    keep: Callable[[], object] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Change:
    """Change fields of a row.

    Attributes:
        version: The one that was on the screen. What others changed since then is kept, unless it is the same field:
            then nothing is written, and the answer is a ``Conflict``.
        values: Only the fields that change.
        takes_back: It puts back what one changed oneself a moment ago.
        stays: Fields that it is about and does not change: one of them changed by somebody else is a ``Conflict``, too.
    """

    command_id: str
    customer_number: str
    entity: Entity
    entity_id: str
    version: int
    values: Mapping[str, object]
    takes_back: bool = False
    stays: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undo:
    """Take back the writer's own last change of a row: its fields get what they held before, a new row is withdrawn.

    Attributes:
        version: That of the row that the change left, as one saw it: where another change came after it, nothing is
            taken back. 0: the last change, whichever it is.
    """

    command_id: str
    customer_number: str
    entity: Entity
    entity_id: str
    version: int = 0


@dataclass(frozen=True)
class Saved:
    """It is on the disk.

    Attributes:
        is_repeat: The command had been carried out before.
        is_changed: False: all that was wanted stood there already, so that nothing was written.
    """

    entity_id: str
    version: int
    is_repeat: bool = False
    is_changed: bool = True


@dataclass(frozen=True)
class Differing:
    """A field that two people changed: what I want, what stands there now, what stood there when I looked."""

    mine: Value
    theirs: Value
    was: Value


@dataclass(frozen=True)
class Conflict:
    """Nothing was written: somebody changed the same fields, or ended the row.

    Attributes:
        version: The one that stands there now; the command is sent again with it once people have chosen.
        fields: By name.
        changed_by: Who changed the row last.
        changed_at: When (UTC).
    """

    entity_id: str
    version: int
    fields: Mapping[str, Differing]
    changed_by: str
    changed_at: datetime


def new_command_id() -> str:
    """Return an id for a command that nobody else has."""
    return secrets.token_hex(16)


def close_case(command_id: str, customer_number: str, case_id: str, version: int) -> Change:
    """Return the command that closes a case."""
    return Change(command_id, customer_number, CASE, case_id, version, {"status": "closed"})


def reopen_case(command_id: str, customer_number: str, case_id: str, version: int) -> Change:
    """Return the command that opens a closed case again."""
    return Change(command_id, customer_number, CASE, case_id, version, {"status": "open"})


def require_id(command_id: str) -> None:
    """Make sure that an id from outside is one that every database can keep and look up.

    Raises:
        InputRefused: It is not.
    """
    if not command_id.isascii() or not command_id.isprintable() or not 0 < len(command_id) <= _LONGEST_ID:
        raise InputRefused("command_id", "bad_characters", f"1 to {_LONGEST_ID} plain characters are wanted")
    if command_id.startswith((f"{ARRIVAL}:", f"{NEW_CONTENT}:")):
        raise InputRefused("command_id", "bad_characters", "such an id is the program's own")


def require_version(version: int) -> None:
    """Make sure that a version from outside is a number that a row can have.

    Raises:
        InputRefused: It is not.
    """
    if not 0 <= version <= _MOST_CHANGES:
        raise InputRefused("version", "not_a_number", "the version that was on the screen is wanted")
