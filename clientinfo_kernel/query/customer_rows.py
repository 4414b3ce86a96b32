"""The rows of one customer in a snapshot: the one way to them, so that no question can pass the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from clientinfo_kernel.access.rights import Access
from clientinfo_kernel.query.key_date import rows_on
from clientinfo_kernel.query.permitted import permitted_rows
from clientinfo_kernel.query.snapshot import Snapshot
from clientinfo_kernel.query.tables import table_named


@dataclass(frozen=True)
class CustomerRows:
    """What a customer's file reads: each table once, for as long as the file is open, and as far as it is allowed.

    Attributes:
        customer_id: The customer's place in this snapshot.
        key_date: Day for which ages and delays are computed.
        access: What the viewer is allowed to ask.
        as_of: Day whose state of the receivables is shown, rebuilt from the movements; None: what is delivered.
    """

    _snapshot: Snapshot
    customer_id: int
    key_date: date
    access: Access
    as_of: date | None = field(default=None, kw_only=True)
    _read: dict[str, pl.DataFrame] = field(default_factory=dict, kw_only=True, repr=False)

    def _answer(self, table: str, schema: pl.Schema) -> pl.DataFrame:
        return self._rows(table)[:, schema.names()]  # no query plan, as ``select`` is one

    def _rows(self, table: str) -> pl.DataFrame:
        self.access.require(table_named(table).topic)  # the one way to the rows, so that no method can forget it
        return permitted_rows(self._all_rows(table), table, self.access)

    def _all_rows(self, table: str) -> pl.DataFrame:
        if table not in self._read:
            delivered = self._snapshot.rows
            self._read[table] = (
                delivered(table, self.customer_id)
                if self.as_of is None
                else rows_on(lambda name: delivered(name, self.customer_id), table, self.as_of)
            )
        return self._read[table]
