"""What a part of the page below the charts is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.live.commands import Add, Conflict, Saved, new_command_id
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable
from clientinfo_kernel.margin import Margin
from widgets.margin.view import View
from widgets.texts.language import _
from widgets.texts.unsaved import unsaved_words
from widgets.texts.wrong_value import wrong_words
from widgets.view_models import Notice, Refusal, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.fields import Entity


@dataclass(frozen=True)
class Place:
    """What is asked, and how a part is drawn again.

    Attributes:
        margin: Who is asked.
        view: The page as it is.
        go: Goes to another one.
        again: Draws the part again, with what was done above it.
    """

    margin: Margin
    view: View
    go: Callable[[View], None]
    again: Callable[[Notice], None]

    @property
    def may_decide(self) -> bool:
        """Whether the viewer writes about margins."""
        return "margins" in self.margin.directory.viewer.access.changes

    def write(self, entity: Entity, values: Mapping[str, object]) -> Saved | Conflict:
        """Write a row about the house (``do``).

        Raises:
            Refusal: It cannot be written now, or a field cannot hold its value; what was typed stays.
        """
        return self.do(Add(new_command_id(), "", entity, values))

    def do(self, command: Add) -> Saved | Conflict:
        """Carry out a command; a ``Conflict`` can come only where there is one row of a kind (``Entity.natural``).

        Raises:
            Refusal: It cannot be written now, or a field cannot hold its value; what was typed stays.
        """
        try:
            return self.margin.directory.live_of_house().do(command)
        except InputRefused as error:
            raise refused(error) from error
        except (LiveUnavailable, AuditNotWritten) as error:
            away = _("Das ließ sich gerade nicht speichern. Bitte versuchen Sie es noch einmal.")
            raise Refusal(unsaved_words(error, away)) from error

    def done(self, title: str, text: str = "") -> ViewModel | None:
        """Say what was done, above the part as it is now."""
        self.again(Notice(title, text, tone="ok"))
        return None


def refused(error: InputRefused, keys: Mapping[str, str] = MappingProxyType({})) -> Refusal:
    """Return that a field cannot hold what was typed, as it stands beside it.

    Args:
        error: What the store said.
        keys: What the form calls a field of the row, where it has another name there.
    """
    return Refusal(**{keys.get(error.field, error.field): wrong_words(error)})
