"""The state of a customer's receivables on a day that has passed, rebuilt from the movements (Stichtag).

Nothing that was booked later counts, nor what came into an inbox later. What the movements cannot tell stays empty:
the dunning level of that day.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.money import cents, euros
from clientinfo_kernel.query.document_key import document_key
from clientinfo_kernel.query.document_on_day import documents_on
from clientinfo_kernel.query.ledger_numbers import LedgerNumbers
from clientinfo_kernel.query.posting_text import BOOKING_WITHOUT_INVOICE, ORDER_AND_PLATE
from clientinfo_kernel.query.reminder_fees import fees_left, standing_on
from clientinfo_kernel.query.tables.ledger import ITEM, OPEN_ITEMS
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from collections.abc import Callable

_Item = tuple[str, str, int]
_NOTHING = Decimal("0.00")
# What is booked under the number of an invoice that was posted before.
_FOLLOWS = frozenset(
    ("payment", "returned_payment", "refund", "reversal", "cash_discount", "write_off", "dunning_charge")
)


def rows_on(rows: Callable[[str], pl.DataFrame], table: str, day: date) -> pl.DataFrame:
    """Return a customer's rows of a table as they were on a day; tables without a past as they are.

    Args:
        rows: Reads the customer's rows of today.
        table: Of ``tables``.
        day: The key date.
    """
    past: dict[str, Callable[[], pl.DataFrame]] = {
        "open_items": lambda: open_items_on(rows("debtor_entries"), rows("debtor_documents"), day),
        "debtor_documents": lambda: _standing(documents_on(rows(table), rows("debtor_entries"), day), day),
        "payments": lambda: _payments_on(rows(table), rows("debtor_entries"), rows("debtor_documents"), day),
        "order_deposits": lambda: _up_to(rows(table), "posted_on", day),
        "payer_orders": lambda: _orders_on(rows(table), day),
        "inbox_invoices": lambda: _staged_on(rows(table), rows("debtor_entries"), day),
    }
    return past.get(table, lambda: rows(table))()


def open_items_on(entries: pl.DataFrame, documents: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the open items on a day (``tables.ledger.OPEN_ITEMS``), oldest first.

    Args:
        entries: The customer's entries on debtor accounts (``tables.ledger.DEBTOR_ENTRIES``).
        documents: Their documents (``tables.ledger.DEBTOR_DOCUMENTS``).
        day: The key date, bookings of that day included.
    """
    known = {
        (row["debtor_account"], row["number"], row["use"]): row
        for row in documents_on(documents, entries, day).to_dicts()
    }
    items = [
        _item(known[key], balance, known[key]["debit"] or -known[key]["credit"])
        for key, balance in _balances(entries, day).items()
        if balance and key in known
    ]
    items += [_item({**row, "date": row["posted_on"]}, row["amount"], None) for row in _loose(entries, day)]
    items.sort(key=lambda row: (row["date"], row["number"], row["debtor_account"]))
    return pl.DataFrame(items, OPEN_ITEMS.columns)


def _balances(entries: pl.DataFrame, day: date) -> dict[_Item, Decimal]:
    balances: dict[_Item, Decimal] = {}
    for account, number, use, posted_on, amount in entries[:, [*ITEM, "posted_on", "amount"]].rows():
        if number is not None and posted_on <= day:
            key = (account, number, use)
            balances[key] = balances.get(key, _NOTHING) + amount
    return balances


def _loose(entries: pl.DataFrame, day: date) -> list[dict[str, Any]]:
    """Return what is booked without a number up to a day, but for what was reversed by then, and its reversal."""
    return [
        row
        for row in entries.to_dicts()
        if row["number"] is None
        and row["amount"]
        and row["posted_on"] <= day
        and (row["reversed_on"] is None or row["reversed_on"] > day)
    ]


