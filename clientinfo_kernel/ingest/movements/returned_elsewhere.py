"""A direct debit that came back under another number than its invoice, or under none, as a bank statement has it.

What is owed again stands where the ledger booked it; that the invoice was paid is no longer true.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.movements.returned_debits import MOST_FEE
from clientinfo_kernel.money import cents

_DEBTOR = "debtor_account"
# Words of direct debits alone: goods are given back, too.
_SAYS_SO = r"(?i)r(ü|ue)ck-?\s?last|lastschrift-?\s?r(ü|ue)ck|\bRLS\b"
# A debit without a mandate can be given back for so long (§ 676b (2) BGB: 13 months).
_LONGEST = timedelta(days=396)
_BACK, _UNPAID = "payment_came_back", "came_back_elsewhere"


def with_returns_elsewhere(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Make returned payments of what is paid out as a returned debit where its document has no payment, and of that payment.

    It is the debtor's last payment of just this amount, of an invoice that the text names before others; with the bank's
    fee in the sum the only one that it can be.

    Args:
        entries: With ``use``, payments that came back under the invoice's own number known.
    """
    stands = ~pl.col("is_annulled")
    is_return = (pl.col("movement") == "refund") & stands & pl.col("text").str.contains(_SAYS_SO)
    back = _of_entries(entries.filter(is_return))
    if back.is_empty():
        return entries
    among = back.lazy().select(_DEBTOR).unique()
    is_paid = (pl.col("movement") == "payment") & stands
    paid = _of_entries(entries.filter(is_paid).join(among, on=_DEBTOR, how="semi"))
    strays = back.join(paid, on=[_DEBTOR, "number"], how="anti")
    changed = _pairs(strays.sort("posted_on", "entry").to_dicts(), paid.sort("posted_on", "entry").to_dicts())
    reason = pl.col("why")
    return (
        entries.join(changed.lazy(), on="entry", how="left")
        .with_columns(
            pl.when(reason.is_null()).then("movement").otherwise(pl.lit("returned_payment")).alias("movement"),
            pl.coalesce(reason, "movement_reason").alias("movement_reason"),
        )
        .drop("why")
    )


def _of_entries(entries: pl.LazyFrame) -> pl.DataFrame:
    chosen = entries.select("entry", _DEBTOR, "number", "posted_on", "text", cents(pl.col("amount")).alias("cents"))
    return chosen.collect(engine="streaming")


def _pairs(strays: list[dict[str, Any]], payments: list[dict[str, Any]]) -> pl.DataFrame:
    """Return ``entry`` and ``why`` of each return and of the payment that it takes back; a payment comes back once."""
    changed = pl.Schema({"entry": pl.Int64, "why": pl.String})
    of_debtor: dict[str, list[dict[str, Any]]] = {}
    for payment in payments:
        if payment["number"] is not None:
            of_debtor.setdefault(payment[_DEBTOR], []).append(payment)
    found: list[tuple[int, str]] = []
    for stray in strays:
        theirs = of_debtor.get(stray[_DEBTOR], [])
        taken = _taken_back(stray, theirs)
        if taken is not None:
            theirs.remove(taken)
            found += [(stray["entry"], _BACK), (taken["entry"], _UNPAID)]
    return pl.DataFrame(found, changed, orient="row")


def _taken_back(stray: dict[str, Any], payments: list[dict[str, Any]]) -> dict[str, Any] | None:
    day: date = stray["posted_on"]
    near = [each for each in payments if day - _LONGEST <= each["posted_on"] <= day]
    same = [each for each in near if -each["cents"] == stray["cents"]]
    if same:
        return next((each for each in reversed(same) if _names(stray["text"], each["number"])), same[-1])
    with_fee = [each for each in near if 0 < stray["cents"] + each["cents"] <= MOST_FEE]
    return with_fee[0] if len(with_fee) == 1 else None


def _names(text: str, number: str) -> bool:
    """Return whether a text has a number as a whole: not in a longer one, nor in a day."""
    return re.search(rf"(?<![\w.]){re.escape(number)}(?!\w|\.\d)", text) is not None
