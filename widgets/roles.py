"""The sets of roles that the tabs name, as the kernel's rules give them."""

from clientinfo_kernel.access.rights import roles_that_see
from widgets.panel import EVERYBODY

__all__ = ["EVERYBODY", "GROSS_PROFIT", "LEDGER", "REVENUE"]

# Sales sees open items and inboxes as traffic lights without amounts, which stand in the header card.
LEDGER = roles_that_see("receivables")
REVENUE = roles_that_see("revenue")
GROSS_PROFIT = roles_that_see("gross_profit")
