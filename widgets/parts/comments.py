"""What people said about a case, in the order in which they said it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.comments import COMMENT
from widgets.parts.history import is_undoable
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.words import dot_separated
from widgets.view_models import Action, Actions, Item, ItemList, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


def comments(customer_file: CustomerFile, case_id: str) -> tuple[ViewModel, ...]:
    """Return the comments on a case, oldest first, and what can be done; one that was withdrawn leaves its place.

    Args:
        customer_file: Whose case it is.
        case_id: Its id.
    """
    rows = [row for row in customer_file.written().by_kind.get(COMMENT.name, ()) if row["case_id"] == case_id]
    shown: list[ViewModel] = []
    if rows:
        shown.append(ItemList(tuple(_item(row) for row in rows), title=_("Kommentare")))
    if "contacts" in customer_file.access.changes:
        shown.append(Actions((Action(_("Kommentieren"), "comment", case_id, "chat"), *_way_back(customer_file, rows))))
    return tuple(shown)


def _item(row: Mapping[str, Any]) -> Item:
    author = row["written_by"] or _("an der Kommandozeile")
    said = _("Zurückgezogen.") if row["is_withdrawn"] else row["text"]
    return Item(dot_separated(author, format_value(row["created_at"], "moment")), body=said)


def _way_back(customer_file: CustomerFile, rows: list[Mapping[str, Any]]) -> tuple[Action, ...]:
    """Return the button that withdraws the newest comment, where it is the viewer's own."""
    if not rows or rows[-1]["is_withdrawn"]:
        return ()
    newest = rows[-1]["comment_id"]
    if not is_undoable(customer_file, COMMENT.name, customer_file.history(COMMENT.name, newest)):
        return ()
    return (Action(_("Kommentar zurückziehen"), "undo", f"{COMMENT.name}:{newest}", "refresh"),)
