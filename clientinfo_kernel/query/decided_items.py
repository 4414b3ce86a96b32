"""Open items with what accounting decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from clientinfo_kernel.live.open_item_decisions import item_id
from clientinfo_kernel.query import answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

Promise = Literal["open", "broken"]
_NO_ITEMS = answers.OPEN_ITEMS.to_frame()
# ``open_item_decisions.item_id`` over items with their ``customer_number``: a million items cannot be asked one by one.
ITEM_ID = pl.concat_str(
    pl.col("customer_number", "debtor_account", "kind", "number").cast(pl.String).fill_null(""),
    pl.col("date").dt.strftime("%Y-%m-%d").fill_null(""),
    separator="|",
)
# What an item is named by (``item_id``), and what a promise is held against.
_LOOKED_AT = ["debtor_account", "kind", "number", "date", "balance"]
_PROMISE = ("promised_on", "promised_amount", "promised_balance", "balance")
_DECIDED = ("blocked_until", "promised_on", "promised_amount", "promised_by", "is_disputed", "note", "version")


def with_decisions(
    items: pl.DataFrame, customer_number: str, decisions: Sequence[Mapping[str, Any]], key_date: date
) -> pl.DataFrame:
    """Return a customer's open items with what was decided about each (``answers.OPEN_ITEMS``).

    Args:
        items: Open items with their ages (``payments.with_ages``).
        customer_number: Whose they are.
        decisions: Rows of ``live.open_item_decisions``.
        key_date: The day on which a promise is or is not broken.
    """
    if items.is_empty():
        return _NO_ITEMS
    by_item = {each["item_id"]: each for each in decisions}
    rows = [
        _decided(item, item_id(customer_number, item), by_item, key_date)
        for item in items[_LOOKED_AT].iter_rows(named=True)
    ]
    columns = list(answers.OPEN_ITEMS.names())
    added = [name for name in columns if name not in items.columns]
    series = [pl.Series(name, [row[name] for row in rows], answers.OPEN_ITEMS[name]) for name in added]
    return items.hstack(series)[:, columns]


def with_decisions_of_all(
    items: pl.DataFrame, customer_numbers: pl.Series, decisions: pl.DataFrame, key_date: date
) -> pl.DataFrame:
    """Return open items of any customers with what was decided about each (``answers.OPEN_ITEMS``), in their order.

    Args:
        items: Open items with their ages (``payments.with_ages``).
        customer_numbers: Whose each is.
        decisions: Rows of ``live.open_item_decisions``.
        key_date: The day on which a promise is or is not broken.
    """
    named = items.with_columns(customer_numbers.alias("customer_number")).with_columns(ITEM_ID.alias("item_id"))
    decided = decisions.select("item_id", *_DECIDED, "promised_balance")
    found = named.join(decided, on="item_id", how="left", maintain_order="left")
    promises = [
        promise_state(day, amount, then, balance, key_date)
        for day, amount, then, balance in found.select(_PROMISE).iter_rows()
    ]
    found = found.with_columns(pl.col("version").fill_null(0), pl.Series("promise", promises, pl.String))
    return found.select(pl.col(name).cast(dtype) for name, dtype in answers.OPEN_ITEMS.items())


def is_blocked(item: Mapping[str, Any], key_date: date) -> bool:
    """Return whether an item (``answers.OPEN_ITEMS``) is not dunned on the key date; the last day of a block belongs to it."""
    return item["blocked_until"] is not None and item["blocked_until"] >= key_date


def promise_state(
    promised_on: date | None,
    promised_amount: Decimal | None,
    promised_balance: Decimal | None,
    balance: Decimal,
    key_date: date,
) -> Promise | None:
    """Return how a promise about an item that is still open stands; a part that was paid keeps a promise of that part.

    Args:
        promised_on: The day up to which it was to be paid; None: nothing was promised.
        promised_amount: How much; None: all of it.
        promised_balance: What was open when it was promised; None: unknown, so that no part can be seen to be paid.
        balance: What is open now.
        key_date: The page's day, up to which payments are known: today, or the fixed key date of settings that have one
            (``as_of``, as the demo's have), since the days that people name there lie around it as well.
    """
    if promised_on is None:
        return None
    if promised_amount is not None and promised_balance is not None and promised_balance - balance >= promised_amount:
        return None
    return "broken" if key_date > promised_on else "open"


def _decided(
    item: Mapping[str, Any], name: str, by_item: Mapping[str, Mapping[str, Any]], key_date: date
) -> dict[str, Any]:
    decision = by_item.get(name)
    if decision is None:
        return {**dict.fromkeys(_DECIDED), "version": 0, "item_id": name, "promise": None}
    day, amount, then = (decision[each] for each in ("promised_on", "promised_amount", "promised_balance"))
    promise = promise_state(day, amount, then, item["balance"], key_date)
    return {**{each: decision[each] for each in _DECIDED}, "item_id": name, "promise": promise}
