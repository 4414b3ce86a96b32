"""Who asks, and what he may see of a customer (design: roles). What he may not see is never computed for him.

Credit and receivables come as amounts, or as traffic lights with their reasons and no figures (``lights``), or not at
all. The rules stand here once: which role sees which topic, and which topic each table of a customer belongs to.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.errors import NotPermitted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROLES = ("service", "sales", "accounting", "controlling", "analyst", "privacy")
ADMIN = "admin"
Depth = Literal["no", "light", "yes"]
Topic = Literal["customers", "credit", "receivables", "revenue", "gross_profit", "audit_log"]

_DEPTHS: tuple[Depth, ...] = ("no", "light", "yes")
_OPEN = (
    *("customers", "debtor_accounts", "identity_links", "contact_persons", "communication", "places"),
    *("vehicles", "orders", "order_lines", "appointments", "cases", "contact_events", "timeline"),
)
_OWED = ("open_items", "payments", "debtor_documents", "inbox_invoices", "inbox_customers", "documents")
_TABLES: Mapping[Topic, tuple[str, ...]] = {
    "customers": _OPEN,
    "receivables": _OWED,
    "revenue": ("revenue", "invoices"),
    "gross_profit": ("gross_profit_invoices", "profit_entries"),
}
# A table of the snapshot that has no topic cannot be asked for a customer, by nobody.
TOPICS: Mapping[str, Topic] = {table: topic for topic, tables in _TABLES.items() for table in tables}
# Kinds of events of the timeline; whatever is not named here is taken for the ledger's or an inbox's.
_OPEN_EVENTS = frozenset({"contact", "case", "order"})
_CREDIT_FIELDS = frozenset(
    {"open_balance", "credit_limit", "credit_limit_exceeded", "unposted_invoices", "unbilled_orders", "exposure"}
)
_PAYMENT_FIELDS = frozenset(
    {"days_to_pay", "days_to_pay_last_12", "days_to_pay_before", "payment_delay_days", "paid_invoices", "dunning_level"}
)


@dataclass(frozen=True)
class Access:
    """What somebody may see; nothing at all unless it is named. ``|`` is what either may see.

    Attributes:
        customers: Header, contact persons, vehicles, orders, map, cases, contacts.
        credit: Balance, limit and exposure in the header.
        receivables: Open items, dunning, payment behaviour, inboxes.
        revenue: Revenue, and the invoices it is made of.
        gross_profit: Gross profit down to its entries.
        audit_log: Who did what with customers' data.
    """

    customers: bool = False
    credit: Depth = "no"
    receivables: Depth = "no"
    revenue: bool = False
    gross_profit: bool = False
    audit_log: bool = False

    def __or__(self, other: Access) -> Access:
        return Access(
            self.customers or other.customers,
            max(self.credit, other.credit, key=_DEPTHS.index),
            max(self.receivables, other.receivables, key=_DEPTHS.index),
            self.revenue or other.revenue,
            self.gross_profit or other.gross_profit,
            self.audit_log or other.audit_log,
        )

    def allows(self, topic: Topic) -> bool:
        """Whether a topic may be seen with its figures (a light is none)."""
        return getattr(self, topic) in (True, "yes")

    def require(self, topic: Topic) -> None:
        """Let those pass who may see a topic.

        Raises:
            NotPermitted: He may not.
        """
        if not self.allows(topic):
            raise NotPermitted(topic)

    def hidden_fields(self) -> frozenset[str]:
        """Fields of the header and of the customer's own row that may not be seen."""
        credit = frozenset() if self.allows("credit") else _CREDIT_FIELDS
        payment = frozenset() if self.allows("receivables") else _PAYMENT_FIELDS
        return credit | payment

    def events(self) -> frozenset[str] | None:
        """Kinds of events of the timeline that may be seen; None: all."""
        return None if self.allows("receivables") else _OPEN_EVENTS


NOTHING = Access()
# Of a customer: the audit log is another matter.
EVERYTHING = Access(customers=True, credit="yes", receivables="yes", revenue=True, gross_profit=True)
_MATRIX: Mapping[str, Access] = {
    "service": Access(customers=True, credit="light"),
    "sales": Access(customers=True, credit="light", receivables="light", revenue=True),
    "accounting": Access(customers=True, credit="yes", receivables="yes", revenue=True),
    "controlling": EVERYTHING,
    "analyst": EVERYTHING,
    "privacy": Access(customers=True, audit_log=True),
}


def access_of(roles: Collection[str]) -> Access:
    """What the roles may see together. An admin manages users and sees no customer, whatever else he is."""
    if ADMIN in roles:
        return NOTHING
    return reduce(or_, (_MATRIX.get(role, NOTHING) for role in roles), NOTHING)


def roles_that_see(topic: Topic) -> frozenset[str]:
    """The roles that see a topic with its figures."""
    return frozenset(role for role in ROLES if _MATRIX[role].allows(topic))


@dataclass(frozen=True)
class Viewer:
    """Who asks.

    Attributes:
        name: Login name; empty: nobody in particular, the operator at the shell.
        roles: Of ``ROLES``, or ``ADMIN`` alone. The shell has them all.
    """

    name: str
    roles: frozenset[str]

    @property
    def access(self) -> Access:
        """What the viewer may see."""
        return access_of(self.roles)

    def only(self, role: str) -> Viewer:
        """The viewer with one of his roles and no other; a role that is not his is none."""
        return Viewer(self.name, self.roles & {role})


SHELL = Viewer("", frozenset(ROLES))


def viewer(environment: Mapping[str, str] = os.environ) -> Viewer:
    """Who asks, as the publishing service wrote it into the kernel's environment.

    Without a word about it there is no publication: somebody at the shell, or an analyst in JupyterLab, who reads the
    snapshot's files anyway. Half a word (a name without roles, roles without a name) is a mistake and opens nothing.
    """
    name, roles = environment.get("CLIENTINFO_USER"), environment.get("CLIENTINFO_ROLES")
    if name is None and roles is None:
        return SHELL
    if not name:
        return Viewer("unknown", frozenset())
    named = frozenset(role.strip() for role in (roles or "").split(","))
    return Viewer(name, frozenset({ADMIN}) if ADMIN in named else named & frozenset(ROLES))
