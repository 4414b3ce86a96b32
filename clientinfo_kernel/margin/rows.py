"""The rows that answer a question, in their stored form: of the month cube, of the facts, or of the postings.

All three have a column per dimension that they know, and one of whole numbers per sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.dimensions import UNASSIGNED
from clientinfo_kernel.margin.where import bounds, day_of_month
from clientinfo_kernel.query.coded_table import CodedTable
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES

if TYPE_CHECKING:
    from clientinfo_kernel.margin.where import Where

_OF_FACTS = ("customer", "year", "month", "branch", "division", "payer", "customer_group", "make", "model")
_OF_FACTS_TOO = ("classification", "order_kind", "adviser", "document", "number", "posted_on")


@dataclass(frozen=True)
class Rows:
    """Rows of one kind.

    Attributes:
        frame: Stored form.
        words: The texts of its columns of codes.
        is_unassigned: Which of them lead to no customer.
        customer_ids: From customer numbers to ids of this snapshot.
    """

    frame: pl.LazyFrame
    words: Mapping[str, pl.Series]
    is_unassigned: pl.Expr
    customer_ids: Callable[[Iterable[str]], list[int]]

    def those(self, where: Where) -> pl.LazyFrame:
        """Return the rows that all filters let through."""
        wanted = [self._is_wanted(key, values) for key, values in where]
        return self.frame.filter(pl.all_horizontal(wanted)) if wanted else self.frame

    def _is_wanted(self, key: str, values: tuple[str, ...]) -> pl.Expr:
        column = pl.col(key)
        named = [value for value in values if value != UNASSIGNED]
        if key in {"year", "month"}:
            chosen = [_between(key, *bounds(key, value)) for value in named]
        elif key == "customer":
            chosen = [column.is_in(self.customer_ids(named))]
        elif key in self.words:
            places = {word: place for place, word in enumerate(self.words[key])}
            codes = [places[value] for value in named if value in places]
            chosen = [column == code for code in codes] if len(codes) == 1 else [column.is_in(codes)]
        else:
            chosen = [column.is_in(named)]
        missing = [column.is_null()] if UNASSIGNED in values else []
        return pl.any_horizontal(*(each.fill_null(value=False) for each in chosen), *missing)


def _between(key: str, first: int, last: int) -> pl.Expr:
    if key == "year":
        return pl.col("year").is_between(first, last)
    return pl.col("month").is_between(day_of_month(first), day_of_month(last))


def cube_rows(cube: CodedTable, customer_ids: Callable[[Iterable[str]], list[int]]) -> Rows:
    """Return the cells of the month cube (``tables.margin.MARGIN_CUBE``)."""
    return Rows(cube.rows.lazy(), cube.words, ~pl.col("has_customer"), customer_ids)


def fact_rows(facts: CodedTable, customer_ids: Callable[[Iterable[str]], list[int]]) -> Rows:
    """Return the margin facts (``tables.margin.MARGIN_FACTS``)."""
    return Rows(facts.rows.lazy(), facts.words, pl.col("customer").is_null(), customer_ids)


@dataclass(frozen=True)
class Entries:
    """All entries of the profit, of customers first, then those of nobody, as one.

    Attributes:
        owned: Table ``profit_entries``.
        unassigned: Table ``unassigned_entries``.
    """

    owned: CodedTable
    unassigned: CodedTable

    def rows(self, facts: CodedTable, customer_ids: Callable[[Iterable[str]], list[int]]) -> Rows:
        """Return the entries with the dimensions of their facts, and their amounts as the line that they belong to."""
        columns = ("role", "account", "cost_center")
        joint = {name: _joint(self.owned.words[name], self.unassigned.words[name]) for name in columns}
        parts = []
        for part in (self.owned, self.unassigned):
            recoded = [_recoded(part, name, joint[name]).alias(name) for name in columns]
            parts.append(part.rows.select("fact", "amount").with_columns(recoded))
        frame = pl.concat(parts, how="vertical_relaxed", rechunk=False).lazy().with_row_index("entry")
        roles = {role: place for place, role in enumerate(joint["role"])}
        of_fact = [pl.lit(facts.rows[name]).gather(pl.col("fact")).alias(name) for name in (*_OF_FACTS, *_OF_FACTS_TOO)]
        lines = [
            pl.when(pl.col("role") == roles.get(role, len(roles)))
            .then("amount")
            .otherwise(0)
            .cast(pl.Int64)
            .alias(line)
            for role, line in GROSS_PROFIT_LINES.items()
        ]
        words = {**joint, **facts.words}
        return Rows(frame.with_columns(*of_fact, *lines), words, pl.col("customer").is_null(), customer_ids)

    def decoded(self, places: pl.Series) -> pl.DataFrame:
        """Return entries as they are declared, by their places in ``rows``, with their ``customer_id``."""
        owned = self.owned.rows.height
        parts = []
        for table, own in ((self.owned, places < owned), (self.unassigned, places >= owned)):
            at = places.filter(own) - (0 if table is self.owned else owned)
            parts.append(table.decoded(table.rows[at]).with_columns(places.filter(own).alias("entry")))
        order = pl.DataFrame({"entry": places})
        return order.join(pl.concat(parts, how="diagonal"), on="entry", how="left", maintain_order="left")


def _joint(words: pl.Series, more: pl.Series) -> pl.Series:
    """Return the words of both, those of the first where they are."""
    return pl.concat([words, more.filter(~more.is_in(words.implode()))])


def _recoded(part: CodedTable, name: str, joint: pl.Series) -> pl.Series:
    """Return a column's codes among the joint words."""
    codes = part.rows[name]
    own = part.words[name]
    if len(own) <= len(joint) and own.equals(joint.head(len(own))):
        return codes
    places = {word: place for place, word in enumerate(joint)}
    ranks = pl.Series([places[word] for word in own], dtype=pl.UInt32)
    return ranks[codes.cast(pl.UInt32)]
