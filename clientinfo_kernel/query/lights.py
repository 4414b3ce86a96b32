"""Traffic lights: how a customer stands, for roles that are not shown figures. A light has a reason, and no amount.

What no source says turns no light green: it is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date
    from decimal import Decimal

    import polars as pl

Light = Literal["green", "yellow", "red", "unknown"]
Reason = Literal[
    "credit is blocked",
    "credit limit exceeded",
    "credit limit almost used",
    "nothing stands against it",
    "items are overdue for more than 30 days",
    "items are overdue",
    "a promise to pay is broken",
    "what is overdue is being settled",
    "nothing is overdue",
    "dunned repeatedly",
    "dunned once",
    "dunning is suspended",
    "not dunned",
    "dunning level is not known",
    "entries are stuck",
    "nothing is stuck",
]
# After 30 days a debtor is in default without a reminder (BGB § 286).
_DEFAULT_DAYS = 30
_STUCK = frozenset({"rejected", "error"})


@dataclass(frozen=True)
class TrafficLight:
    """A light and its reason."""

    light: Light
    reason: Reason


@dataclass(frozen=True)
class ReceivablesLights:
    """A light per subject that the receivables are made of."""

    open_items: TrafficLight
    dunning: TrafficLight
    inbox: TrafficLight


def credit_light(exposure: Decimal, limit: Decimal | None, *, is_blocked: bool) -> TrafficLight:
    """Return red for a blocked customer and over the limit, yellow from nine tenths of it on.

    Dunning has a light of its own.
    """
    if is_blocked:
        return TrafficLight("red", "credit is blocked")
    if limit is not None and exposure > limit:
        return TrafficLight("red", "credit limit exceeded")
    if limit is not None and exposure * 10 >= limit * 9:
        return TrafficLight("yellow", "credit limit almost used")
    return TrafficLight("green", "nothing stands against it")


def receivables_lights(open_items: pl.DataFrame, inbox_states: AbstractSet[str], key_date: date) -> ReceivablesLights:
    """Return the lights of open items, dunning and inboxes.

    What is disputed, promised for a day that is still to come, or not dunned until then by accounting's decision, turns
    no light red: it is being settled. A broken promise is red, however few days the item is overdue.

    Args:
        open_items: Of each open item ``balance``, ``days_overdue``, ``dunning_level``, and what was decided about it
            (``blocked_until``, ``is_disputed``, ``promise``); credits are never overdue.
        inbox_states: States that occur among the customer's inbox entries.
        key_date: The last day of a block belongs to it.
    """
    items = [_Item(*row) for row in open_items[:, list(_Item._fields)].rows()]
    overdue = [each for each in items if each.balance > 0 and (each.days_overdue or 0) > 0]
    pressing = max((each.days_overdue or 0 for each in overdue if not each.is_being_settled(key_date)), default=0)
    claims = _open_items(pressing, is_settling=bool(overdue))
    if any(each.promise == "broken" and each.balance > 0 for each in items):
        claims = TrafficLight("red", "a promise to pay is broken")
    dunned = [each for each in items if each.dunning_level]
    level = max((each.dunning_level or 0 for each in dunned if not each.is_being_settled(key_date)), default=0)
    is_known = all(each.dunning_level is not None for each in items if each.balance > 0)
    dunning = _dunning(level, is_suspended=bool(dunned), is_known=is_known)
    return ReceivablesLights(claims, dunning, _inbox(inbox_states))


class _Item(NamedTuple):
    balance: Decimal
    days_overdue: int | None
    dunning_level: int | None
    blocked_until: date | None
    is_disputed: bool | None
    promise: str | None

    def is_being_settled(self, key_date: date) -> bool:
        """Return whether nobody presses for it now; a broken promise ends every forbearance but a dispute's."""
        if self.promise == "broken":
            return bool(self.is_disputed)
        is_blocked = self.blocked_until is not None and self.blocked_until >= key_date
        return bool(self.is_disputed) or is_blocked or self.promise == "open"


def _open_items(days_overdue: int, *, is_settling: bool) -> TrafficLight:
    if days_overdue > _DEFAULT_DAYS:
        return TrafficLight("red", "items are overdue for more than 30 days")
    if days_overdue > 0:
        return TrafficLight("yellow", "items are overdue")
    if is_settling:
        return TrafficLight("yellow", "what is overdue is being settled")
    return TrafficLight("green", "nothing is overdue")


def _inbox(states: AbstractSet[str]) -> TrafficLight:
    if states & _STUCK:
        return TrafficLight("yellow", "entries are stuck")
    return TrafficLight("green", "nothing is stuck")


def _dunning(level: int, *, is_suspended: bool, is_known: bool) -> TrafficLight:
    if level > 1:
        return TrafficLight("red", "dunned repeatedly")
    if level:
        return TrafficLight("yellow", "dunned once")
    if is_suspended:
        return TrafficLight("yellow", "dunning is suspended")
    return TrafficLight("green", "not dunned") if is_known else TrafficLight("unknown", "dunning level is not known")
