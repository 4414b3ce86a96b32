"""What is done with one customer, for the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.handed_out import record_handed_out
from clientinfo_kernel.access.shown_list import ShownList

if TYPE_CHECKING:
    from clientinfo_kernel.access.audit import Action


class CustomerAudit:
    """Writes down what the user does with a customer; the same thing is opened once, however often it is drawn.

    Args:
        customer_number: The customer.

    Attributes:
        others: Called with the other customers the page names (possible duplicates).
    """

    def __init__(self, customer_number: str) -> None:
        self._subject = AuditSubject("customer", customer_number)
        self.others = ShownList(AuditSubject("list", customer_number))
        self._opened: set[AuditSubject | str] = set()

    def __call__(self, action: Action, detail: AuditSubject | str = "") -> None:
        """Write it down.

        Raises:
            AuditNotWritten: It cannot be written, so it must not happen; the next try writes it.
        """
        if action == "open" and detail in self._opened:
            return
        record_handed_out(action, self._subject, detail)
        if action == "open":
            self._opened.add(detail)
