"""What a declared table of the snapshot is, and the groups of columns that declarations are written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.access.topics import Topic
from clientinfo_kernel.errors import ColumnUnknown
from clientinfo_kernel.money import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from polars._typing import PolarsDataType

CUSTOMER_ID = "customer_id"
MOMENT = pl.Datetime("us", "UTC")
PERCENT = pl.Decimal(9, 2)
_WORD = pl.Categorical()  # marks the texts that repeat until a table is declared with them
_IDENTIFIER = pl.Enum(["identifier"])  # the same for numbers that are texts
# Where a row comes from; the columns of every table that is read from a source.
ORIGIN: Mapping[str, PolarsDataType] = {"source_file": _WORD, "source_row": pl.Int64}


@dataclass(frozen=True)
class Table:
    """A table of the snapshot.

    Attributes:
        name: Its name, and that of its files.
        one_row_per: What a row stands for.
        topic: Who is allowed to read it (``access.rights``).
        columns: All columns with their types, in their order in the file.
        words: Its texts that repeat: each stands once in the snapshot, its rows hold a code (``stored_form``).
        identifiers: Those of them that are numbers, nearly all: the code of digits is the number itself.
        is_narrow: Whether its numbers and days take as few bytes as their values allow, as those of customers do: its
            rows are read, and not added up as they lie in the file.
        is_packed: Whether its file is compressed. Such a table is not mapped: who asks for columns has them unpacked, so
            that it is for tables that few people scan, and of which nobody wants a few rows at once.
        continued: Per column of words, the table whose words of this column come first: what stands there is not here again.
    """

    name: str
    one_row_per: str
    topic: Topic
    columns: pl.Schema
    words: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    is_narrow: bool = False
    is_packed: bool = False
    continued: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_customer(self) -> bool:
        """Whether its rows belong to customers."""
        return CUSTOMER_ID in self.columns

    def known(self, columns: Iterable[str]) -> list[str]:
        """Return these columns.

        Raises:
            ColumnUnknown: The table does not have one of them.
        """
        wanted = list(columns)
        for column in wanted:
            if column not in self.columns:
                raise ColumnUnknown(column, self.name, self.columns.names())
        return wanted

    def part(self, columns: Iterable[str]) -> Table:
        """Return the same table with some of its columns.

        Raises:
            ColumnUnknown: The table does not have one of them.
        """
        chosen = self.select(*columns)
        own = set(chosen)
        continued = {column: table for column, table in self.continued.items() if column in own}
        return replace(
            self, columns=chosen, words=self.words & own, identifiers=self.identifiers & own, continued=continued
        )

    def continuing(self, column: str, table: str) -> Table:
        """Return the same table, whose texts of a column of words are nearly all those of this column in another table.

        Who is allowed to read this table has to be allowed to read the other one, too.
        """
        return replace(self, continued={**self.continued, column: table})

    def select(self, *columns: str) -> pl.Schema:
        """Return the schema of some columns.

        Raises:
            ColumnUnknown: The table does not have one of them.
        """
        return pl.Schema({column: self.columns[column] for column in self.known(columns)})


def of_customers(name: str, one_row_per: str, topic: Topic, *columns: Mapping[str, PolarsDataType]) -> Table:
    """Declare a table whose rows belong to customers; it begins with ``customer_id``."""
    return replace(of_nobody(name, one_row_per, topic, {CUSTOMER_ID: pl.UInt32}, *columns), is_narrow=True)


def of_nobody(name: str, one_row_per: str, topic: Topic, *columns: Mapping[str, PolarsDataType]) -> Table:
    """Declare a table whose rows belong to no customer."""
    declared = {key: dtype for part in columns for key, dtype in part.items()}
    identifying = frozenset(key for key, dtype in declared.items() if dtype == _IDENTIFIER)
    repeating = identifying | {key for key, dtype in declared.items() if dtype == _WORD}
    schema = pl.Schema({key: pl.String if key in repeating else dtype for key, dtype in declared.items()})
    return Table(name, one_row_per, topic, schema, repeating, identifying)


def identifiers(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of numbers of documents and the like: texts, of which nearly all consist of digits (with leading zeros).

    A table is read with the same texts as from columns of ``words``; nine digits take four bytes here and no place among the words.
    """
    return dict.fromkeys(names, _IDENTIFIER)


def texts(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of text that differs from row to row: names, remarks, identifiers with letters."""
    return dict.fromkeys(names, pl.String)


def words(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of text that repeats: codes, words, and numbers of what has several rows.

    A table is read with the same texts either way; these take less space. A column in which no two are alike would
    take a quarter more.
    """
    return dict.fromkeys(names, _WORD)


def dates(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of days."""
    return dict.fromkeys(names, pl.Date)


def moments(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of points in time, in UTC."""
    return dict.fromkeys(names, MOMENT)


def amounts(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of EUR."""
    return dict.fromkeys(names, MONEY)


def integers(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of small whole numbers."""
    return dict.fromkeys(names, pl.Int32)


def flags(*names: str) -> dict[str, PolarsDataType]:
    """Return columns of yes and no."""
    return dict.fromkeys(names, pl.Boolean)
