"""A case that was handed over: its new responsible person says that they have seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.errors import RowUnknown
from widgets.entries.form import EntryForm
from widgets.parts.handed_over import handed_to_viewer
from widgets.texts.language import _

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import TypedEntry


class HandedOverForm:
    """Shows what was handed over, and by whom. ``item``: the case's id."""

    key = "handed_over"
    right: Changeable = "contacts"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the question; None: the case is not the viewer's, or they have seen it."""
        row = next((row for row in handed_to_viewer(customer_file) if row["case_id"] == item), None)
        if row is None:
            return None
        lines = (_("Von {person} an Sie übergeben.").format(person=row["handed_over_by"]), row["text"])
        title = _("Vorgang übernehmen")
        return EntryForm(self.key, title, "", (), item, row["version"], note=lines, save=_("Gesehen"))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Change:
        """Return the command.

        Raises:
            RowUnknown: The case was not handed to the viewer.
        """
        number, own = customer_file.customer_number, viewer.own_names
        cases = customer_file.written_rows(CASE.name)
        if all(row["case_id"] != typed.item or row["assignee"] not in own for row in cases):
            raise RowUnknown(CASE.name, typed.item, number)
        return Change(
            typed.command_id, number, CASE, typed.item, typed.version, {"handed_over_by": ""}, stays=("assignee",)
        )
