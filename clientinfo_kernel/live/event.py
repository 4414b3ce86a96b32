"""One change of a row, as its history has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clientinfo_kernel.live.field_values import Value

Action = Literal["add", "change", "undo", "take_over"]


@dataclass(frozen=True)
class Event:
    """One change.

    Attributes:
        at: When (UTC).
        user: Login name; empty: somebody at the shell.
        user_name: As people call them, with the user of the operating system who acted in their name at a shell.
        action: What was done.
        version: Of the row, after it.
        before: The changed fields as they were; None: there was no row, or the viewer is not allowed to see it.
        after: The changed fields as they are.
    """

    at: datetime
    user: str
    user_name: str
    action: Action
    version: int
    before: Mapping[str, Value] | None
    after: Mapping[str, Value] | None


@dataclass(frozen=True)
class Done:
    """What a command did, for the history."""

    action: Action
    entity_id: str
    version: int
    before: Mapping[str, Value] | None
    after: Mapping[str, Value]
    topics: tuple[str, ...] = ()
