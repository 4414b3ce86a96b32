"""A direct debit that came back under another number than its invoice, or under none, as a bank statement has it.

What is owed again stands where the ledger booked it; that the invoice was paid is no longer true. Who pays the return under
its own number pays the invoice.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from clientinfo_kernel.ingest.movements.returned_debits import MOST_FEE
from clientinfo_kernel.money import cents

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

_Entry: TypeAlias = dict[str, Any]
_DEBTOR = "debtor_account"
_day = itemgetter("posted_on")
# Words of direct debits alone: goods are given back, too.
_SAYS_SO = r"(?i)r(ü|ue)ck-?\s?last|lastschrift-?\s?r(ü|ue)ck|\bRLS\b"
# A debit without a mandate can be given back for so long (§ 676b (2) BGB: 13 months).
_LONGEST = timedelta(days=396)
_SETTLES = pl.Schema({"settles_number": pl.String(), "settles_use": pl.Int32()})
_BACK, _UNPAID = "payment_came_back", "came_back_elsewhere"


def with_returns_elsewhere(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Make returned payments of what is paid out as a returned debit where its document has no payment, and of that payment.

    It is the debtor's last payment of just this amount, of an invoice that the text names before others; with the bank's
    fee in the sum the only one that it can be.

    Args:
        entries: With ``use``, payments that came back under the invoice's own number known.

    Returns:
        The entries with ``settles_number`` and ``settles_use``: the invoice that a payment under the return's number pays.
    """
    stands = ~pl.col("is_annulled")
    is_return = (pl.col("movement") == "refund") & stands & pl.col("text").str.contains(_SAYS_SO)
    back = _of_entries(entries.filter(is_return))
    if back.is_empty():
        return entries.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in _SETTLES.items())
    among = back.lazy().select(_DEBTOR).unique()
    is_paid = (pl.col("movement") == "payment") & stands
    paid = _of_entries(entries.filter(is_paid).join(among, on=_DEBTOR, how="semi"))
    pairs = _pairs(_strays(back, paid, entries), paid.sort("posted_on", "entry").to_dicts())
    why = pl.DataFrame(
        [row for stray, taken in pairs for row in ((stray["entry"], _BACK), (taken["entry"], _UNPAID))],
        pl.Schema({"entry": pl.Int64, "why": pl.String}),
        orient="row",
    )
    reason, is_later = pl.col("why"), pl.col("posted_on") >= pl.col("returned_on")
    pays = (pl.col("movement") == "payment") & reason.is_null() & is_later.fill_null(value=False)
    return (
        entries.join(why.lazy(), on="entry", how="left")
        .join(_paid_there(pairs).lazy(), on=[_DEBTOR, "number"], how="left")
        .with_columns(
            pl.when(reason.is_null()).then("movement").otherwise(pl.lit("returned_payment")).alias("movement"),
            pl.coalesce(reason, "movement_reason").alias("movement_reason"),
            *(pl.when(pays).then(name).alias(name) for name in _SETTLES),
        )
        .drop("why", "returned_on")
    )


def _strays(back: pl.DataFrame, paid: pl.DataFrame, entries: pl.LazyFrame) -> list[_Entry]:
    """Return the returns, in the order of their days, that take back nothing that was paid under their number before.

    What is paid there later pays the return again, unless the number is an invoice's.
    """
    numbered = back.select(_DEBTOR, "number").drop_nulls().unique()
    is_claim = pl.col("movement").is_in(("invoice", "opening_balance"))
    claims = entries.filter(is_claim).join(numbered.lazy(), on=[_DEBTOR, "number"], how="semi")
    billed = claims.select(_DEBTOR, "number", pl.lit(date.min).alias("first_on"))
    first = paid.group_by(_DEBTOR, "number").agg(pl.col("posted_on").min().alias("first_on"))
    own = first.join(billed.unique().collect(engine="streaming"), on=[_DEBTOR, "number"], how="left", suffix="_claim")
    own = own.select(_DEBTOR, "number", pl.coalesce("first_on_claim", "first_on").alias("first_on"))
    strays = back.join(own, on=[_DEBTOR, "number"], how="left")
    is_stray = pl.col("first_on").is_null() | (pl.col("first_on") > pl.col("posted_on"))
    return strays.filter(is_stray).sort("posted_on", "entry").to_dicts()


