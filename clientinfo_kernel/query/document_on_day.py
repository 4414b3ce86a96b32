"""The documents on debtor accounts as they stood on a day: what was reversed later stood then, what came later did not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    # Day, kind of movement, amount (debit positive).
    _Booked = tuple[date, str, Decimal]

_ASKS = ("invoice", "opening_balance")
_BILLS = ("invoice", "credit_note")
_NOTHING = Decimal("0.00")


def documents_on(documents: pl.DataFrame, entries: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return all documents, those that something was booked on after a day with what stood of them then.

    ``date``, ``debit``, ``credit``, ``claim`` and ``stands`` are those of the day, insofar as a later reversal or a second posting changed
    them; later payments, and the other columns, are today's.

    Args:
        documents: The customer's documents (``tables.ledger.DEBTOR_DOCUMENTS``).
        entries: Their entries (``tables.ledger.DEBTOR_ENTRIES``).
        day: The key date, bookings of that day included.
    """
    booked: dict[tuple[str, str, int], list[_Booked]] = {}
    for account, number, use, *entry in entries[
        :, ["debtor_account", "number", "use", "posted_on", "movement", "amount"]
    ].rows():
        booked.setdefault((account, number, use), []).append((entry[0], entry[1], entry[2]))
    rows = [
        {**row, **_on(row, booked.get((row["debtor_account"], row["number"], row["use"]), ()), day)}
        for row in documents.to_dicts()
    ]
    return pl.DataFrame(rows, documents.schema)


def _on(row: dict[str, Any], booked: Sequence[_Booked], day: date) -> dict[str, Any]:
    if row["last_on"] <= day:
        return {}
    later = _sum(amount for on, kind, amount in booked if on > day and kind in _ASKS and amount > 0)
    by_then = [each for each in booked if each[0] <= day]
    asked = [(on, amount) for on, kind, amount in by_then if kind in _ASKS and amount > 0]
    noted = [(on, -amount) for on, kind, amount in by_then if kind == "credit_note" and amount < 0]
    taken_back = [amount for _, kind, amount in by_then if kind == "reversal"]
    # What stands today and was not booked later stood then, whatever else was reversed under the number.
    claim = max(row["claim"] - later, _left(asked, -_sum(amount for amount in taken_back if amount < 0)))
    credited = _left(noted, _sum(amount for amount in taken_back if amount > 0))
    stood = [on for on, _ in (*asked, *noted)] if claim or credited else []
    debit, credit = max(row["debit"], claim), max(row["credit"], credited)
    is_billed = any(kind in _BILLS for _, kind, _amount in by_then)
    is_invoice = any(kind == "invoice" and amount > 0 for _, kind, amount in by_then)
    return {
        "date": row["date"] if row["date"] <= day else min(stood, default=row["date"]),
        "debit": debit,
        "credit": credit,
        "claim": claim,
        "stands": bool(claim or (credited and not is_invoice)) if is_billed else bool(debit or credit),
    }


def _left(booked: Sequence[tuple[date, Decimal]], taken_back: Decimal) -> Decimal:
    return max(_sum(amount for _, amount in booked) - taken_back, _NOTHING)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _NOTHING)
