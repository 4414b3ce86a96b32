"""Why what was typed in a form of the board is not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Read = TypeVar("_Read")


class TypedWrong(Exception):
    """Something cannot be kept as it was typed; the message is for the person who typed it.

    Args:
        said: What is wrong as a whole; empty: only with the fields.
        fields: What is wrong with a field, by its key.
    """

    def __init__(self, said: str = "", fields: dict[str, str] | None = None) -> None:
        super().__init__(said)
        self.fields = fields or {}


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


class Mistakes:
    """What is wrong with the fields of a form, of which all are read before anybody is told."""

    def __init__(self) -> None:
        self._fields: dict[str, str] = {}

    def read(self, read: Callable[[], _Read], otherwise: _Read) -> _Read:
        """Return what fields hold, or ``otherwise`` where something is wrong with them, which is noted.

        Raises:
            TypedWrong: Something is wrong with the form as a whole.
        """
        try:
            return read()
        except TypedWrong as wrong:
            if not wrong.fields:
                raise
            self._fields |= wrong.fields
            return otherwise

    def require_none(self) -> None:
        """Make sure that nothing was wrong.

        Raises:
            TypedWrong: With all that was.
        """
        if self._fields:
            raise TypedWrong(fields=self._fields)
