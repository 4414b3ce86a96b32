"""Where a change of what people write stands on the customer's page: the tab, and the row in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.comments import COMMENT
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.live.profiles import PROFILE
from clientinfo_kernel.live.remarks import REMARK
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from widgets.view_models import Link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from clientinfo_kernel.live.last_change import LastChange
    from clientinfo_kernel.query.customer_file import CustomerFile

_TABS: Mapping[str, str] = {
    **dict.fromkeys((CASE.name, CONTACT.name, COMMENT.name, DOCUMENT.name), "cases"),
    **dict.fromkeys((REMARK.name, CONSENT.name, CHANGE_NOTICE.name, PROFILE.name, VAT_CHECK.name), "contact_persons"),
    OPEN_ITEM_DECISION.name: "open_items",
    INBOX_DECISION.name: "inbox",
    CUSTOMER_POINT.name: "place",
}


def changed_place(customer_file: CustomerFile, change: LastChange) -> Link | None:
    """Return the link to the row that was changed, to its tab alone where the row was withdrawn; None: it has no tab.

    A comment and a document stand below the case or the contact that they belong to.
    """
    tab = _TABS.get(change.entity)
    if tab is None:
        return None
    key = ENTITIES[change.entity].key
    row = next((row for row in customer_file.written_rows(change.entity) if row[key] == change.entity_id), None)
    return Link(tab=tab, item=None if row is None else _row_on_page(change.entity, key, row))


def _row_on_page(kind: str, key: str, row: Mapping[str, Any]) -> str | None:
    if kind in (COMMENT.name, DOCUMENT.name):
        return row["case_id"] or row.get("event_id")
    return str(row[key])
