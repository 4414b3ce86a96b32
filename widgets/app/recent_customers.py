"""Who was shown lately in this browser, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import AuditNotWritten, CustomerUnknown, NotPermitted
from widgets.app.start_page import RecentCustomer
from widgets.texts.names import shown_name

if TYPE_CHECKING:
    from clientinfo_kernel.access.shown_customers import ShownCustomers
    from clientinfo_kernel.query.directory import CustomerDirectory

MOST = 8
_LONGEST_NUMBER = 40


class RecentCustomers:
    """The customers whom the page offers at its start.

    Args:
        directory: Who knows them; those that it no longer has, or does not show to its viewer, are left out.
        shown: Knows whom this person opened; None: everybody is believed.
    """

    def __init__(self, directory: CustomerDirectory, shown: ShownCustomers | None = None) -> None:
        self._directory = directory
        self._shown = shown
        self._customer_numbers: tuple[str, ...] = ()
        self._written = ShownList(AuditSubject("list", "recent"), directory.viewer)

    def remember(self, customer_numbers: object) -> bool:
        """Take over what a browser remembers (outside data), and return whether others are offered from now on.

        Only customers whom this person has opened: any other number would be answered with a name, and no line of the
        audit log.
        """
        if not isinstance(customer_numbers, list):
            return False
        named = tuple(number[:_LONGEST_NUMBER] for number in customer_numbers if isinstance(number, str))[:MOST]
        earlier, self._customer_numbers = (
            self._customer_numbers,
            named if self._shown is None else self._shown.opened(named),
        )
        return self._customer_numbers != earlier

    def add(self, customer_number: str) -> None:
        """Put a customer first, who was opened."""
        if self._shown is not None:
            self._shown.note_opened(customer_number)
        others = (number for number in self._customer_numbers if number != customer_number)
        self._customer_numbers = (customer_number, *others)[:MOST]

    def shown(self) -> tuple[RecentCustomer, ...]:
        """Return the customers by name and town; nobody where the audit log cannot write down that they are shown."""
        found = tuple(found for number in self._customer_numbers if (found := self._found(number)) is not None)
        try:
            self._written(each.customer_number for each in found)
        except AuditNotWritten:
            return ()
        return found

    def _found(self, customer_number: str) -> RecentCustomer | None:
        try:
            header = self._directory.customer(customer_number).header()
        except (CustomerUnknown, NotPermitted):
            return None
        return RecentCustomer(header.customer_number, shown_name(header.name), header.town)
