"""Attaching a file to a case or a contact. ``item``: the kind of row, a colon, its id."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.document_files import DocumentFiles, content_hash
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.errors import InputRefused, RowUnknown
from clientinfo_kernel.live.file_kinds import KINDS
from widgets.entries.form import EntryField, EntryForm
from widgets.texts.formats import format_value
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable, Topic
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import TypedEntry

# Who sees it, beside everybody who sees the customer: what somebody says that the file tells of.
_AUDIENCES: Mapping[Topic, str] = {
    "receivables": N_("wer offene Posten sieht"),
    "revenue": N_("wer Umsätze sieht"),
    "gross_profit": N_("wer Roherträge sieht"),
}


class AttachForm:
    """Asks for the file, and who sees it."""

    key = "attach"
    right: Changeable = "contacts"

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form; None: there is no such case or contact."""
        if _belongs_to(customer_file, item) is None:
            return None
        seen = ((topic, _(words)) for topic, words in _AUDIENCES.items() if customer_file.access.allows(topic))
        audiences = (("", _("jeder, der den Kunden sieht")), *seen)
        limits = customer_file.settings.attachments
        most = format_value(limits.most_megabytes, "number")
        said = _("Höchstens {most} MB; möglich sind: {kinds}.")
        fields = (
            EntryField("file", _("Datei"), "file", required=True),
            EntryField("audience", _("Wer es sieht"), "choice", options=audiences),
        )
        note = said.format(most=most, kinds=", ".join(kind.upper() for kind in limits.kinds))
        return EntryForm(self.key, _("Datei anhängen"), "file", fields, item, note=(note,), save=_("Anhängen"))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Add:
        """Return the command that keeps the file and writes it down.

        Raises:
            RowUnknown: There is no such case or contact.
            InputRefused: The file is not whole, or no longer there; or nobody is called so who is to see it.
        """
        viewer.access.require_change(self.right)
        number, place = customer_file.customer_number, _belongs_to(customer_file, typed.item)
        if place is None:
            raise RowUnknown(DOCUMENT.name, typed.item, number)
        attached, audience = typed.attached, typed.values.get("audience", "")
        if audience and audience not in _AUDIENCES:
            raise InputRefused("audience", "not_a_word", "one of the choices is wanted")
        if attached is None:
            raise InputRefused("file", "missing", "choose the file once more")
        values = {
            "origin": "attached",
            "file_name": attached.name,
            "media_type": KINDS[attached.kind].media_type,
            "content_hash": content_hash(attached.content),
            "size": len(attached.content),
            "topics": audience,
        }
        files = DocumentFiles.of(customer_file.settings.state_folder)
        keep = partial(files.keep, attached.content)
        return Add(typed.command_id, number, DOCUMENT, {**values, place[0]: place[1]}, keep=keep)


def _belongs_to(customer_file: CustomerFile, item: str) -> tuple[str, str] | None:
    """Return the field that holds what the document belongs to, and its id; None: the customer has none."""
    kind, _colon, row_id = item.partition(":")
    known = {CASE.name: customer_file.cases, CONTACT.name: customer_file.contact_events}
    entity = {CASE.name: CASE, CONTACT.name: CONTACT}.get(kind)
    if entity is None or row_id not in known[kind]()[entity.key].to_list():
        return None
    return entity.key, row_id
