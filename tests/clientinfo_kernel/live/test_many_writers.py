"""Several processes write at once, die while they write, and are copied meanwhile: what was confirmed is there, once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from tests.clientinfo_kernel.live.writers import confirmed, go, start
from tests.stack import eventually

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

WRITERS, EACH = 4, 12
CASE_VALUES = {"kind": "other", "text": "Anfang", "status": "open"}


@pytest.fixture
def url(empty_place: str) -> str:
    """Where the first one makes the tables."""
    return empty_place


def notes(store: LiveStore) -> list[str]:
    return [row["note"] for row in store.rows(CONTACT, "10012")]


def nobody_is_connected(database: LiveDatabase) -> bool:
    """Whether a server has ended what it did for others: it finishes what a process that was killed had asked for."""
    if database.file is not None:
        return True
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with database.reading() as connection:
        return connection.scalar(others) == 0


def test_all_of_them_find_an_empty_place_and_lose_nothing(url: str, database: LiveDatabase) -> None:
    writers = [start(url, f"w{number}", "add", EACH) for number in range(WRITERS)]
    go(*writers)
    said = [note for writer in writers for note in confirmed(writer)]
    assert len(said) == WRITERS * EACH
    store = LiveStore(database, SHELL)
    assert sorted(notes(store)) == sorted(said)


def test_the_same_commands_of_several_processes_act_once(url: str, database: LiveDatabase) -> None:
    # the same person in two tabs, whose browser sends again what it does not know to be saved
    writers = [start(url, "anna", "same", EACH) for _number in range(WRITERS)]
    go(*writers)
    for writer in writers:
        assert len(confirmed(writer)) == EACH
    assert Counter(notes(LiveStore(database, SHELL))) == Counter(str(number) for number in range(EACH))


def test_of_one_field_no_change_is_overwritten_unseen(url: str, database: LiveDatabase) -> None:
    store = LiveStore(database, SHELL)
    store.do(Add("first", "10012", CASE, CASE_VALUES))
    writers = [start(url, f"w{number}", "change", EACH) for number in range(WRITERS)]
    go(*writers)
    said = [text for writer in writers for text in confirmed(writer)]
    (row,) = store.rows(CASE, "10012")
    history = store.history(CASE, row["case_id"], "10012")[::-1]
    assert [event.version for event in history] == list(range(1, len(said) + 2))
    assert row["version"] == len(said) + 1
    texts = [event.after["text"] for event in history if event.after is not None]
    assert sorted(map(str, texts)) == sorted(["Anfang", *said])
    # each change was made by somebody who saw the one before it
    assert [event.before["text"] for event in history[1:] if event.before is not None] == texts[:-1]


@pytest.mark.parametrize("after", [1, 11])
def test_a_writer_that_is_killed_has_written_whole_rows_or_none(url: str, database: LiveDatabase, after: int) -> None:
    writer = start(url, "w", "add", 10_000)
    go(writer)
    said = [writer.next() for _number in range(after)]
    writer.process.kill()
    said += writer.rest()
    eventually(lambda: nobody_is_connected(database), "the server has ended what the writer began")
    store = LiveStore(database, SHELL)
    found = notes(store)
    assert set(said) <= set(found)
    assert len(found) - len(said) in {0, 1}  # the last one can be on the disk before its confirmation was heard
    for row in store.rows(CONTACT, "10012"):
        assert len(store.history(CONTACT, row["event_id"], "10012")) == 1
    repeated = Add(found[-1], "10012", CONTACT, {"channel": "phone", "note": found[-1], "at": "2012-10-11T12:00+00:00"})
    LiveStore(database, Viewer("w", frozenset({"service"}))).do(repeated)
    assert notes(store) == found


def test_a_page_that_opens_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    file = tmp_path / "live.sqlite"
    LiveStore(LiveDatabase.at(file), SHELL).do(Add("first", "10012", CASE, CASE_VALUES))
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert [row["text"] for row in LiveStore(LiveDatabase.at(file), SHELL).rows(CASE, "10012")] == ["Anfang"]


def test_a_copy_that_is_made_meanwhile_is_whole(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live' / 'live.sqlite'}"
    writer = start(url, "w", "add", 200)
    go(writer)
    heard = [writer.next() for _number in range(20)]
    live = sqlite3.connect(tmp_path / "live" / "live.sqlite")
    copy = sqlite3.connect(tmp_path / "copy.sqlite")
    live.backup(copy, pages=1)
    live.close()
    confirmed(writer)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = {note for (note,) in copy.execute("SELECT note FROM contacts")}
    assert set(heard) <= rows
    assert copy.execute("SELECT count(*) FROM events").fetchone() == (len(rows),)
    copy.close()
