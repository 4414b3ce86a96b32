"""Payments of a document that came back, and what the bank takes for it: a claim beside the invoice, no part of it.

A bank gives a direct debit back with its fee in one sum (Rücklastschrift), or takes the fee in a line of its own; a house
charges the fee on. Whoever pays the invoice then has paid it, whether or not they pay the fee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.money import MONEY, euros

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_RETURNED = re.compile(r"r(ü|ue)ck(last|gabe)|\bRLS\b|\bretoure", re.IGNORECASE)
# More than this, in cents, no bank takes: it is another payment that came back.
MOST_FEE = 5000
_FEES = 2**34  # four times the most postings there can be
# Charges that say by themselves no more than that they are one.
_UNCLEAR = frozenset(("charged_beside_invoice", "cost_charged", "paid_out_unknown_account"))


@dataclass
class Returned:
    """What came back of one document, by the places of its entries.

    Attributes:
        back: Money outflows that take back a payment.
        undone: These and the payments.
        fees: The cents of an outflow that are a fee: of one in ``back`` a part of it, else all.
    """

    back: set[int] = field(default_factory=set)
    undone: set[int] = field(default_factory=set)
    fees: dict[int, int] = field(default_factory=dict)


def came_back(rows: Sequence[Mapping[str, Any]]) -> Returned:
    """Return what came back: what is paid out of a credit is a refund; what is paid out without one, a payment that came back.

    Args:
        rows: The entries of a document by day: ``cents``, ``movement`` with its reason, ``is_annulled``, ``posted_on``, ``text``.
    """
    balance, found = 0, Returned()
    # What is taken back together with a payment can be the discount that came with it.
    discounts = {-row["cents"] for row in rows if row["movement"] == "cash_discount"}
    for place, row in enumerate(rows):
        if row["movement"] == "refund" and not row["is_annulled"]:
            from_credit = balance < 0 and balance + row["cents"] <= 0
            payments = [
                earlier
                for earlier in range(place)
                if rows[earlier]["movement"] == "payment"
                and not rows[earlier]["is_annulled"]
                and earlier not in found.undone
                and -rows[earlier]["cents"] <= row["cents"]
            ]
            said = _RETURNED.search(row["text"] or "") is not None
            if payments and (said or not from_credit):
                taken = _taken_back(rows, payments, row["cents"])
                found.back.add(place)
                found.undone |= {place, *taken}
                left = row["cents"] + sum(rows[each]["cents"] for each in taken)
                if 0 < left <= MOST_FEE and left not in discounts:
                    found.fees[place] = left
        balance += row["cents"]
    days = {rows[place]["posted_on"] for place in found.back}
    for place, row in enumerate(rows):
        if place not in found.back and row["posted_on"] in days and _is_fee(row):
            found.fees[place] = row["cents"]
    return found


def _taken_back(rows: Sequence[Mapping[str, Any]], payments: list[int], cents: int) -> list[int]:
    """Return the payment of just this amount, else the last ones that make it together, else the last one; the later, the sooner."""
    same = [each for each in payments if -rows[each]["cents"] == cents]
    if same:
        return same[-1:]
    for first in range(len(payments) - 1, -1, -1):
        if -sum(rows[each]["cents"] for each in payments[first:]) == cents:
            return payments[first:]
    return payments[-1:]


def _is_fee(row: Mapping[str, Any]) -> bool:
    is_charge = row["movement"] == "refund" or row["movement_reason"] in _UNCLEAR
    return is_charge and not row["is_annulled"] and 0 < row["cents"] <= MOST_FEE


def with_fees_apart(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Give fees an entry of their own, a charge beside the invoice's; without one the entries stay as they are.

    Args:
        entries: With ``fee`` (whole cents of the amount, null: none).
    """
    fee = euros(pl.col("fee"))
    charged = entries.filter(pl.col("fee").is_not_null()).with_columns(
        pl.col("entry") + _FEES,
        fee.alias("amount"),
        pl.lit(None, MONEY).alias("net"),
        pl.lit("dunning_charge").alias("movement"),
        pl.lit("returned_debit_fee").alias("movement_reason"),
        pl.lit(value=False).alias("is_annulled"),
    )
    left = (pl.col("amount") - fee).cast(MONEY)
    rest = entries.with_columns(pl.when(pl.col("fee").is_null()).then("amount").otherwise(left).alias("amount"))
    return pl.concat([rest.filter(pl.col("fee").is_null() | (pl.col("amount") != 0)), charged]).drop("fee")
