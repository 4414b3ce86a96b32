"""Processes of their own that write to a live store, and say what was confirmed to them.

They are forks of one process that has imported what they need, and nothing else: a Python for each of them would spend
more of the processor on its imports than all of them on what they write.
"""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add, Change, Conflict
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])
_PATIENCE = 60
_READY, _GO = "ready", "go"


@dataclass(frozen=True)
class Writer:
    """A process that writes."""

    process: ForkServerProcess
    _here: Connection

    def go(self) -> None:
        """Let it write."""
        self._here.send(_GO)

    def next(self) -> str:
        """What it got confirmed next."""
        return self._here.recv()

    def rest(self) -> list[str]:
        """What it got confirmed until it ended, of which it is told by nobody."""
        said = []
        try:
            while True:
                said.append(self._here.recv())
        except (EOFError, ConnectionResetError):
            self.process.join(_PATIENCE)
            self._here.close()
        return said


def start(url: str, name: str, what: str, count: int) -> Writer:
    """A process that is ready to write, and waits for its start."""
    here, there = _FORKS.Pipe()
    process = _FORKS.Process(target=_write, args=(there, dict(os.environ), (url, name, what, count)), daemon=True)
    process.start()
    there.close()
    writer = Writer(process, here)
    assert writer.next() == _READY
    return writer


def go(*writers: Writer) -> None:
    """Let them write, all at once."""
    for writer in writers:
        writer.go()


def confirmed(writer: Writer) -> list[str]:
    """What it got confirmed, once it has ended well."""
    said = writer.rest()
    assert writer.process.exitcode == 0
    return said


def _write(there: Connection, environment: dict[str, str], task: tuple[str, str, str, int]) -> None:
    os.environ.update(environment)  # of the test: the process that all are forks of was started by an earlier one
    url, name, what, count = task
    store = LiveStore(LiveDatabase(sa.make_url(url)), Viewer(name, frozenset({"service"})))
    there.send(_READY)
    assert there.recv() == _GO
    for number in range(count):
        mine = f"{name}-{number}"
        if what == "change":
            (row,) = store.rows(CASE, "10012")
            answer = store.do(Change(mine, "10012", CASE, row["case_id"], row["version"], {"text": mine}))
            if isinstance(answer, Conflict):
                continue
        else:
            command, note = (mine, mine) if what == "add" else (f"same-{number}", str(number))
            values = {"channel": "phone", "note": note, "at": "2012-10-11T12:00+00:00"}
            store.do(Add(command, "10012", CONTACT, values))
        there.send(mine)
