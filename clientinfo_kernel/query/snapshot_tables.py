"""The tables of a snapshot for analysts: by completion, each saying what it holds, as lazy frames over the mapped files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.column_meanings import MEANINGS
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.table import MOMENT, PERCENT, Table
from clientinfo_kernel.query.tables import TABLES, customers, dealings, inbox, table_named
from clientinfo_kernel.query.tables.customers import CUSTOMERS
from clientinfo_kernel.query.tables.dealings import TIMELINE

if TYPE_CHECKING:
    import pandas as pd
    from polars._typing import PolarsDataType

_CRM = frozenset({"cases", "contact_events"})
_UNITS = {
    "mileage_km": "km",
    "next_service_km": "km",
    "apart_km": "km",
    "labour_minutes": "min",
    "days": "d",
    "delay": "d",
}


@dataclass(frozen=True)
class SnapshotTable:
    """A table of the newest snapshot, as far as its reader is allowed to see it.

    Attributes:
        directory: Where the snapshot is, and who reads.
        declared: Name, columns, and what a row stands for.
    """

    directory: CustomerDirectory
    declared: Table

    def lazy(self) -> pl.LazyFrame:
        """Return the table as a lazy frame over the mapped file: only the columns that a query needs are read.

        Raises:
            NotPermitted: The reader is not allowed to see it.
        """
        if self.declared.name == TIMELINE.name:  # which of its rows are allowed is asked of each row
            return self.directory.table(self.declared.name).lazy()
        return self.directory.opened().lazily(self.declared.name, self.columns)

    def frame(self) -> pl.DataFrame:
        """Return the whole table as a frame.

        Raises:
            NotPermitted: The reader is not allowed to see it.
        """
        return self.lazy().collect()

    def to_pandas(self) -> pd.DataFrame:
        """Return the whole table for pandas.

        Raises:
            NotPermitted: The reader is not allowed to see it.
        """
        return self.frame().to_pandas()

    @property
    def columns(self) -> list[str]:
        """Names of the columns that the reader is allowed to see."""
        hidden = self.directory.viewer.access.hidden_fields() if self.declared.name == CUSTOMERS.name else frozenset()
        return [name for name in self.declared.columns if name not in hidden]

    @property
    def height(self) -> int:
        """Number of rows.

        Raises:
            NotPermitted: The reader is not allowed to see it.
        """
        return int(self.lazy().select(pl.len()).collect().item())

    @property
    def source(self) -> str:
        """Which source most of it comes from."""
        if self.declared.name in _CRM:
            return "crm"
        return next((kind for kind, tables in _SOURCES.items() if self.declared in tables), "ledger")

    def describe(self) -> pl.DataFrame:
        """Return what the columns are: ``column``, ``type``, ``unit``, ``meaning``."""
        rows = [
            (name, str(dtype), _unit(name, dtype), MEANINGS[name])
            for name, dtype in self.declared.columns.items()
            if name in self.columns
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(("column", "type", "unit", "meaning"), pl.String), orient="row")

    def __repr__(self) -> str:
        lines = [
            f"{row['column']:<24} {row['type']:<28} {row['unit']:<4} {row['meaning']}" for row in self._described()
        ]
        return "\n".join([self._title(), *lines])

    def _repr_html_(self) -> str:
        cells = ("column", "type", "unit", "meaning")
        left = ' style="text-align: left"'  # JupyterLab sets tables to the right, which words are not read from
        head = "".join(f"<th{left}>{name}</th>" for name in cells)
        rows = ["".join(f"<td{left}>{escape(row[name])}</td>" for name in cells) for row in self._described()]
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<p>{escape(self._title())}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _described(self) -> list[dict[str, str]]:
        return self.describe().to_dicts()

    def _title(self) -> str:
        sources = self.directory.sources().filter(pl.col("source") == self.source)
        fresh = "".join(
            f", {state} as of {as_of:%Y-%m-%d %H:%M} UTC"
            for state, as_of in sources.select("state", "as_of").rows()
            if as_of
        )
        return f"{self.declared.name}: {self.height:,} rows, one per {self.declared.one_row_per}; from {self.source}{fresh}"


@dataclass(frozen=True)
class SnapshotTables:
    """All tables of the newest snapshot that the reader is allowed to see, each by its name.

    Example:
        >>> open_snapshot().profit_entries.lazy().group_by("year").agg(pl.col("amount").sum()).collect()
    """

    _directory: CustomerDirectory

    def __dir__(self) -> list[str]:
        access = self._directory.viewer.access
        return sorted(name for name, table in TABLES.items() if access.allows(table.topic))

    def __getattr__(self, name: str) -> SnapshotTable:
        if name.startswith("_"):
            raise AttributeError(name)
        declared = table_named(name)
        self._directory.viewer.access.require(declared.topic)
        return SnapshotTable(self._directory, declared)

    def __getitem__(self, name: str) -> SnapshotTable:
        """Return a table by its name.

        Raises:
            TableUnknown: There is no such table; the message names the nearest ones.
            NotPermitted: The reader is not allowed to see it.
        """
        return self.__getattr__(name)

    def __repr__(self) -> str:
        return "\n".join(f"{name:<24} one row per {TABLES[name].one_row_per}" for name in dir(self))


def _unit(name: str, dtype: PolarsDataType) -> str:
    if dtype == MONEY and name != "labour_units":
        return "EUR"
    by_type = {MOMENT: "UTC", PERCENT: "%"} if name != "labour_units" else {}
    return _UNITS.get(name) or next((unit for each, unit in by_type.items() if dtype == each), "")


def _declared_in(*modules: object) -> tuple[Table, ...]:
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, Table))


_SOURCES = {"dealer_system": _declared_in(customers, dealings), "inbox": _declared_in(inbox)}
