"""What a customer owes or is about to owe, compared with the credit limit (domain.md 5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import polars as pl

# States of a staged invoice that is on its way into the ledger. A rejected one goes back, a posted one is there.
_ON_THEIR_WAY = ("waiting", "error")


@dataclass(frozen=True)
class Credit:
    """How much of the credit is used. All in EUR.

    Attributes:
        open_balance: Sum of all open items, credits included.
        credit_limit: None: none set.
        credit_limit_exceeded: Whether the exposure is greater than the limit.
        unposted_invoices: Gross of the staged invoices that the ledger does not know yet.
        unbilled_orders: Gross of the current order splits that the customer pays.
        exposure: Open balance + unposted invoices + unbilled orders.
    """

    open_balance: Decimal
    credit_limit: Decimal | None
    credit_limit_exceeded: bool
    unposted_invoices: Decimal
    unbilled_orders: Decimal
    exposure: Decimal


def credit(
    open_balances: Iterable[Decimal],
    staged_invoices: pl.DataFrame,
    ledger_numbers: Collection[str],
    orders: pl.DataFrame,
    credit_limit: Decimal | None,
) -> Credit:
    """Add up the exposure and hold it against the limit.

    Args:
        open_balances: Balance of each open item.
        staged_invoices: ``state``, ``document_number`` and ``gross`` of the inbox's invoices.
        ledger_numbers: Document numbers on the customer's debtor accounts.
        orders: ``is_current``, ``payer`` and ``amount`` of the order splits.
        credit_limit: Of the customer's record; 0 in the sources means that none is set.
    """
    open_balance = _sum(open_balances)
    unposted = _unposted(staged_invoices, ledger_numbers)
    unbilled = _unbilled(orders)
    exposure = open_balance + unposted + unbilled
    limit = credit_limit or None
    return Credit(open_balance, limit, limit is not None and exposure > limit, unposted, unbilled, exposure)


def _unposted(staged_invoices: pl.DataFrame, ledger_numbers: Collection[str]) -> Decimal:
    """Add up the invoices on their way into the ledger; one that the ledger knows already is not counted twice."""
    staged = staged_invoices[:, ["state", "document_number", "gross"]].rows()
    known = set(ledger_numbers)
    return _sum(gross for state, number, gross in staged if state in _ON_THEIR_WAY and number not in known)


def _unbilled(orders: pl.DataFrame) -> Decimal:
    """Add up the current splits that the customer pays; a manufacturer or the house pays the others."""
    splits = orders[:, ["is_current", "payer", "amount"]].rows()
    return _sum(amount for is_current, payer, amount in splits if is_current and payer == "customer")


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))
