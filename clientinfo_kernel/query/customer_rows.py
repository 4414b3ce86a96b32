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
    """What a customer's file reads: each answer's columns once, for as long as the file is open, and as far as allowed.

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
    _read: dict[tuple[str, tuple[str, ...] | None], pl.DataFrame] = field(
        default_factory=dict, kw_only=True, repr=False
    )

    def _answer(self, table: str, schema: pl.Schema) -> pl.DataFrame:
        return self._rows(table, tuple(schema.names()))

    def _begun(self, table: str, schema: pl.Schema) -> pl.DataFrame:
        """Return what the snapshot holds of an answer that goes on with columns of others."""
        known = table_named(table).columns
        return self._rows(table, tuple(name for name in schema.names() if name in known))

    def _rows(self, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        self.access.require(table_named(table).topic)  # the one way to the rows, so that no method can forget it
        return permitted_rows(self._all_rows(table, columns), table, self.access)

    def _all_rows(self, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        asked = (table, columns)
        if asked not in self._read:
            self._read[asked] = (
                self._snapshot.rows(table, self.customer_id, columns)
                if self.as_of is None
                else self._past(table, self.as_of)[:, list(columns)]  # no query plan, as ``select`` is one
            )
        return self._read[asked]

    def _past(self, table: str, day: date) -> pl.DataFrame:
        whole = (table, None)
        if whole not in self._read:
            self._read[whole] = rows_on(lambda name: self._snapshot.rows(name, self.customer_id), table, day)
        return self._read[whole]
