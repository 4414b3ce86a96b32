"""What of a reminder's fee under an invoice's number no payment covered by a day: it keeps no invoice from being paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    # Debtor account, number, use.
    _Item = tuple[str, str, int]

_ITEM = ("debtor_account", "number", "use")
_NOTHING = Decimal("0.00")


def fees_left(entries: pl.DataFrame, payments: pl.DataFrame, day: date) -> dict[_Item, Decimal]:
    """Return what is left of the fees booked by a day, per item that has one (EUR).

    What is paid since settles the fee first (§ 367 (1) BGB), but for the largest payment, unless that is just the fee: who
    pays what was invoiced pays the invoice. A fee that a reversal of its amount takes back is none.

    Args:
        entries: The customer's entries (``tables.ledger.DEBTOR_ENTRIES``).
        payments: Their payments (``tables.ledger.PAYMENTS``).
        day: Bookings of that day included.
    """
    fees: dict[_Item, list[tuple[date, Decimal]]] = {}
    taken_back: dict[_Item, list[Decimal]] = {}
    for account, number, use, on, movement, amount in entries[:, [*_ITEM, "posted_on", "movement", "amount"]].rows():
        if number is not None and on <= day:
            if movement == "dunning_charge":
                fees.setdefault((account, number, use), []).append((on, amount))
            elif movement == "reversal":
                taken_back.setdefault((account, number, use), []).append(-amount)
    if not fees:
        return {}
    paid: dict[_Item, list[tuple[date, Decimal]]] = {}
    for account, number, use, on, amount in payments[:, [*_ITEM, "paid_on", "amount"]].rows():
        if on <= day:
            paid.setdefault((account, number, use), []).append((on, amount))
    return {item: _left(each, taken_back.get(item, []), paid.get(item, [])) for item, each in fees.items()}


def _left(fees: list[tuple[date, Decimal]], taken_back: list[Decimal], paid: list[tuple[date, Decimal]]) -> Decimal:
    standing, reversals = [], list(taken_back)
    for on, amount in fees:
        if amount in reversals:
            reversals.remove(amount)
        else:
            standing.append((on, amount))
    charged = sum((amount for _, amount in standing), _NOTHING)
    if charged <= 0:
        return _NOTHING
    since = [amount for on, amount in paid if on >= min(day for day, _ in standing)]
    largest = max(since, default=_NOTHING)
    covered = sum(since, _NOTHING) - (_NOTHING if largest == charged else largest)
    return max(charged - covered, _NOTHING)
