"""A writer in a process of its own: ``python -m benchmarks.writers KIND URL NAME SAVES PAUSE``.

KIND is ``clientinfo`` (the live store's commands) or ``insert`` (one row and its commit, by the driver alone). It says
``ready``, waits for a line, and prints the seconds of each save as JSON. PAUSE: the mean seconds between two saves.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import time
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTE = "Der Kunde möchte zurückgerufen werden, am besten am Nachmittag."
_PATIENCE = 30
_TABLE = "CREATE TABLE IF NOT EXISTS plain (id TEXT PRIMARY KEY, customer_number TEXT, note TEXT)"


def clientinfo_save(url: str, name: str) -> Callable[[int], object]:
    """Return what saves a contact as the page does: check, row, history and audit line in one transaction."""
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.live.cases import CONTACT
    from clientinfo_kernel.live.commands import Add
    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.store import LiveStore

    store = LiveStore(LiveDatabase(sa.make_url(url)), Viewer(name, frozenset({"service"}), name))
    store.database.prepare()

    def save(number: int) -> object:
        values = {"channel": "phone", "note": _NOTE, "at": "2012-10-11T12:00+00:00"}
        return store.do(Add(f"{name}-{number}", f"1{number:04}", CONTACT, values))

    return save


def plain_insert(url: str, name: str) -> Callable[[int], object]:
    """Return what inserts one row and commits it to the disk, on a connection that stays open."""
    where = sa.make_url(url)
    row = "INSERT INTO plain VALUES ({0}, {0}, {0})"
    if where.get_backend_name() == "sqlite":
        file = sqlite3.connect(where.database or "", timeout=_PATIENCE, isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL"):
            file.execute(f"PRAGMA {setting}")
        file.execute(_TABLE)
        return lambda number: file.execute(row.format("?"), (f"{name}-{number}", f"1{number:04}", _NOTE))
    import psycopg

    server = psycopg.connect(where.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)
    server.execute("SELECT pg_advisory_lock(1)")  # one after the other: two that make the same table refuse each other
    server.execute(_TABLE)
    server.execute("SELECT pg_advisory_unlock(1)")
    return lambda number: server.execute(row.format("%s"), (f"{name}-{number}", f"1{number:04}", _NOTE))


def _main(kind: str, url: str, name: str, saves: str, pause: str) -> None:
    save = {"clientinfo": clientinfo_save, "insert": plain_insert}[kind](url, name)
    draw = random.Random(name)  # noqa: S311  # no secret
    print("ready", flush=True)
    sys.stdin.readline()
    taken = []
    for number in range(int(saves)):
        time.sleep(draw.uniform(0, 2 * float(pause)))
        started = time.perf_counter()
        save(number)
        taken.append(time.perf_counter() - started)
    print(json.dumps(taken))


if __name__ == "__main__":
    _main(*sys.argv[1:])
