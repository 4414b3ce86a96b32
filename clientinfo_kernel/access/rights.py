"""Who asks, and what they are allowed to see of a customer and to change. What they are not allowed to see is never shown.

Credit and receivables come as amounts, or as traffic lights with their reasons and no figures (``lights``), or not at
all. The rules stand here once: which role sees which topic, fields and events; ``query.tables`` says which topic each
table belongs to.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.access.account_since import is_of_account, moment_of
from clientinfo_kernel.access.topics import Changeable
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clientinfo_kernel.access.topics import Topic

ROLES = ("service", "sales", "accounting", "controlling", "analyst", "privacy")
ADMIN = "admin"
# A right beside the roles, which none of them brings: to release what an analyst asks to publish.
RELEASE = "release"
# Whatever an account can be given, but for its administration.
GRANTS = (*ROLES, RELEASE)
# Whom a published page's kernel works for.
USER_VARIABLE, ROLES_VARIABLE = "CLIENTINFO_USER", "CLIENTINFO_ROLES"
FULL_NAME_VARIABLE, BRANCH_VARIABLE = "CLIENTINFO_FULL_NAME", "CLIENTINFO_BRANCH"
SINCE_VARIABLE = "CLIENTINFO_ACCOUNT_SINCE"
Depth = Literal["no", "light", "yes"]

_DEPTHS: tuple[Depth, ...] = ("no", "light", "yes")
# Kinds of events of the timeline that everybody sees; all others come from the ledger or an inbox.
_OPEN_EVENTS = frozenset({"contact", "case", "order"})
# Fields of the header, some of them columns of the table ``customers``, that belong to a topic of their own.
_FIELD_TOPICS: Mapping[str, Topic] = {
    **dict.fromkeys(("open_balance", "credit_limit", "credit_limit_exceeded"), "credit"),
    **dict.fromkeys(("unposted_invoices", "unposted_credits", "unbilled_orders", "exposure"), "credit"),
    **dict.fromkeys(("days_to_pay", "days_to_pay_last_12", "days_to_pay_before"), "receivables"),
    **dict.fromkeys(("payment_delay_days", "paid_invoices", "dunning_level"), "receivables"),
}


@dataclass(frozen=True)
class Access:
    """What somebody is allowed to see; nothing at all unless it is named. ``|`` is what either is allowed to see.

    Attributes:
        customers: Header, contact persons, vehicles, orders, map, cases, contacts.
        credit: Balance, limit and exposure in the header.
        receivables: Open items, dunning, payment behaviour, inboxes.
        revenue: Revenue, and the invoices it is made of.
        gross_profit: Gross profit down to its entries.
        audit_log: Who did what with customers' data.
        changes: What can be changed, too.
    """

    customers: bool = False
    credit: Depth = "no"
    receivables: Depth = "no"
    revenue: bool = False
    gross_profit: bool = False
    audit_log: bool = False
    changes: frozenset[Changeable] = frozenset()

    def __or__(self, other: Access) -> Access:
        return Access(
            self.customers or other.customers,
            max(self.credit, other.credit, key=_DEPTHS.index),
            max(self.receivables, other.receivables, key=_DEPTHS.index),
            self.revenue or other.revenue,
            self.gross_profit or other.gross_profit,
            self.audit_log or other.audit_log,
            self.changes | other.changes,
        )

    def allows(self, topic: Topic) -> bool:
        """Return whether a topic can be seen with its figures (a light shows none)."""
        topics: dict[Topic, bool] = {
            "customers": self.customers,
            "credit": self.credit == "yes",
            "receivables": self.receivables == "yes",
            "revenue": self.revenue,
            "gross_profit": self.gross_profit,
            "audit_log": self.audit_log,
        }
        return topics[topic]

    def require(self, topic: Topic) -> None:
        """Make sure that a topic can be seen with its figures.

        Raises:
            NotPermitted: It cannot.
        """
        if not self.allows(topic):
            raise NotPermitted(topic)

    def require_change(self, what: Changeable) -> None:
        """Make sure that something can be changed.

        Raises:
            ChangeNotPermitted: It cannot.
        """
        if what not in self.changes:
            raise ChangeNotPermitted(what)

    def hidden_fields(self) -> frozenset[str]:
        """Return the fields of the header and of the customer's own row that cannot be seen."""
        return frozenset(field for field, topic in _FIELD_TOPICS.items() if not self.allows(topic))

    def require_fields(self, fields: Collection[str]) -> None:
        """Make sure that these fields of the header or of the customer's own row can be seen.

        Raises:
            NotPermitted: One of them cannot.
        """
        for field in fields:
            if field in _FIELD_TOPICS:
                self.require(_FIELD_TOPICS[field])

    def events(self) -> frozenset[str] | None:
        """Return the kinds of events of the timeline that can be seen; None: all."""
        return None if self.allows("receivables") else _OPEN_EVENTS


