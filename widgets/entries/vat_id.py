"""Confirming a VAT ID that was found elsewhere, or stands in a text that somebody pasted: it counts until a source has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.query.vat_form import vat_ids_in, written_plainly
from clientinfo_kernel.vat.candidates import candidates
from widgets.entries.form import EntryField, EntryForm
from widgets.texts.language import _
from widgets.texts.vat import ORIGINS
from widgets.texts.words import word

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import TypedEntry


class VatIdForm:
    """Asks for the text in which the ID stands. ``item``: the ID that was found; empty: a text is pasted."""

    key = "vat_id"
    right: Changeable = "receivables"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form; None: the ID that was found is not there any longer."""
        if item and item not in {each.vat_id for each in candidates(customer_file)}:
            return None
        note = _("Die bestätigte Nummer gilt, bis die Stammdaten sie haben, und kann gleich geprüft werden.")
        if item:
            field = EntryField("value", _("USt-IdNr."), value=item, required=True)
            return EntryForm(
                self.key, _("USt-IdNr. bestätigen"), "value", (field,), item, note=(note,), save=_("Bestätigen")
            )
        field = EntryField("value", _("Text mit der Nummer, zum Beispiel ein Impressum"), "long", required=True)
        return EntryForm(self.key, _("USt-IdNr. aus einem Text übernehmen"), "value", (field,), note=(note,))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, _viewer: Viewer) -> Add:
        """Return the command that says that the ID is the right one.

        Raises:
            InputRefused: The text has no VAT ID, or several.
        """
        text = typed.values.get("value", "")
        if not text.strip():
            raise InputRefused("value", "missing", "a text with a VAT ID")
        offered = {each.vat_id: each for each in candidates(customer_file) if each.can_be_confirmed}
        plain = written_plainly(text)
        # What was offered is confirmed as it stands: abroad a wrong form is a warning.
        found = (plain,) if plain in offered else vat_ids_in(text)
        if len(found) != 1:
            raise InputRefused("value", "several_vat_ids" if found else "no_vat_id", "one VAT ID")
        origin = offered.get(found[0])
        note = _("aus einem eingefügten Text") if origin is None else word(ORIGINS, origin.origin)
        # Everybody reads a change notice: the number of a document is not in it.
        values = {"subject": "vat_id", "value": found[0], "note": note}
        return Add(typed.command_id, customer_file.customer_number, CHANGE_NOTICE, values)
