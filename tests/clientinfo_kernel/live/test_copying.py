"""A backup of a live store is the state of one moment, and comes back whole into a file and into a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.copying import copy_rows
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.live.tables import events
from tests.clientinfo_kernel.live.conftest import ANNA
from tests.clientinfo_kernel.live.test_store import MEIER, add_case, change

if TYPE_CHECKING:
    from pathlib import Path


def test_rows_history_and_numbers_come_back(store: LiveStore, database: LiveDatabase, tmp_path: Path) -> None:
    case_id = add_case(store, "1", budget="1803.22")
    store.do(change(case_id, 1, "2", text="Sucht einen Bus; Öl"))
    kept = LiveDatabase.at(tmp_path / "backup" / "live.sqlite")
    assert copy_rows(database, kept) == 3  # a case and the two lines of its history
    before = store.rows(CASE, MEIER)
    store.do(change(case_id, 2, "3", text="nach der Sicherung"))
    add_case(store, "4")

    copy_rows(kept, database)
    assert store.rows(CASE, MEIER) == before
    assert [row["text"] for row in LiveStore(kept, ANNA).rows(CASE, MEIER)] == ["Sucht einen Bus; Öl"]
    # The next change gets the next number of the history, and what was typed after the backup can be sent again.
    store.do(change(case_id, 2, "3", text="nach der Sicherung"))
    with database.reading() as connection:
        assert connection.execute(events.select().with_only_columns(events.c.command_id)).scalars().all() == [
            "1",
            "2",
            "3",
        ]


def test_what_is_read_is_one_moment_though_others_write(store: LiveStore, database: LiveDatabase) -> None:
    add_case(store, "1")
    with database.reading() as connection:
        seen = connection.execute(events.select()).all()
        add_case(store, "2")
        assert connection.execute(events.select()).all() == seen
    with database.reading() as connection:
        assert len(connection.execute(events.select()).all()) == 2
