"""Part 7: twenty people save at once, beside the bare INSERT of the same database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from benchmarks.customer_databases import postgres_server
from benchmarks.dealership import ROOT
from benchmarks.report import Part, Promise, Table, in_time, ratio, span
from benchmarks.timing import Series

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = 20
SLOWEST = 0.150
# Whoever notes a call types for longer than this; it is the pause of twenty people in a hurry.
PAUSE_SECONDS = 2.0
_KINDS = {"clientinfo": "clientinfo", "insert": "bare INSERT"}


def measure(saves: int, scratch: Path, versions: dict[str, str]) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Let ``PEOPLE`` processes save ``saves`` times each, with pauses and without, on SQLite and on PostgreSQL."""
    tables: list[Table] = []
    promises: list[Promise] = []
    with postgres_server(scratch / "saves_postgres") as server:
        versions["PostgreSQL"] = _version(server)
        for database in ("SQLite", "PostgreSQL"):
            for said, pause in (("each pauses for 2 s", PAUSE_SECONDS), ("without any pause", 0.0)):
                timed = {
                    kind: _saved(
                        kind,
                        _url(database, server, scratch, f"{kind}_{'paused' if pause else 'hurried'}"),
                        saves,
                        pause,
                        scratch,
                    )
                    for kind in _KINDS
                }
                ours, bare = timed["clientinfo"], timed["insert"]
                rows = tuple((_KINDS[kind], *_cells(each, ours)) for kind, each in timed.items())
                headings = ("", "saves", "median", "p95", "longest", "p95: clientinfo / this")
                tables.append(Table(f"{PEOPLE} people save on {database}, {said}", headings, rows))
                if pause:
                    promises.append(in_time(f"a save of one of {PEOPLE} people on {database}", SLOWEST, ours))
                assert len(ours.seconds) == len(bare.seconds) == PEOPLE * saves
    return tuple(tables), tuple(promises)


def _cells(each: Series, ours: Series) -> tuple[str, ...]:
    beside = "" if each is ours else ratio(ours.p95, each.p95)
    return f"{len(each.seconds):,}", span(each.median), span(each.p95), span(max(each.seconds)), beside


def _saved(kind: str, url: str, saves: int, pause: float, scratch: Path) -> Series:
    """Return the durations of all saves; a writer that fails is an error of the run."""
    first = [sys.executable, "-m", "benchmarks.writers", kind, url]
    environment = {**os.environ, "CLIENTINFO_AUDIT": str(scratch / "audit"), "POLARS_MAX_THREADS": "1"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers: list[subprocess.Popen[str]] = []
    for number in range(PEOPLE):
        arguments = [*first, f"person{number}", str(saves), str(pause)]
        writers.append(subprocess.Popen(arguments, cwd=ROOT, env=environment, **pipes))
        assert writers[-1].stdout is not None
        assert writers[-1].stdout.readline() == "ready\n"
    answers = []
    for each in writers:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in writers:
        out, _err = each.communicate()
        assert each.returncode == 0
        answers.append(out)
    seconds = tuple(second for out in answers for second in json.loads(out))
    return Series(_KINDS[kind], seconds, seconds)


def _url(database: str, server: str, scratch: Path, name: str) -> str:
    if database == "SQLite":
        folder = scratch / "saves"
        folder.mkdir(exist_ok=True)
        return f"sqlite:///{folder / name}.sqlite"
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "saves_{name}"'))
    return url.set(database=f"saves_{name}").render_as_string(hide_password=False)


def _version(server: str) -> str:
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return str(connection.exec_driver_sql("SHOW server_version").scalar())


def part(tables: tuple[Table, ...]) -> Part:
    """The section of the report."""
    return Part(
        "Twenty people save at once",
        f"{PEOPLE} processes, one per person, each saving a noted contact as the page's kernel does: rights, row, line of"
        " history, line of the audit log, and the commit on the disk; a connection of its own for each save. Beside it the"
        " same number of processes insert one row and commit it, on a connection that stays open, with the same"
        " durability (SQLite: WAL, synchronous = FULL). No save failed, or the run would have.",
        tables,
        "The way from the browser to the kernel and back is not in it, nor the drawing of the tab after a save.",
    )
