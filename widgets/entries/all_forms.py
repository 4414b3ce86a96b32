"""Every kind of form, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.entries.about_customer import CONSENT_FORM, NOTICE_FORM, PROFILE_FORM, REMARK_FORM, SETTLE_NOTICE_FORM
from widgets.entries.cases import ADD_CASE, ADD_COMMENT, ADD_CONTACT, CHANGE_CASE
from widgets.entries.decisions import INBOX_FORM, OPEN_ITEM_FORM
from widgets.entries.undo import UndoForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.rights import Access
    from widgets.entries.form import EntryKind

_ROW_FORMS = (
    *(
        ADD_CONTACT,
        ADD_CASE,
        CHANGE_CASE,
        ADD_COMMENT,
        REMARK_FORM,
        CONSENT_FORM,
        NOTICE_FORM,
        SETTLE_NOTICE_FORM,
        PROFILE_FORM,
    ),
    *(OPEN_ITEM_FORM, INBOX_FORM),
)
FORMS: Mapping[str, EntryKind] = {**{form.key: form for form in _ROW_FORMS}, UndoForm.key: UndoForm()}


def forms_of(access: Access) -> list[str]:
    """Return the keys of the forms that somebody can open."""
    return [key for key, form in FORMS.items() if form.right in access.changes]
