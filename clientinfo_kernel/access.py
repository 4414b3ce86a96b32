"""Who may see what of a customer (design: roles). What a role may not see is never computed for it.

Credit and payment behaviour come as amounts, or as a light with its reason and no amounts, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clientinfo_kernel.header import CustomerHeader

ROLES = ("service", "sales", "accounting", "controlling", "analyst", "privacy")
Depth = Literal["no", "light", "yes"]

_CREDIT_FIELDS = frozenset(
    {"open_balance", "credit_limit", "credit_limit_exceeded", "unposted_invoices", "unbilled_orders", "exposure"}
)
_PAYMENT_FIELDS = frozenset(
    {"days_to_pay", "days_to_pay_last_12", "days_to_pay_before", "payment_delay_days", "paid_invoices", "dunning_level"}
)


@dataclass(frozen=True)
class Access:
    """What a role may see: ``credit`` and ``receivables`` in depth, ``revenue`` and ``gross_profit`` or not."""

    credit: Depth = "no"
    receivables: Depth = "no"
    revenue: bool = False
    gross_profit: bool = False

    def hidden_fields(self) -> frozenset[str]:
        """Fields of the header that the role may not see."""
        credit = frozenset() if self.credit == "yes" else _CREDIT_FIELDS
        payment = frozenset() if self.receivables == "yes" else _PAYMENT_FIELDS
        return credit | payment


@dataclass(frozen=True)
class CreditLight:
    """A traffic light with its reason, without amounts."""

    light: Literal["green", "yellow", "red"]
    reason: str


EVERYTHING = Access("yes", "yes", revenue=True, gross_profit=True)
_MATRIX = {
    "service": Access(credit="light"),
    "sales": Access(credit="light", receivables="light", revenue=True),
    "accounting": Access(credit="yes", receivables="yes", revenue=True),
    "controlling": EVERYTHING,
    "analyst": EVERYTHING,
    "privacy": Access(),
}


def access_of(role: str | None) -> Access:
    """What a role may see; None is the operator at the shell, who sees everything.

    Raises:
        KeyError: No such role.
    """
    return EVERYTHING if role is None else _MATRIX[role]


def credit_light(header: CustomerHeader) -> CreditLight:
    """Red: over the limit, or dunned for the second time. Yellow: dunned once, or nine tenths of the limit used."""
    if header.credit_limit_exceeded:
        return CreditLight("red", "credit limit exceeded")
    if header.dunning_level > 1:
        return CreditLight("red", f"dunning level {header.dunning_level}")
    if header.dunning_level == 1:
        return CreditLight("yellow", "dunning level 1")
    if header.credit_limit is not None and header.exposure * 10 >= header.credit_limit * 9:
        return CreditLight("yellow", "credit limit almost used")
    return CreditLight("green", "nothing stands against it")
