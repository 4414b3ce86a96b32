"""Opening a customer: it is counted and written down first, or something else stands in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import AuditNotWritten, TooManyOpened
from widgets.app.caller_page import InsteadOfCustomer
from widgets.app.refusal import unwritten, unwritten_title
from widgets.markup import notice, tag
from widgets.texts.pauses import too_many_opened

if TYPE_CHECKING:
    from clientinfo_kernel.access.shown_customers import ShownCustomers
    from widgets.app.customer_audit import CustomerAudit


def instead_of_opening(
    shown: ShownCustomers, audit: CustomerAudit, customer_number: str, tab: str
) -> InsteadOfCustomer | None:
    """Count and write down that a customer is opened; return what is shown where that must not be, None: they are."""
    try:
        shown.require_open(customer_number)
        audit("open", tab)
    except TooManyOpened as stop:
        title, text = too_many_opened(stop)
        return InsteadOfCustomer(
            title, notice(title, tag("p", text), symbol="clock", tone="warn", level="h1", role="alert")
        )
    except AuditNotWritten as error:
        return InsteadOfCustomer(unwritten_title(error), unwritten(error))
    return None
