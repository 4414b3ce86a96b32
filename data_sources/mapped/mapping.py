"""The mapping: a TOML file that says where a source keeps each field of a contract, and how it writes values.

::

    [formats]                     # kind = csv | excel | parquet | sql; a table can have its own [tables.NAME.formats]
    kind = "csv"
    empty = ["NULL", "01.01.1900"]   # what the source writes where there is nothing; zeros in dates mean nothing anyway

    [tables.customers]
    files = "KUNDEN*.csv"         # Excel: sheet = "Kunden"; SQL: table = "schema.kunden" or query = "select ..."
    [tables.customers.columns]
    customer_number = "KDNR"      # contract field = heading
    kind = { value = "person" }   # the same value in every record
    note = { heading = "NOTIZ", optional = true }   # not every version of the source has it: nothing is said where it lacks
    [tables.customers.codes.kind]
    F = "company"                 # the source's code = the contract's word
"""

from __future__ import annotations

import codecs
import difflib
import tomllib
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import dataframely as dy
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from data_sources.contract import ORIGIN, no_rows
from data_sources.errors import SourceSettingsWrong
from data_sources.intake import TextFormats

if TYPE_CHECKING:
    from pathlib import Path

Schemas = Mapping[str, type[dy.Schema]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Formats(_Strict):
    """How the source keeps and writes its values; ``quote`` empty: quotes have no meaning; ``empty``: texts for no value."""

    kind: Literal["csv", "excel", "parquet", "sql"] = "csv"
    encoding: str = "cp1252"
    separator: str = Field(default=";", min_length=1, max_length=1)
    quote: str = Field(default='"', max_length=1)
    skip_lines: int = Field(default=0, ge=0)
    decimal_comma: bool = True
    dates: tuple[str, ...] = TextFormats.dates
    datetimes: tuple[str, ...] = TextFormats.datetimes
    time_zone: str = "Europe/Berlin"
    empty: tuple[str, ...] = ()

    @field_validator("encoding")
    @classmethod
    def _encoding_exists(cls, name: str) -> str:
        try:
            codecs.lookup(name)
        except LookupError:
            raise ValueError(f"unknown encoding {name!r}") from None
        return name

    @field_validator("time_zone")
    @classmethod
    def _time_zone_exists(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"unknown time zone {name!r}") from None
        return name

    @property
    def text(self) -> TextFormats:
        """The same for the intake."""
        return TextFormats(self.decimal_comma, self.dates, self.datetimes, self.time_zone, self.empty)


class Constant(_Strict):
    """The same value in every record, in the source's writing."""

    value: str

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)


class Column(_Strict):
    """A heading with more to say of it; ``optional``: versions of the source without it are usual."""

    heading: str
    optional: bool = False


class TableMapping(_Strict):
    """Where one table of the contract stands in the source."""

    files: str | None = None
    sheet: str | int = 0
    table: str | None = None
    query: str | None = None
    columns: dict[str, str | Column | Constant] = Field(min_length=1)
    codes: dict[str, dict[str, str]] = {}
    formats: Formats = Formats()

    @model_validator(mode="after")
    def _has_a_place(self) -> TableMapping:
        if self.formats.kind == "sql":
            if (self.table is None) == (self.query is None):
                raise ValueError("a table of a SQL database needs either `table` or `query`")
        elif self.files is None:
            raise ValueError(f'a table in {self.formats.kind} files needs `files`, e.g. files = "KUNDEN*.csv"')
        return self

    @property
    def headings(self) -> dict[str, str]:
        """Contract field to heading, without constants."""
        named = ((name, each.heading if isinstance(each, Column) else each) for name, each in self.columns.items())
        return {name: heading for name, heading in named if isinstance(heading, str)}

    @property
    def optional(self) -> frozenset[str]:
        """The contract fields whose headings some versions of the source do not have."""
        return frozenset(name for name, each in self.columns.items() if isinstance(each, Column) and each.optional)

    @property
    def constants(self) -> dict[str, str]:
        """Contract field to its constant value."""
        return {name: column.value for name, column in self.columns.items() if isinstance(column, Constant)}


class SourceMapping(_Strict):
    """A whole mapping file; every table carries its formats, its own ones over the common ones."""

    formats: Formats = Formats()
    tables: dict[str, TableMapping] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _spread_formats(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("tables"), dict):
            return data
        common = data.get("formats", {})
        tables = {
            name: {**table, "formats": {**common, **table.get("formats", {})}} if isinstance(table, dict) else table
            for name, table in data["tables"].items()
        }
        return {**data, "tables": tables}


def parse_mapping(text: str, schemas: Schemas, source: str, name: str = "mapping") -> SourceMapping:
    """Read and check a mapping against the contract's tables.

    Raises:
        SourceSettingsWrong: No TOML, unknown keys, tables, fields or words, or a required field is not mapped.
    """
    try:
        mapping = SourceMapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SourceSettingsWrong(source, f"{name} is not valid TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part not in {"str", "Column", "Constant"})
        raise SourceSettingsWrong(source, f"{name}: {place}: {first['msg']}") from None
    faults = [fault for table, mapped in mapping.tables.items() for fault in _faults(table, mapped, schemas)]
    if faults:
        raise SourceSettingsWrong(source, f"{name}: " + "; ".join(faults))
    return mapping


def load_mapping(path: Path, schemas: Schemas, source: str) -> SourceMapping:
    """Read and check a mapping file.

    Raises:
        SourceSettingsWrong: The file is not there, not UTF-8, or see ``parse_mapping``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceSettingsWrong(source, f"the mapping {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SourceSettingsWrong(source, f"the mapping {path} is not UTF-8") from None
    return parse_mapping(text, schemas, source, path.name)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint for a message: the nearest known words, or all of them where none is near."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=2)
    return f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(sorted(words))}"


def _faults(table: str, mapped: TableMapping, schemas: Schemas) -> Iterable[str]:
    if table not in schemas:
        yield f"unknown table {table!r}, {did_you_mean(table, schemas)}"
        return
    dtypes = {name: dtype for name, dtype in no_rows(schemas[table]).schema.items() if name not in ORIGIN}
    for field in mapped.columns.keys() - dtypes.keys():
        yield f"{table} has no field {field!r}, {did_you_mean(field, dtypes)}"
    for field, column in schemas[table].columns().items():
        if not column.nullable and field in dtypes and field not in mapped.columns:
            yield f"{table}.columns does not name the required field {field!r}"
    for field, codes in mapped.codes.items():
        if field not in mapped.columns:
            yield f"{table}.codes.{field} has no column, {did_you_mean(field, mapped.columns)}"
            continue
        dtype = dtypes.get(field)
        if isinstance(dtype, pl.Enum):
            words = dtype.categories.to_list()
            for word in codes.values():
                if word not in words:
                    yield f"{table}.codes.{field}: unknown word {word!r}, {did_you_mean(word, words)}"
