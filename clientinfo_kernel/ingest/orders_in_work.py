"""Which records of a split count where several orders have its number, and some of them are not billed yet.

A bill has a day, which tells two orders' bills from each other. What is in work has none: two records of one file are two
orders, one of a later file is that with its title and payer, and what is billed in a later file was in work before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Record:
    """One record of a split, in the order of the files.

    Attributes:
        file: Its file.
        bill: Which bill of the number it is, counted from the first; None: not billed yet.
        said: What tells it from others that are in work: title and payer.
    """

    file: str
    bill: int | None
    said: tuple[object, ...]


_Orders: TypeAlias = list[int]


def counting(records: Sequence[Record], orders: int) -> list[int]:
    """Return which records count: the newest of each order.

    Args:
        records: All of a split's number, in the order of the files.
        orders: How many orders have the number.
    """
    newest = _newest_of_each(records)
    bills = [at for at in newest if records[at].bill is not None]
    behind = [at for at in newest if not bills or at > max(bills)]
    before = [at for at in newest if records[at].bill is None and at not in behind]
    bills = sorted(bills, key=lambda at: records[at].bill or 0)[-orders:]
    if behind and len(bills) == orders:
        # A bill that was taken back: its order is in work again.
        bills.pop()
    behind = behind[-(orders - len(bills)) :]
    free = orders - len(bills) - len(behind)
    return sorted([*bills, *behind, *(before[-free:] if free else [])])


def _newest_of_each(records: Sequence[Record]) -> _Orders:
    """Return the last record of each order that can be told from the others, in the order of the files."""
    orders: _Orders = []
    for at, record in enumerate(records):
        former = _former(records, orders, record)
        if former is not None:
            orders.remove(former)
        orders.append(at)
    return orders


def _former(records: Sequence[Record], orders: _Orders, record: Record) -> int | None:
    """Return the record of the same order that stood before, if any."""
    in_work = [at for at in orders if records[at].bill is None and records[at].file != record.file]
    same = [at for at in in_work if records[at].said == record.said]
    if record.bill is None:
        return same[0] if same else None
    bill = next((at for at in orders if records[at].bill == record.bill), None)
    return bill if bill is not None else next(reversed(same or in_work), None)
