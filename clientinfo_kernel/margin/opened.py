"""One snapshot, opened for questions: its rows by level, and names for their codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.dimensions import ALL_BUT, ROW_DIMENSIONS, UNASSIGNED, Level
from clientinfo_kernel.margin.posted_months import posted_months
from clientinfo_kernel.margin.rows import EntryRows, Rows, SummedRows
from clientinfo_kernel.query.permitted import OpenedSnapshot
from clientinfo_kernel.query.profit_lines import LINES
from clientinfo_kernel.query.stored_form import codes, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clientinfo_kernel.margin.where import Where

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

    @cached_property
    def posted_months(self) -> pl.DataFrame:
        """The ``posted_months`` of the snapshot: looked for once, for every click needs them.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        return posted_months(self.source.coded("margin_cube", ["year", "month", *LINES]).rows)

    @cached_property
    def posted_until(self) -> date | None:
        """The last day on which something is posted; None: nothing is.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        columns = [self.source.coded(name, ["posted_on"]).rows["posted_on"] for name in _ENTRIES]
        until = pl.concat([pl.Series([each.max()], dtype=pl.Date) for each in columns]).max()
        return until if isinstance(until, date) else None

    @cached_property
    def fiscal_year_starts(self) -> dict[int, date]:
        """The first day of each fiscal year by its name.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        return dict(self.source.table("fiscal_years", ["year", "starts_on"]).rows())

    def entries(self, owned: pl.Series, unassigned: pl.Series) -> pl.DataFrame:
        """Return entries of the profit as they are declared, by their places in both tables: those of customers first.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        tables = [self.source.coded(name) for name in _ENTRIES]
        parts = [table.decoded(table.rows[at]) for table, at in zip(tables, (owned, unassigned), strict=True)]
        return pl.concat(parts, how="diagonal")

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
                named = accounts.to_frame().join(self._account_names, on=name, how="left", maintain_order="left")
                columns += named.get_columns()
            else:
                columns.append(texts(rows.words[name], codes) if name in rows.words else codes)
        return pl.DataFrame(columns)

    def coded(self, values: pl.DataFrame, rows: Rows) -> pl.DataFrame:
        """Turn values of dimensions into the codes that rows have for them; a combination with a value that no row has is left out.

        Args:
            values: Columns of an answer that are dimensions.
            rows: Where they are looked for.
        """
        columns = [
            self._ids(each)
            if each.name == "customer"
            else codes(rows.words[each.name], each)
            if each.name in rows.words
            else each
            for each in values.get_columns()
        ]
        is_known = [each.is_null() | code.is_not_null() for each, code in zip(values, columns, strict=True)]
        return pl.DataFrame(columns).filter(*is_known)

    def require_known(self, where: Where) -> None:
        """Make sure that the values of filters are there (``Margin.require_known``).

        Raises:
            QuestionError: One is not.
        """
        for key, values in where:
            words = self.rows(ROW_DIMENSIONS[key].level).words.get(key)
            for value in values:
                if value in {UNASSIGNED, ALL_BUT}:
                    continue
                if key == "customer" and self.source.customer_id(value) is None:
                    raise QuestionError(f"there is no customer {value!r}")
                if words is not None and value not in words:
                    raise QuestionError.unknown(key, value, words.to_list())

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

    @cached_property
    def _account_names(self) -> pl.DataFrame:
        """Name of each account: looked for once, for it takes a pass over all entries."""
        tables = [self.source.coded(name, ["account", "account_name"]) for name in _ENTRIES]
        found = [
            table.decoded(
                table.rows.lazy().group_by("account").agg(pl.col("account_name").drop_nulls().first()).collect()
            )
            for table in tables
        ]
        return pl.concat(found).drop_nulls().unique("account", keep="first", maintain_order=True)

    def _customer_ids(self, customer_numbers: Iterable[str]) -> list[int]:
        return self._ids(pl.Series(list(customer_numbers), dtype=pl.String)).drop_nulls().to_list()

    def _ids(self, customer_numbers: pl.Series) -> pl.Series:
        """Return the id of each customer, null for numbers that nobody has."""
        # The id of a customer is their place in the table, which is sorted by the number: thousands are found at once.
        known = self.source.coded("customers", ["customer_number"]).rows["customer_number"]
        if known.is_empty():
            return pl.Series(customer_numbers.name, [None], pl.UInt32).new_from_index(0, len(customer_numbers))
        places = known.search_sorted(customer_numbers, side="left").clip(upper_bound=len(known) - 1)
        is_there = (known.gather(places) == customer_numbers).fill_null(value=False)
        return places.set(~is_there, None).cast(pl.UInt32).alias(customer_numbers.name)

    def _opened(self, level: Level) -> Rows:
        if level == "cube":
            return SummedRows.of_cube(self.source.coded("margin_cube"), self._customer_ids)
        facts = self.source.coded("margin_facts")
        if level == "facts":
            return SummedRows.of_facts(facts, self._customer_ids)
        owned, unassigned = (self.source.coded(name) for name in _ENTRIES)
        return EntryRows.of(owned, unassigned, facts, self._customer_ids)
