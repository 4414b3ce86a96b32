"""Every kind of form, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.entries.about_customer import CONSENT_FORM, NOTICE_FORM, PROFILE_FORM, REMARK_FORM, SETTLE_NOTICE_FORM
from widgets.entries.attach import AttachForm
from widgets.entries.case_contacts import CASE_CONTACT, LINK_CONTACT
from widgets.entries.case_status import CLOSE_CASE, REOPEN_CASE
from widgets.entries.cases import ADD_CASE, ADD_COMMENT, ADD_CONTACT, CHANGE_CASE
from widgets.entries.customer_point import PointForm
from widgets.entries.decisions import INBOX_FORM, OPEN_ITEM_FORM
from widgets.entries.handed_over import HandedOverForm
from widgets.entries.letters import LetterForm
from widgets.entries.send_mail import NotSentForm, SendForm, sending
from widgets.entries.undo import UndoForm
from widgets.entries.vat_id import VatIdForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.live.commands import Conflict, Saved
    from clientinfo_kernel.live.store import LiveStore
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import EntryKind, Errand, TypedEntry

_ROW_FORMS = (
    *(
        ADD_CONTACT,
        CASE_CONTACT,
        LINK_CONTACT,
        ADD_COMMENT,
        REMARK_FORM,
        CONSENT_FORM,
        NOTICE_FORM,
        SETTLE_NOTICE_FORM,
        PROFILE_FORM,
    ),
    *(OPEN_ITEM_FORM, INBOX_FORM),
)
_OWN_FORMS: tuple[EntryKind, ...] = (
    *(ADD_CASE, CHANGE_CASE, CLOSE_CASE, REOPEN_CASE),
    *(UndoForm(), AttachForm(), HandedOverForm(), LetterForm(), SendForm(), NotSentForm(), VatIdForm(), PointForm()),
)
FORMS: Mapping[str, EntryKind] = {form.key: form for form in (*_ROW_FORMS, *_OWN_FORMS)}
# What is done once a form's command is on the disk; a text says what went wrong.
AFTERWARDS: Mapping[str, Callable[[TypedEntry, CustomerFile, LiveStore, Saved | Conflict], str | Errand]] = {
    SendForm.key: sending
}


def forms_of(access: Access) -> list[str]:
    """Return the keys of the forms that somebody can open."""
    return [key for key, form in FORMS.items() if form.right in access.changes]
