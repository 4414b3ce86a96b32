"""Loco-Soft: its PostgreSQL reporting database, read only, streamed, as of one moment.

Loco-Soft does not deliver: customer group, classification, credit rating and limit, payment terms, remark; titles of
orders and splits; due dates; the states between open and billed; ends of leasing, financing and warranty (its examples
of both are offers, not contracts); recalls.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec
import polars as pl

from data_sources.connector import Batch, connector
from data_sources.dealer_system.contract import DealerSystem
from data_sources.dealer_system.locosoft_queries import LEFT_OUT, QUERIES
from data_sources.dealer_system.locosoft_tables import TABLES
from data_sources.errors import SourceAbsent, SourceMalformed, SourceSettingsWrong, SourceUnreadable
from data_sources.intake import Intake, TextFormats
from data_sources.mapped.cells import as_written, with_iso
from data_sources.mapped.sql_database import column_of
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

_KIND = "dealer_system"
_FORMATS = with_iso(TextFormats(decimal_comma=False))
_ROWS_PER_FETCH = 50_000
_TEMPLATE = re.compile(r"[^{}]*(\{type\}[^{}]*)?\{number(:0\d\d?)?\}[^{}]*")


@connector(_KIND, "locosoft")
@dataclass(frozen=True)
class LocoSoft:
    """Reads the reporting database.

    Attributes:
        dsn_env: Environment variable with the address (``host=... dbname=... user=... password=...`` or a URL).
        schema: Schema of the tables.
        ledger_reference: ``api_type`` of the external customer references that hold the accounts in the ledger;
            None: the customer number is the account.
        insurer_code: Customer code that marks insurance companies.
        invoice_number: How the ledger writes invoice numbers, e.g. ``{number:08}`` or ``{type}-{number}``; Loco-Soft
            counts invoices per type.
        timeout_seconds: Longest run of one statement.
    """

    dsn_env: str
    schema: str = "public"
    ledger_reference: str | None = None
    insurer_code: int | None = None
    invoice_number: str = "{number}"
    timeout_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 900

    def read(self) -> Iterator[Batch]:
        """Yield the batches of all tables; dummy customers and mere suppliers are left out, a note counts them.

        Raises:
            SourceSettingsWrong: The environment variable is not set, or the form of the invoice number is wrong.
            SourceAbsent: The server does not answer.
            SourceUnreadable: It refuses, takes too long, or breaks off.
            SourceMalformed: Tables or columns are missing.
        """
        if not _TEMPLATE.fullmatch(self.invoice_number):
            raise SourceSettingsWrong(_KIND, f"invoice_number = {self.invoice_number!r} must be like '{{number:08}}'")
        with self._connected() as connection:
            _require_tables(connection, self.schema)
            parameters = {"ledger_reference": self.ledger_reference, "insurer_code": self.insurer_code}
            counts = connection.execute(LEFT_OUT).fetchone() or (0, 0)
            left_out = remark("left_out", customers=counts[0], suppliers=counts[1])
            for table, query in QUERIES.items():
                notes: tuple[Remark, ...] = (left_out,) if table == "customers" and any(counts) else ()
                for frame in _frames(connection, table, query, parameters):
                    yield from self._batches(table, frame, notes)
                    notes = ()

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        import psycopg

        dsn = os.environ.get(self.dsn_env, "").strip()
        if not dsn:
            raise SourceSettingsWrong(_KIND, f"the environment variable {self.dsn_env} with the address is not set")
        try:
            connection = psycopg.connect(dsn, connect_timeout=10, application_name="clientinfo")
        except psycopg.ProgrammingError:
            raise SourceSettingsWrong(_KIND, f"the address in {self.dsn_env} cannot be understood") from None
        except psycopg.OperationalError as error:
            raise _no_connection(error) from None
        try:
            with connection:
                connection.read_only = True
                # all tables as of the same moment
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                settings = {"statement_timeout": f"{self.timeout_seconds}s", "search_path": f'"{self.schema}"'}
                for name, value in settings.items():
                    connection.execute("select set_config(%s, %s, false)", (name, value))
                yield connection
        except (psycopg.errors.QueryCanceled, psycopg.errors.InsufficientPrivilege, psycopg.OperationalError) as error:
            raise SourceUnreadable(_KIND, f"Loco-Soft's database: {_first_line(error)}") from None
        except psycopg.Error as error:
            raise SourceMalformed(_KIND, f"Loco-Soft's database: {_first_line(error)}") from None

    def _batches(self, table: str, frame: pl.DataFrame, notes: tuple[Remark, ...]) -> Iterator[Batch]:
        schema = DealerSystem.member_schemas()[table]
        for field, kind in (
            ("invoice_number", "[invoice_type]"),
            ("corrects_invoice_number", "[credit_invoice_type]"),
        ):
            if field in frame.columns and kind in frame.columns:
                frame = frame.with_columns(_invoice_number(self.invoice_number, field, kind))
        intake = Intake(_KIND, table, schema, _FORMATS)
        written = as_written(frame, schema.create_empty().schema, _FORMATS)
        for part in written.partition_by("source_file", maintain_order=True) if written.height else [written]:
            file = str(part["source_file"][0]) if part.height else table
            checked = intake.check(part)
            yield Batch(table, file, checked.kept, checked.rejects, None, notes)
            notes = ()


def _frames(
    connection: psycopg.Connection, table: str, query: str, parameters: Mapping[str, object]
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a query, through a cursor on the server; at least one frame."""
    with connection.cursor(name=f"clientinfo_{table}") as cursor:
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchmany(_ROWS_PER_FETCH)
        if not rows:
            yield pl.DataFrame(schema=dict.fromkeys(names, pl.String()) | {"source_row": pl.Int64()})
        while rows:
            columns = zip(names, zip(*rows, strict=True), strict=True)
            frame = pl.DataFrame([column_of(name, values, decimal_comma=False) for name, values in columns])
            yield frame.with_columns(pl.col("source_row").cast(pl.Int64))
            rows = cursor.fetchmany(_ROWS_PER_FETCH)


def _require_tables(connection: psycopg.Connection, schema: str) -> None:
    rows = connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = %s", (schema,)
    ).fetchall()
    there: dict[str, set[str]] = {}
    for table, column in rows:
        there.setdefault(table, set()).add(column)
    missing = [f"table {table}" for table in TABLES if table not in there]
    missing += [
        f"column {table}.{column}"
        for table, columns in TABLES.items()
        if table in there
        for column in columns
        if column not in there[table]
    ]
    if missing:
        raise SourceMalformed(
            _KIND, f"schema {schema!r} is not Loco-Soft's reporting database: no {', '.join(missing)}"
        )


def _invoice_number(template: str, field: str, kind: str) -> pl.Expr:
    number = pl.col(field).cast(pl.String)
    digits = re.search(r"\{number:0(\d+)\}", template)
    if digits:
        number = number.str.zfill(int(digits[1]))
    plain = re.sub(r"\{number[^}]*\}", "{number}", template)
    parts = {"{type}": pl.col(kind).cast(pl.String), "{number}": number}
    pieces = re.split(r"(\{type\}|\{number\})", plain)
    return pl.concat_str([parts.get(piece, pl.lit(piece)) for piece in pieces]).alias(field)


def _no_connection(error: Exception) -> SourceAbsent | SourceUnreadable:
    text = _first_line(error)
    if "authentication" in text or "role" in text or "pg_hba" in text:
        return SourceUnreadable(_KIND, f"Loco-Soft's database refuses the login: {text}")
    return SourceAbsent(_KIND, f"Loco-Soft's database does not answer: {text}")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
