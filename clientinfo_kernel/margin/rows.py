"""The rows that answer a question, in their stored form: the month cube, the facts, or the entries.

Those of customers and those of nobody are apart: what is unassigned is part of each answer. All have a column per
dimension that they know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import polars as pl

from clientinfo_kernel.margin.filtering import conditions
from clientinfo_kernel.margin.measures import DISTINCT
from clientinfo_kernel.margin.where import DAY
from clientinfo_kernel.query.coded_table import CodedTable
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.where import Where

CustomerIds: TypeAlias = Callable[[Iterable[str]], list[int]]
OF_ENTRIES = ("account", "cost_center", "role")


@dataclass(frozen=True)
class Sides:
    """Some rows: of customers, and of nobody."""

    owned: pl.LazyFrame
    unassigned: pl.LazyFrame


class Rows(Protocol):
    """Rows that know some dimensions."""

    @property
    def words(self) -> Mapping[str, pl.Series]:
        """The texts of its columns of codes."""

    def those(self, where: Where, also: Sequence[str] = ()) -> Sides:
        """Return the rows that all filters let through, with what sums and these dimensions need."""

    def added_up(self, rows: pl.LazyFrame, by: Sequence[str], sums: Sequence[str]) -> pl.LazyFrame:
        """Return the sums (``measures.sums_for``) of some of its rows per group, or of all where there is no group."""


@dataclass(frozen=True)
class SummedRows:
    """The month cube or the facts: a column per sum.

    Attributes:
        sides: All of them; facts in the order of their customers and documents.
        words: The texts of its columns of codes.
        customer_ids: From customer numbers to ids of this snapshot.
    """

    sides: Sides
    words: Mapping[str, pl.Series]
    customer_ids: CustomerIds

    @classmethod
    def of_cube(cls, cube: CodedTable, customer_ids: CustomerIds) -> SummedRows:
        """Open the month cube (``tables.margin.MARGIN_CUBE``)."""
        owned = cube.rows.lazy().filter("has_customer")
        return cls(Sides(owned, cube.rows.lazy().filter(~pl.col("has_customer"))), cube.words, customer_ids)

    @classmethod
    def of_facts(cls, facts: CodedTable, customer_ids: CustomerIds) -> SummedRows:
        """Open the facts (``tables.margin.MARGIN_FACTS``); those of nobody come last."""
        owned = facts.rows.height - facts.rows["customer"].null_count()
        first = facts.rows.head(owned).with_columns(pl.col("customer").set_sorted())
        return cls(Sides(first.lazy(), facts.rows.slice(owned).lazy()), facts.words, customer_ids)

    def those(self, where: Where, also: Sequence[str] = ()) -> Sides:  # noqa: ARG002 - all dimensions are there
        """Return the rows that all filters let through."""
        wanted = conditions(where, self.words, self.customer_ids)
        return Sides(*(each.filter(*wanted) if wanted else each for each in (self.sides.owned, self.sides.unassigned)))

    def added_up(self, rows: pl.LazyFrame, by: Sequence[str], sums: Sequence[str]) -> pl.LazyFrame:
        """Return the sums of some of its rows per group."""
        whole = [
            (_distinct(each) if each in DISTINCT else pl.col(each).cast(pl.Int64).sum()).cast(pl.Int64).alias(each)
            for each in sums
        ]
        return rows.group_by(by).agg(whole) if by else rows.select(whole)


def _distinct(what: str) -> pl.Expr:
    """Count customers or documents with a posting of revenue.

    Those that are alike stand together in the facts, and so they do in every group: a pass that counts where the next
    one begins does what a table of all that were met would do in four times the time.
    """
    if what == "customers":
        return _runs(pl.col("customer").filter("is_sale"))
    documents, amount = pl.col("document"), pl.col("revenue")
    if what == "invoices":
        return _runs(documents.filter("is_invoice"))
    # Pieces: an invoice is one more, a credit note or a cancellation one less, what was annulled in itself is none.
    more, less = (_runs(documents.filter(pl.col("is_invoice") & sign)) for sign in (amount > 0, amount < 0))
    return more.cast(pl.Int64) - less.cast(pl.Int64)


def _runs(met: pl.Expr) -> pl.Expr:
    known = met.drop_nulls()
    return (known != known.shift()).fill_null(value=True).sum()


@dataclass(frozen=True)
class EntryRows:
    """The entries of the profit: an amount and its role, and the dimensions of the fact that each is part of.

    Attributes:
        owned: Table ``profit_entries``.
        unassigned: Table ``unassigned_entries``.
        facts: Table ``margin_facts``.
        words: The texts of the columns of codes: of the entries those of both tables.
        customer_ids: From customer numbers to ids of this snapshot.
    """

    owned: CodedTable
    unassigned: CodedTable
    facts: CodedTable
    words: Mapping[str, pl.Series]
    customer_ids: CustomerIds

    @classmethod
    def of(cls, owned: CodedTable, unassigned: CodedTable, facts: CodedTable, customer_ids: CustomerIds) -> EntryRows:
        """Open the entries."""
        joint = {name: _joint(owned.words[name], unassigned.words[name]) for name in OF_ENTRIES}
        return cls(owned, unassigned, facts, {**facts.words, **joint}, customer_ids)

    def those(self, where: Where, also: Sequence[str] = ()) -> Sides:
        """Return the entries that all filters let through, with these dimensions; ``entry`` is their place in the table."""
        narrowed_by = (*OF_ENTRIES, DAY)
        own = conditions(tuple(each for each in where if each[0] in narrowed_by), self.words, self.customer_ids)
        of_facts = tuple(each for each in where if each[0] not in narrowed_by)
        wanted = None
        if of_facts:
            met = pl.all_horizontal(conditions(of_facts, self.facts.words, self.customer_ids))
            # beside all rows: a value that no row has is a condition without one
            wanted = self.facts.rows.lazy().with_columns(wanted=met).select("wanted").collect()["wanted"]
        dated = ("posted_on",) if any(key == DAY for key, _values in where) else ()
        return Sides(*(self._those(table, own, wanted, also, dated) for table in (self.owned, self.unassigned)))

    def _those(
        self,
        table: CodedTable,
        own: list[pl.Expr],
        wanted: pl.Series | None,
        also: Sequence[str],
        dated: tuple[str, ...],
    ) -> pl.LazyFrame:
        columns = [
            *(table.rows[name] for name in ("fact", "amount", *dated)),
            *(self._codes(table, name) for name in OF_ENTRIES),
        ]
        entries = pl.DataFrame(columns).lazy()
        if "entry" in also:
            entries = entries.with_row_index("entry")
        if wanted is not None:
            own = [*own, pl.lit(wanted).gather(pl.col("fact"))]
        if own:
            entries = entries.filter(pl.all_horizontal(own))
        return entries.with_columns(
            pl.lit(self.facts.rows[name]).gather(pl.col("fact")).alias(name)
            for name in also
            if name not in {*OF_ENTRIES, "entry"}
        )

    def _codes(self, table: CodedTable, name: str) -> pl.Series:
        """Return a column's codes among the words of both tables."""
        codes, own, joint = table.rows[name], table.words[name], self.words[name]
        if own.equals(joint.head(len(own))):
            return codes
        places = {word: place for place, word in enumerate(joint)}
        ranks = pl.Series(name, [places[word] for word in own], dtype=pl.UInt32)
        return ranks[codes.cast(pl.UInt32)].alias(name)

    def added_up(self, rows: pl.LazyFrame, by: Sequence[str], sums: Sequence[str]) -> pl.LazyFrame:
        """Return the sums of some entries per group: the roles are groups first, then columns."""
        by_role = rows.group_by(*by, "role").agg(pl.col("amount").cast(pl.Int64).sum())
        places = {role: place for place, role in enumerate(self.words["role"])}
        # A role that no entry has is met by none of them.
        lines = {
            line: pl.col("role").is_in([places[role]] if role in places else [])
            for role, line in GROSS_PROFIT_LINES.items()
        }
        whole = [pl.col("amount").filter(lines[each]).sum().alias(each) for each in sums]
        return by_role.group_by(by).agg(whole) if by else by_role.select(whole)


def _joint(words: pl.Series, more: pl.Series) -> pl.Series:
    """Return the words of both, those of the first where they are."""
    return pl.concat([words, more.filter(~more.is_in(words.implode()))])
