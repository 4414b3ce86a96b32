"""A delivery that is far smaller than the last one: cut off in between two lines, or an export of one day instead of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.ingest.delivery import Delivery

# An inbox empties itself when its entries are posted; a directory of places is a library's business.
_KINDS = frozenset({"dealer_system", "ledger", "crm"})
# The list of totals and balances is one month's, that of open items shortens when debits are collected, and
# appointments lie ahead, fewer before holidays. A file that breaks off is recognised by its last line (records.cut_off).
_OF_A_DAY = frozenset({"balances", "open_items", "appointments"})
_FEWEST = 10  # records: what is smaller changes by half in the course of business
_SHARE = 0.5


@dataclass(frozen=True)
class FarSmaller:
    """A table or file with less than half of its records of before."""

    name: str
    records: int
    before: int

    def __str__(self) -> str:
        """Say it to an operator."""
        return f"{self.name} has {self.records} records, {self.before} the last time"


def far_smaller(delivery: Delivery, former: Delivery) -> list[FarSmaller]:
    """Return why a delivery is not taken without being asked for: what has less than half of its records of before.

    A file that is gone is not a reason of its own (a gap holds nothing back), unless its table shrinks by half with it.
    """
    return [*_tables(delivery, former), *_files(delivery, former)] if delivery.source in _KINDS else []


def _tables(delivery: Delivery, former: Delivery) -> Iterator[FarSmaller]:
    now, then = _by_table(delivery), _by_table(former)
    for table, before in then.items():
        kept = now.get(table, 0)
        if table not in _OF_A_DAY and before >= _FEWEST and kept < before * _SHARE:
            yield FarSmaller(table, kept, before)


def _files(delivery: Delivery, former: Delivery) -> Iterator[FarSmaller]:
    for key, record in delivery.by_file.items():
        before = former.by_file.get(key)
        if not before or record.table in _OF_A_DAY:
            continue
        if before.rows >= _FEWEST and record.rows < before.rows * _SHARE:
            yield FarSmaller(record.file, record.rows, before.rows)


def _by_table(delivery: Delivery) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in delivery.files:
        counts[each.table] = counts.get(each.table, 0) + each.kept
    return counts
