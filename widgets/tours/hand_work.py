"""What a planner enters by hand in a form of the board: what is written, and what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import ClientInfoError, CustomerUnknown
from widgets.texts.language import _
from widgets.tours.said import failure_said
from widgets.tours.typed import TypedWrong, wishes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.tours.desk import Desk


def written(desk: Desk, command_id: str, message: Mapping[str, Any]) -> str:
    """Write what a form asks for, and plan again; returns what is to be said to the person who typed it, empty where it is kept."""
    try:
        wishes = wishes_of(desk.directory, desk.of, command_id, message)
        if not wishes:  # also where it was written before, and could not be read
            desk.catch_up()
            return ""
        if desk.decide(wishes):
            return ""
    except TypedWrong as wrong:
        return str(wrong)
    except CustomerUnknown:
        return _("Diesen Kunden gibt es nicht.")
    except ClientInfoError as error:
        return failure_said(error)
    return desk.said
