"""One snapshot, opened for questions: its rows by level, and names for their codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.dimensions import Level
from clientinfo_kernel.margin.rows import Entries, Rows, cube_rows, fact_rows
from clientinfo_kernel.query.permitted import OpenedSnapshot
from clientinfo_kernel.query.stored_form import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ENTRIES = ("profit_entries", "unassigned_entries")


@dataclass(frozen=True)
class Opened:
    """The rows of one snapshot that questions are answered from, opened when they are first asked for.

    Attributes:
        source: The snapshot, as far as it is allowed.
    """

    source: OpenedSnapshot
    _rows: dict[Level, Rows] = field(default_factory=dict, repr=False)

    @property
    def snapshot_id(self) -> str:
        """Name of the snapshot."""
        return self.source.snapshot_id

    def rows(self, level: Level) -> Rows:
        """Return the rows of a level.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        if level not in self._rows:
            self._rows[level] = self._opened(level)
        return self._rows[level]

    def entries(self) -> Entries:
        """Return the entries of the profit, for those that are shown one by one."""
        return Entries(*(self.source.coded(name) for name in _ENTRIES))

    def decoded(self, frame: pl.DataFrame, keys: Sequence[str], rows: Rows) -> pl.DataFrame:
        """Turn the codes of dimensions into values; a customer and an account get their names beside them.

        Args:
            frame: Rows of an answer.
            keys: Its columns that are dimensions; all others stay.
            rows: What they are the sum of.
        """
        columns: list[pl.Series] = []
        for name in frame.columns:
            codes = frame[name]
            if name not in keys:
                columns.append(codes)
            elif name == "customer":
                columns += self._named_customers(codes)
            elif name == "account":
                accounts = texts(rows.words[name], codes)
                columns += [accounts, self._account_names(accounts)]
            else:
                columns.append(texts(rows.words[name], codes) if name in rows.words else codes)
        return pl.DataFrame(columns)

    def _named_customers(self, ids: pl.Series) -> list[pl.Series]:
        # The id of a customer is their place in the table.
        table = self.source.coded("customers", ["customer_number", "first_name", "name"])
        is_known = ids.is_not_null()
        known = table.decoded(table.rows[ids.filter(is_known)])
        places = (is_known.cum_sum() - 1).cast(pl.Int64)
        name = pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True).alias("customer_name")
        named = known.select(pl.col("customer_number").alias(ids.name), name)
        return [
            pl.select(pl.when(pl.lit(is_known)).then(pl.lit(each).gather(pl.lit(places), null_on_oob=True)).alias(each.name)).to_series()
            for each in named.get_columns()
        ]  # fmt: skip

    def _account_names(self, accounts: pl.Series) -> pl.Series:
        tables = [self.source.coded(name, ["account", "account_name"]) for name in _ENTRIES]
        pairs = pl.concat(table.decoded(table.rows.unique()) for table in tables).drop_nulls().unique("account")
        return accounts.to_frame().join(pairs, on="account", how="left", maintain_order="left")["account_name"]

    def _customer_ids(self, numbers: Iterable[str]) -> list[int]:
        found = (self.source.customer_id(number) for number in numbers)
        return [each for each in found if each is not None]

    def _opened(self, level: Level) -> Rows:
        if level == "cube":
            return cube_rows(self.source.coded("margin_cube"), self._customer_ids)
        facts = self.source.coded("margin_facts")
        return (
            fact_rows(facts, self._customer_ids) if level == "facts" else self.entries().rows(facts, self._customer_ids)
        )
