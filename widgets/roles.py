"""Who may see what: the sets of roles that the tabs name."""

from widgets.panel import EVERYBODY

__all__ = ["EVERYBODY", "GROSS_PROFIT", "LEDGER", "REVENUE"]

# Sales gets open items and inboxes as a traffic light without amounts, which is another view than these tabs.
LEDGER = frozenset({"accounting", "controlling", "analyst"})
REVENUE = LEDGER | {"sales"}
GROSS_PROFIT = frozenset({"controlling", "analyst"})
