"""Whoever reads a file of the live store keeps their connection, and nobody notices but by the time it takes."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event, Thread, Timer

import pytest
import sqlalchemy as sa

from clientinfo_kernel.live import tables
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.kept_reader import KeptReader
from clientinfo_kernel.live.store import LiveStore
from tests.clientinfo_kernel.live.conftest import ANNA, BERND

MEIER = "10012"
CASES = tables.BY_NAME[CASE.table]
COUNTED = sa.select(sa.func.count()).select_from(CASES)


def texts(store: LiveStore) -> list[str]:
    return [row["text"] for row in store.rows(CASE, MEIER)]


def add(store: LiveStore, text: str) -> None:
    store.do(Add(text, MEIER, CASE, {"kind": "opportunity", "text": text, "status": "open"}))


@pytest.fixture
def reader(tmp_path: Path) -> LiveStore:
    """Anna's, who has read what Bernd wrote."""
    file = tmp_path / "live" / "live.sqlite"
    add(LiveStore(LiveDatabase.at(file), BERND), "Kombi")
    store = LiveStore(LiveDatabase.at(file), ANNA)
    assert texts(store) == ["Kombi"]
    return store


def is_open_here(file: Path) -> bool:
    return any(is_descriptor_of(int(each.name), file) for each in Path("/proc/self/fd").iterdir())


def is_descriptor_of(number: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), file.stat())
    except OSError:  # the one that listed them
        return False


def is_open_after_a_fork(file: Path) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(1 if is_open_here(file) else 0)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 1


def test_a_file_is_opened_once_for_many_looks_that_find_what_others_wrote_since(
    reader: LiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name, **more: (opened.append(name), connect(name, **more))[1])
    assert texts(reader) == ["Kombi"]
    assert opened == []
    add(LiveStore(LiveDatabase(reader.database.url), BERND), "Bus")
    opened.clear()
    assert sorted(texts(reader)) == ["Bus", "Kombi"]
    assert opened == []


def test_a_file_that_was_put_back_from_a_backup_is_the_one_that_is_read(reader: LiveStore, tmp_path: Path) -> None:
    file, backup = reader.database.file, tmp_path / "backup.sqlite"
    assert file is not None
    add(LiveStore(LiveDatabase.at(backup), BERND), "Aus der Sicherung")
    for part in file.parent.iterdir():
        part.rename(tmp_path / f"aside-{part.name}")
    backup.rename(file)
    assert texts(reader) == ["Aus der Sicherung"]


def test_whoever_has_read_keeps_nobody_from_emptying_the_journal(reader: LiveStore) -> None:
    connection = sqlite3.connect(str(reader.database.file))
    was_busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    assert was_busy == 0


def test_no_connection_is_carried_over_a_fork(reader: LiveStore) -> None:
    file = reader.database.file
    assert file is not None
    assert is_open_here(file)
    assert not is_open_after_a_fork(file)
    assert texts(reader) == ["Kombi"]


def test_after_an_error_the_next_look_begins_afresh(reader: LiveStore) -> None:
    with pytest.raises(Exception, match="no such table"), reader.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1 FROM nowhere")
    assert texts(reader) == ["Kombi"]


def test_whoever_is_gone_has_nothing_open(tmp_path: Path) -> None:
    """A page's or a request's: the collector, which comes by seldom, is not waited for."""
    file = tmp_path / "live" / "live.sqlite"
    add(LiveStore(LiveDatabase.at(file), BERND), "Kombi")
    store = LiveStore(LiveDatabase.at(file), ANNA)
    gc.collect()
    gc.disable()
    try:
        assert texts(store) == ["Kombi"]
        assert is_open_here(file)
        del store
        assert not is_open_here(file)
    finally:
        gc.enable()


def test_two_looks_of_one_thread_at_once_each_see_their_own_state(reader: LiveStore) -> None:
    with reader.database.reading() as first:
        assert first.execute(COUNTED).scalar() == 1
        add(LiveStore(LiveDatabase(reader.database.url), BERND), "Bus")
        with reader.database.reading() as second:
            assert second.execute(COUNTED).scalar() == 2
        assert first.execute(COUNTED).scalar() == 1


def test_as_many_threads_as_there_are_read_at_once_and_nobody_closes_what_another_one_reads(
    reader: LiveStore, caplog: pytest.LogCaptureFixture
) -> None:
    together = Barrier(12, timeout=60)

    def look(_thread: int) -> list[str]:
        with reader.database.reading() as connection:
            connection.execute(COUNTED).scalar()
            together.wait()  # all are within
            return [*connection.execute(sa.select(CASES.c.text)).scalars()]

    with ThreadPoolExecutor(together.parties) as threads:
        for _time in range(2):
            assert list(threads.map(look, range(together.parties))) == [["Kombi"]] * together.parties
    # Threads that come and go, as those of a page do, leave nothing that another one cannot close.
    for _time in range(together.parties):
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(texts, reader).result() == ["Kombi"]
    assert reader.database.file is not None
    assert not is_open_after_a_fork(reader.database.file)
    assert caplog.messages == []


def test_two_threads_at_their_first_look_share_what_is_opened() -> None:
    made: list[sa.Engine] = []
    both = Barrier(2, timeout=60)

    def make() -> sa.Engine:
        made.append(sa.create_engine("sqlite://"))
        with suppress(BrokenBarrierError):  # the other one comes in as well, or waits for its turn
            both.wait(0.2)
        return made[-1]

    kept = KeptReader(make)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(kept.of, ["file", "file"])
    assert first is second
    assert len(made) == 1


def test_a_child_that_is_forked_while_a_file_is_opened_opens_its_own() -> None:
    """The thread that opens it is not there in the child: a lock that it holds would never be given back."""
    begun, goes_on = Event(), Event()

    def make() -> sa.Engine:
        begun.set()
        goes_on.wait(60)
        return sa.create_engine("sqlite://")

    kept = KeptReader(make)
    opening = Thread(target=kept.of, args=("file",))
    opening.start()
    assert begun.wait(60)
    Timer(0.2, goes_on.set).start()  # the fork has to wait for it
    child = os.fork()
    if child == 0:
        signal.alarm(30)  # SIGALRM ends a child that waits for ever
        kept.of("another")
        os._exit(0)
    opening.join()
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
