"""The form that takes back the viewer's own last change of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Undo
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.live.house_cases import entity_of
from widgets.entries.form import EntryForm
from widgets.parts.history import what_is_taken_back
from widgets.texts.language import _

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import TypedEntry


class UndoForm:
    """Shows what will stand there again, and asks. ``item``: the kind of row, a colon, its id."""

    key = "undo"
    right: Changeable = "contacts"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the question; None where there is no such change of the viewer's own."""
        kind, _colon, row_id = item.partition(":")
        if kind not in ENTITIES:
            return None
        try:
            version, lines = what_is_taken_back(customer_file, kind, row_id)
        except RowUnknown:
            return None
        if not lines:
            return None
        title = _("Letzte Änderung zurücknehmen")
        return EntryForm(self.key, title, "", (), item, version, note=lines, save=_("Zurücknehmen"))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, _viewer: Viewer) -> Undo:
        """Return the command.

        Raises:
            RowUnknown: There is no such kind of row.
        """
        kind, _colon, row_id = typed.item.partition(":")
        if kind not in ENTITIES:
            raise RowUnknown(kind, row_id, customer_file.customer_number)
        entity = entity_of(kind, customer_file.settings.cases)
        return Undo(typed.command_id, customer_file.customer_number, entity, row_id, typed.version)