def _item(row: dict[str, Any], balance: Decimal, amount: Decimal | None) -> dict[str, Any]:
    number, found = row["number"], re.match(ORDER_AND_PLATE, row["text"] or "")
    is_invoice = number is not None and not re.match(BOOKING_WITHOUT_INVOICE, number)
    parts = found.groupdict() if found else {"order": None, "plate": None}
    return {
        "customer_id": row["customer_id"],
        "debtor_account": row["debtor_account"],
        "kind": "R" if is_invoice else number or "U",
        "number": number if is_invoice else "",
        "date": row["date"],
        "due_on": row["payable_on"],
        "text": row["text"],
        "amount": amount if is_invoice else _NOTHING,
        "balance": balance,
        "dunning_level": None,
        "order_number": parts["order"],
        "license_plate": parts["plate"],
        "is_shared": False,
        "source_file": row["source_file"],
        "source_row": row["source_row"],
    }


def _payments_on(payments: pl.DataFrame, entries: pl.DataFrame, documents: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the payments up to a day; an invoice is settled if nothing of it was open then that was paid later."""
    paid = _up_to(payments, "paid_on", day)
    balances = _balances(entries, day)
    # What was never paid: of a settled invoice a small difference at most. A write-off that was reversed gave up nothing.
    unpaid = _balances(entries, date.max)
    for account, number, use, written_off in documents[:, [*ITEM, "written_off"]].rows():
        unpaid[account, number, use] = unpaid.get((account, number, use), _NOTHING) + written_off
    # A reminder fee that nobody has paid is not part of the invoice, neither then nor now.
    fees, fees_now = _fees_left(entries, paid, day), _fees_left(entries, payments, date.max)
    settled = [
        bool(row["is_settled"])
        and balances.get(key, _NOTHING) - fees.get(key, _NOTHING)
        <= max(unpaid.get(key, _NOTHING) - fees_now.get(key, _NOTHING), _NOTHING)
        for row in paid.to_dicts()
        for key in [(row["debtor_account"], row["number"], row["use"])]
    ]
    return paid.with_columns(pl.Series("is_settled", settled, pl.Boolean))


def _fees_left(entries: pl.DataFrame, paid: pl.DataFrame, day: date) -> dict[_Item, Decimal]:
    """Return what no payment up to a day covers of the reminders' fees that stood then, per item that has one."""
    fees = standing_on(entries, day)
    if fees.is_empty():  # a plan costs more than looking at a customer's rows does
        return {}
    whole_cents = cents(pl.col("amount"))
    left = fees_left(fees.lazy().with_columns(whole_cents), paid.lazy().with_columns(whole_cents))
    rows = left.with_columns(euros(pl.col("fee_left"))).collect().rows()
    return {(account, number, use): amount for account, number, use, amount in rows}


def _orders_on(orders: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the orders that were placed and not billed on a day, as current ones."""
    waiting = [
        (row["ordered_on"] is None or row["ordered_on"] <= day)
        and (row["is_current"] if row["billed_on"] is None else row["billed_on"] > day)
        for row in orders.to_dicts()
    ]
    return orders.filter(pl.Series(waiting, dtype=pl.Boolean)).with_columns(pl.lit(value=True).alias("is_current"))


def _staged_on(staged: pl.DataFrame, entries: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return what had come into the inboxes by a day; what was posted later was on its way then."""
    booked = entries[:, ["number", "posted_on", "movement"]].rows()
    posted = LedgerNumbers.of((number, on) for number, on, movement in booked if movement not in _FOLLOWS)

    def is_posted_later(number: str | None) -> bool:
        key = document_key(number)
        return key is not None and any(on is not None and on > day for on in posted.days(key))

    rows = [
        {
            **row,
            "state": "waiting"
            if row["state"] == "posted" and is_posted_later(row["document_number"])
            else row["state"],
        }
        for row in staged.to_dicts()
        if (on := row["document_on"] or (row["received_at"] and row["received_at"].astimezone(BERLIN).date())) is None
        or on <= day
    ]
    return pl.DataFrame(rows, staged.schema)


def _standing(documents: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return all documents; of those that came later only the numbers say something, and they do not stand yet."""
    return documents.with_columns(pl.col("stands") & (pl.col("date") <= day))


def _up_to(rows: pl.DataFrame, column: str, day: date) -> pl.DataFrame:
    return rows.filter(pl.col(column) <= day)