def _of_entries(entries: pl.LazyFrame) -> pl.DataFrame:
    chosen = entries.select(
        "entry", _DEBTOR, "number", "use", "posted_on", "text", cents(pl.col("amount")).alias("cents")
    )
    return chosen.collect(engine="streaming")


def _pairs(strays: list[_Entry], payments: list[_Entry]) -> list[tuple[_Entry, _Entry]]:
    """Return each return with the payment that it takes back; a payment comes back once.

    An account that many customers share has very many payments: each return looks at those of its amount alone.
    """
    of_debtor: dict[str, dict[int, list[_Entry]]] = {}
    for payment in payments:
        if payment["number"] is not None:
            of_debtor.setdefault(payment[_DEBTOR], {}).setdefault(-payment["cents"], []).append(payment)
    gone: set[int] = set()
    pairs: list[tuple[_Entry, _Entry]] = []
    for stray in strays:
        taken = _taken_back(stray, of_debtor.get(stray[_DEBTOR], {}), gone)
        if taken is not None:
            gone.add(taken["entry"])
            pairs.append((stray, taken))
    return pairs


def _paid_there(pairs: list[tuple[_Entry, _Entry]]) -> pl.DataFrame:
    """Return per number of a return the invoice that is paid there; several returns under one number leave it open.

    What is paid there and comes back under another number is paid under that one.
    """
    elsewhere = [(stray, taken) for stray, taken in pairs if stray["number"] not in {None, taken["number"]}]
    times = Counter((stray[_DEBTOR], stray["number"]) for stray, _taken in elsewhere)
    invoices: dict[tuple[str, str], tuple[str, int]] = {}
    rows: list[tuple[str, str, date, str, int]] = []
    for stray, taken in elsewhere:
        debtor, number = stray[_DEBTOR], stray["number"]
        if times[debtor, number] == 1:
            invoice = invoices.get((debtor, taken["number"]), (taken["number"], taken["use"]))
            invoices[debtor, number] = invoice
            rows.append((debtor, number, stray["posted_on"], *invoice))
    schema = pl.Schema({_DEBTOR: pl.String(), "number": pl.String(), "returned_on": pl.Date(), **_SETTLES})
    return pl.DataFrame(rows, schema, orient="row")


def _taken_back(stray: _Entry, by_amount: Mapping[int, list[_Entry]], gone: Container[int]) -> _Entry | None:
    amount = stray["cents"]
    same = _near(stray, by_amount.get(amount, []), gone)
    if same:
        return next((each for each in reversed(same) if _names(stray["text"], each["number"])), same[-1])
    lower = (paid for cents_of, paid in by_amount.items() if 0 < amount - cents_of <= MOST_FEE)
    with_fee = [each for paid in lower for each in _near(stray, paid, gone)]
    return with_fee[0] if len(with_fee) == 1 else None


def _near(stray: _Entry, payments: list[_Entry], gone: Container[int]) -> list[_Entry]:
    """Return those of the payments, which are in the order of their days, that can have come back on that day."""
    day: date = stray["posted_on"]
    begin = bisect_left(payments, day - _LONGEST, key=_day)
    return [each for each in payments[begin : bisect_right(payments, day, key=_day)] if each["entry"] not in gone]


def _names(text: str, number: str) -> bool:
    """Return whether a text has a number as a whole: not in a longer one, nor in a day."""
    # A pattern of its own for each number takes far longer than to see that it is not there.
    return number in text and re.search(rf"(?<![\w.]){re.escape(number)}(?!\w|\.\d)", text) is not None
