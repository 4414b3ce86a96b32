"""The sets of roles that tabs and lists name, as the kernel's rules give them."""

from clientinfo_kernel.access.rights import roles_that_change, roles_that_see
from widgets.panel import EVERYBODY

__all__ = ["EVERYBODY", "GROSS_PROFIT", "LEDGER", "REVENUE", "SALES", "SERVICE", "WRITERS"]

# Sales sees open items and inboxes as traffic lights without amounts, which stand in the header card.
LEDGER = roles_that_see("receivables")
REVENUE = roles_that_see("revenue")
GROSS_PROFIT = roles_that_see("gross_profit")
# Who works with customers, and so has follow-ups; the privacy role only looks.
WRITERS = roles_that_change("contacts")
# Whose day a list is about. Controlling and analysts look at everybody's.
SERVICE = frozenset({"service", "controlling", "analyst"})
SALES = frozenset({"sales", "controlling", "analyst"})
