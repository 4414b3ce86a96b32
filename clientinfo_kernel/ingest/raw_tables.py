"""The raw tables of all configured sources, each in the schema of its contract."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import used_again, with_invoice_key
from clientinfo_kernel.ingest.raw_store import RawStore
from clientinfo_kernel.ingest.repeated_orders import (
    DAYS,
    lines_of_orders,
    of_orders,
    orders_used_again,
    splits_of_orders,
)
from clientinfo_kernel.query.tables.findings import REFUSED_ROWS
from data_sources.contract import REJECT_SCHEMA, no_rows
from data_sources.crm.contract import Crm
from data_sources.dealer_system.contract import DealerSystem
from data_sources.inbox.contract import Inbox
from data_sources.ledger.contract import Ledger
from data_sources.places.contract import PlaceDirectory

if TYPE_CHECKING:
    import dataframely as dy

    from clientinfo_kernel.ingest.delivery import FileCount


_DEALER = "dealer_system"
CONTRACTS: dict[str, type[dy.Collection]] = {
    "dealer_system": DealerSystem,
    "ledger": Ledger,
    "inbox": Inbox,
    "crm": Crm,
    "places": PlaceDirectory,
}


@dataclass(frozen=True)
class RawTables:
    """The raw tables of the sources that the settings name."""

    store: RawStore
    kinds: frozenset[str]

    def scan(self, kind: str, table: str) -> pl.LazyFrame:
        """Return a raw table; empty where the source is not configured or delivered none of it.

        Orders whose number was used again have a key in its place, in all tables of the dealer system (``repeated_orders``).
        """
        rows = self._delivered(kind, table)
        if kind != _DEALER or table not in {*DAYS, "order_lines"} or self.order_uses.is_empty():
            return rows
        if table == "order_lines":
            return lines_of_orders(rows, self.scan(kind, "order_splits"), self.order_uses)
        if table == "order_splits":
            return splits_of_orders(rows, self.order_uses)
        return of_orders(rows, self.order_uses, DAYS[table])

    def _delivered(self, kind: str, table: str) -> pl.LazyFrame:
        schema = CONTRACTS[kind].member_schemas()[table]
        return self.store.scan(kind, table, schema) if kind in self.kinds else no_rows(schema).lazy()

    def billed(self, table: str) -> pl.LazyFrame:
        """Return the dealer system's ``invoices`` or ``order_splits`` with ``invoice_key`` (``billed_numbers``)."""
        return with_invoice_key(self.scan(_DEALER, table), self.uses)

    @cached_property
    def uses(self) -> pl.DataFrame:
        """The numbers that the dealer system's invoices used again (``billed_numbers.used_again``)."""
        return used_again(self.scan(_DEALER, "invoices"), self.scan(_DEALER, "order_splits"))

    @cached_property
    def order_uses(self) -> pl.DataFrame:
        """The orders whose numbers were used again (``repeated_orders.orders_used_again``)."""
        return orders_used_again(self._delivered(_DEALER, "orders"))

    def frame(self, kind: str, table: str) -> pl.DataFrame:
        """Load the same into memory, for tables of the size of the customers."""
        return self.scan(kind, table).collect()

    def files(self, kind: str, table: str) -> tuple[FileCount, ...]:
        """Return the files that were read as a table, with their counts; none where the source is not configured."""
        delivery = self.store.delivery(kind) if kind in self.kinds else None
        return tuple(each for each in delivery.files if each.table == table) if delivery else ()

    def refused(self, most: int) -> pl.DataFrame:
        """Return the first quarantined records of each source, without the records themselves (table ``refused_rows``)."""
        frames = [REJECT_SCHEMA.to_frame(), *(self.store.quarantine(kind).head(most) for kind in sorted(self.kinds))]
        # A rule names a field and what is wrong with it, or the record as a whole: ``amount|negative``, ``truncated``.
        parts = pl.col("rule").str.split_exact("|", 1).struct
        has_field = pl.col("rule").str.contains("|", literal=True)
        return (
            pl.concat(frames)
            .select(
                *("source", "table"),
                pl.when(has_field).then(parts.field("field_0")).alias("field"),
                pl.when(has_field).then(parts.field("field_1")).otherwise("rule").alias("rule"),
                "value",
                pl.col("file").alias("source_file"),
                pl.col("line").alias("source_row"),
            )
            .cast(dict.fromkeys(("source", "table", "source_file"), pl.String))
            .select(REFUSED_ROWS.columns.names())
        )
