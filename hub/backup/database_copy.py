"""Copies of databases that are in use: SQLite by its own online backup, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.operation.volume_trouble import volume_trouble

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL


class DatabaseNotCopied(ClientInfoError):
    """A database could not be copied or put back; the message says what its tool said."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database as it is at one moment, even if others write to it meanwhile.

    Raises:
        DatabaseNotCopied: SQLite cannot read it, or cannot write the copy.
        OSError: The copy of one that lies on a read-only or full volume cannot be written.
    """
    try:
        try:
            with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
                reader.backup(writer)
        except sqlite3.OperationalError:
            if not volume_trouble(source.parent) or volume_trouble(target.parent):
                raise
            _copy_at_rest(source, target)
    except sqlite3.Error as error:
        trouble = volume_trouble(target.parent)
        raise DatabaseNotCopied(f"{target.parent}: {trouble}" if trouble else f"{source}: {error}") from error


def _copy_at_rest(source: Path, target: Path) -> None:
    """Copy the files, and let SQLite take over in the copy what still stands in the log, or take back what was broken off.

    SQLite reads no database with a log where it cannot make a file beside it, and none whose last change broke off (its
    journal has what was there before) where it cannot write. Nobody else can then, either: it is at rest.
    """
    shutil.copyfile(source, target)
    for suffix in ("-wal", "-journal"):
        beside = source.with_name(f"{source.name}{suffix}")
        if beside.exists():
            shutil.copyfile(beside, target.with_name(f"{target.name}{suffix}"))
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def dump_postgres(url: URL, target: Path) -> None:
    """Write a PostgreSQL database into a file in pg_dump's custom format.

    Raises:
        DatabaseNotCopied: pg_dump is not there or failed.
    """
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}")


def load_postgres(url: URL, source: Path) -> None:
    """Replace the tables of a PostgreSQL database by those of a dump, all or none.

    Raises:
        DatabaseNotCopied: pg_restore is not there or failed.
    """
    _run("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))


def _run(tool: str, url: URL, *words: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise DatabaseNotCopied(
            f"the Hub's database is in PostgreSQL, and there is no {tool}: install postgresql-client"
        )
    # Not in the command line, which every user of the machine can read.
    given = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    host = url.query.get("host")
    given["PGHOST"] = given["PGHOST"] or (host if isinstance(host, str) else None)
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    command = [program, f"--dbname={url.database}", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    if done.returncode:
        raise DatabaseNotCopied(f"{tool}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
