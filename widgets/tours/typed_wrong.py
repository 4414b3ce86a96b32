"""Why what was typed in a form of the board is not kept."""

from __future__ import annotations


class TypedWrong(Exception):
    """Something cannot be kept as it was typed; the message is for the person who typed it."""


class ChangedByOthers(TypedWrong):
    """Somebody else changed the same meanwhile."""


class AskedFirst(TypedWrong):
    """Something that stands there would be written over; the message says what.

    Attributes:
        token: Whoever sends it along has read that, and means it.
    """

    def __init__(self, said: str, token: str) -> None:
        super().__init__(said)
        self.token = token
