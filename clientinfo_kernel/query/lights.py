"""Traffic lights: how a customer stands, for roles that are not shown figures. A light has a reason, and no amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    import polars as pl

Light = Literal["green", "yellow", "red"]
Reason = Literal[
    "credit is blocked",
    "credit limit exceeded",
    "credit limit almost used",
    "nothing stands against it",
    "items are overdue for more than 30 days",
    "items are overdue",
    "nothing is overdue",
    "dunned repeatedly",
    "dunned once",
    "not dunned",
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


def receivables_lights(open_items: pl.DataFrame, inbox_states: AbstractSet[str]) -> ReceivablesLights:
    """Return the lights of open items, dunning and inboxes.

    Args:
        open_items: ``balance``, ``days_overdue`` and ``dunning_level`` of each open item; credits are never overdue.
        inbox_states: States that occur among the customer's inbox entries.
    """
    items = open_items[:, ["balance", "days_overdue", "dunning_level"]].rows()
    overdue = max((days for balance, days, _level in items if balance > 0 and days is not None), default=0)
    level = max((level for _balance, _days, level in items if level is not None), default=0)
    return ReceivablesLights(_open_items(overdue), _dunning(level), _inbox(inbox_states))


def _open_items(days_overdue: int) -> TrafficLight:
    if days_overdue > _DEFAULT_DAYS:
        return TrafficLight("red", "items are overdue for more than 30 days")
    if days_overdue > 0:
        return TrafficLight("yellow", "items are overdue")
    return TrafficLight("green", "nothing is overdue")


def _inbox(states: AbstractSet[str]) -> TrafficLight:
    if states & _STUCK:
        return TrafficLight("yellow", "entries are stuck")
    return TrafficLight("green", "nothing is stuck")


def _dunning(level: int) -> TrafficLight:
    if level > 1:
        return TrafficLight("red", "dunned repeatedly")
    return TrafficLight("yellow", "dunned once") if level else TrafficLight("green", "not dunned")