NOTHING = Access()
_CONTACTS: frozenset[Changeable] = frozenset({"contacts"})
_SERVICE: frozenset[Changeable] = _CONTACTS | {"tours"}
_MONEY: frozenset[Changeable] = _CONTACTS | {"receivables"}
_NOTEBOOKS: frozenset[Changeable] = frozenset({"publications"})
# Of a customer: the audit log is another matter.
_MARGINS: frozenset[Changeable] = _MONEY | {"margins"}
EVERYTHING = Access(customers=True, credit="yes", receivables="yes", revenue=True, gross_profit=True, changes=_MARGINS)
_MATRIX: Mapping[str, Access] = {
    "service": Access(customers=True, credit="light", changes=_SERVICE),
    "sales": Access(customers=True, credit="light", receivables="light", revenue=True, changes=_CONTACTS),
    "accounting": Access(customers=True, credit="yes", receivables="yes", revenue=True, changes=_MONEY),
    "controlling": EVERYTHING,
    "analyst": replace(EVERYTHING, changes=EVERYTHING.changes | _NOTEBOOKS),
    "privacy": Access(customers=True, audit_log=True),
    RELEASE: Access(changes=frozenset({"releases"})),
}


def access_of(roles: Collection[str]) -> Access:
    """Return what the roles see together. An admin manages users and sees no customer, whatever other roles they hold.

    Args:
        roles: Of ``GRANTS``, or ``ADMIN``; unknown ones see nothing.
    """
    return _together(frozenset(roles))


@lru_cache(maxsize=256)
def _together(roles: frozenset[str]) -> Access:
    """Add up once for each set of roles: every read of a row asks."""
    if ADMIN in roles:
        return NOTHING
    return reduce(or_, (_MATRIX.get(role, NOTHING) for role in roles), NOTHING)


def roles_that_see(topic: Topic) -> frozenset[str]:
    """Return the roles that see a topic with its figures."""
    return frozenset(role for role in ROLES if _MATRIX[role].allows(topic))


def roles_that_change(what: Changeable) -> frozenset[str]:
    """Return the roles that can change something."""
    return frozenset(role for role in ROLES if what in _MATRIX[role].changes)


@dataclass(frozen=True)
class Viewer:
    """Who asks.

    Attributes:
        name: Login name; empty: nobody in particular, the operator at the shell.
        roles: Of ``GRANTS``, or ``ADMIN`` alone. The shell has all of ``ROLES``: it releases nothing, as nobody knows who it is.
        full_name: As people call them (``colleagues.called``); empty where the account has none. It opens nothing.
        branch: Where they work, as the sources write it; decides what stands first, and opens nothing.
        at_shell: Which user of the operating system acts in their name at a shell; empty: they do it themselves.
        since: When their account was made (UTC); None: not known.
    """

    name: str
    roles: frozenset[str]
    full_name: str = ""
    branch: str = ""
    at_shell: str = ""
    since: datetime | None = None

    def wrote(self, name: str, at: datetime) -> bool:
        """Return whether what was written under a login name at a moment (UTC) is this viewer's own."""
        return is_of_account(name, at, self.name, self.since)

    @property
    def access(self) -> Access:
        """What the viewer is allowed to see."""
        return access_of(self.roles)

    @property
    def own_names(self) -> tuple[str, ...]:
        """What they are called where something is theirs: as people call them, and by their login; the shell: nothing.

        Whoever shares a name with somebody else is meant by that name alone, too: so it was written before. And whoever
        logged in before the other came is already called so by colleagues.
        """
        plain = self.plain_name
        apart = f"{plain} ({self.name})" if plain and self.name else ""
        return tuple(dict.fromkeys(filter(None, (self.full_name, self.name, plain, apart))))

    @property
    def plain_name(self) -> str:
        """What they are called outside the house, where nobody else of that name is meant."""
        return self.full_name.removesuffix(f" ({self.name})")

    def only(self, role: str) -> Viewer:
        """Return the viewer with one of their roles and no other; with a role that they do not have: none."""
        return replace(self, roles=self.roles & {role})


SHELL = Viewer("", frozenset(ROLES))
# Whoever it is, they are allowed to see nothing: for what is asked on behalf of others only.
NOBODY = Viewer("", frozenset())


def viewer(environment: Mapping[str, str] = os.environ) -> Viewer:
    """Return who asks, as the publishing service wrote it into the kernel's environment.

    Where it says nothing there is no publication: somebody at the shell asks, or an analyst in JupyterLab, who can read
    the snapshot's files anyway. A name without roles, or roles without a name, is a mistake and opens nothing.
    """
    name, roles = environment.get(USER_VARIABLE), environment.get(ROLES_VARIABLE)
    if name is None and roles is None:
        return SHELL
    if not name:
        return Viewer("unknown", frozenset())
    named = frozenset(role.strip() for role in (roles or "").split(","))
    allowed = frozenset({ADMIN}) if ADMIN in named else named & frozenset(GRANTS)
    return Viewer(
        name,
        allowed,
        environment.get(FULL_NAME_VARIABLE, ""),
        environment.get(BRANCH_VARIABLE, ""),
        since=moment_of(environment.get(SINCE_VARIABLE, "")),
    )
