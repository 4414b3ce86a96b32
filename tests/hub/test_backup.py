"""A backup made while the Hub runs brings accounts, audit log, settings and own work back on an empty machine."""

import json
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.settings import read_settings
from hub.backup.database_copy import _copy_at_rest as copy_at_rest
from hub.configuration.state_folder import StateInUse, hub_state
from tests import command
from tests.clientinfo_kernel.live.test_store import MEIER, add_case
from tests.hub.accounts.conftest import PASSWORD
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor
from tests.postgres import own_database


def clientinfo(*words: str | Path, code: int = 0) -> str:
    done = command.clientinfo(*words)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    write_settings(folder)
    (folder / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    return folder / "clientinfo.toml"


def add(settings: Path, name: str, *more: str) -> None:
    clientinfo("user", "add", name, *more, "--password-file", settings.parent / "password", "--settings", settings)


def state_of(settings: Path) -> Path:
    return read_settings(settings).state_folder


def made(output: str) -> Path:
    return Path(output.splitlines()[0].removeprefix("backup: "))


def open_to_others(folder: Path) -> list[Path]:
    """What another user of the machine could enter, read or write, if the folders above let him through."""
    return [each for each in (folder, *folder.rglob("*")) if each.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


def test_everything_comes_back_on_an_empty_machine(settings: Path, tmp_path: Path) -> None:
    add(settings, "chef", "--admin")
    add(settings, "anna", "--role", "sales")
    own_work = state_of(settings) / "analysts" / "anna" / "Auswertung.ipynb"
    own_work.parent.mkdir(parents=True)
    own_work.write_text("{}")
    live = state_of(settings) / "live.sqlite"
    with sqlite3.connect(live) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE cases (title TEXT)")
        database.execute("INSERT INTO cases VALUES ('Rückruf')")
    database.close()
    (state_of(settings) / "raw").mkdir()
    (state_of(settings) / "raw" / "made_again").write_text("x" * 1000)
    with running_hub(settings) as hub:
        assert Visitor(hub.port).login("anna", PASSWORD).status == 302
        said = clientinfo("backup", tmp_path / "backups", "--settings", settings)
    backup = made(said)
    assert "secret" in said
    found = {file.relative_to(backup).as_posix() for file in backup.rglob("*") if file.is_file()}
    assert {"hub/jupyterhub.sqlite", "hub/secrets.json", "settings/clientinfo.toml", "state/live.sqlite"} <= found
    assert "state/analysts/anna/Auswertung.ipynb" in found
    assert not [name for name in found if "made_again" in name or name.endswith(("-wal", "-shm", "lock", "address"))]
    assert open_to_others(backup) == []

    log_before = clientinfo("audit", "--json", "--settings", settings)
    keys = (state_of(settings) / "hub" / "secrets.json").read_bytes()
    shutil.rmtree(settings.parent)
    clientinfo("restore", backup, "--settings", settings)
    assert settings.read_bytes() == (backup / "settings/clientinfo.toml").read_bytes()
    assert (state_of(settings) / "hub" / "secrets.json").read_bytes() == keys
    assert open_to_others(state_of(settings)) == []
    assert own_work.read_text() == "{}"
    with sqlite3.connect(live) as database:
        assert database.execute("SELECT title FROM cases").fetchall() == [("Rückruf",)]
    database.close()
    before, after = (
        json.loads(each)["events"] for each in (log_before, clientinfo("audit", "--json", "--settings", settings))
    )
    assert after[1:] == before
    assert after[0]["detail"] == f"restored {backup.name}"
    with running_hub(settings) as hub:
        assert Visitor(hub.port).login("anna", PASSWORD).status == 302


@pytest.mark.postgres
@pytest.mark.server
def test_what_people_write_comes_back_into_a_server_s_database(
    settings: Path, tmp_path: Path, postgres_server: str
) -> None:
    url = own_database(postgres_server, "written").replace("+psycopg", "", 1)  # as an operator writes it
    settings.write_text(f'live_database = "{url}"\n{settings.read_text()}')
    store = LiveStore(LiveDatabase.of(read_settings(settings)), SHELL)
    add_case(store, "1")
    backup = made(clientinfo("backup", tmp_path / "backups", "--settings", settings))
    assert open_to_others(backup) == []
    add_case(store, "2")
    for _ in range(2):  # putting it back leaves the backup as it is
        clientinfo("restore", backup, "--settings", settings)
        assert [row["version"] for row in store.rows(CASE, MEIER)] == [1]


def test_a_restore_by_mistake_loses_nothing(settings: Path, tmp_path: Path) -> None:
    settings.write_text(f'live_database = "sqlite:///elsewhere.sqlite"\n{settings.read_text()}')
    store = LiveStore(LiveDatabase.of(read_settings(settings)), SHELL)
    add(settings, "chef", "--admin")
    add_case(store, "1")
    backup = made(clientinfo("backup", tmp_path / "backups", "--settings", settings))
    add(settings, "later", "--role", "sales")
    add_case(store, "2")
    said = clientinfo("restore", backup, "--settings", settings)
    assert len(store.rows(CASE, MEIER)) == 1
    assert "later" not in clientinfo("user", "list", "--settings", settings)
    asides = [Path(line.split(": ", 1)[1]) for line in said.splitlines() if ".before-restore-" in line]
    kept, written = (next(each for each in asides if name in each.name) for name in ("jupyterhub.", "live."))
    assert len(LiveStore(LiveDatabase.at(written), SHELL).rows(CASE, MEIER)) == 2
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    with sqlite3.connect(kept) as database:
        assert ("later",) in database.execute("SELECT name FROM users").fetchall()
    database.close()


@pytest.mark.parametrize("damage", ["change", "remove", "add", "no manifest"])
def test_a_backup_that_is_not_as_written_changes_nothing(settings: Path, tmp_path: Path, damage: str) -> None:
    add(settings, "chef", "--admin")
    backup = made(clientinfo("backup", tmp_path / "backups", "--settings", settings))
    database = backup / "hub" / "jupyterhub.sqlite"
    if damage == "change":
        database.write_bytes(database.read_bytes()[:-1] + b"!")
    elif damage == "remove":
        database.unlink()
    elif damage == "add":
        (backup / "hub" / "more").write_text("x")
    else:
        (backup / "manifest.json").unlink()
    before = {file: file.read_bytes() for file in state_of(settings).rglob("*") if file.is_file()}
    assert "backup" in clientinfo("restore", backup, "--settings", settings, code=1).lower()
    assert {file: file.read_bytes() for file in state_of(settings).rglob("*") if file.is_file()} == before


def test_a_target_that_cannot_be_written_leaves_no_half_backup(settings: Path, tmp_path: Path) -> None:
    add(settings, "chef", "--admin")
    (tmp_path / "file").write_text("")
    said = clientinfo("backup", tmp_path / "file" / "below", "--settings", settings, code=1)
    assert said.startswith("clientinfo: no backup was made: ")


def test_a_publication_that_runs_is_not_written_over(settings: Path, tmp_path: Path) -> None:
    add(settings, "chef", "--admin")
    from hub.backup.restore import restore

    backup = made(clientinfo("backup", tmp_path / "backups", "--settings", settings))
    with hub_state(read_settings(settings)).sole_use(), pytest.raises(StateInUse):
        restore(backup, settings)


def test_a_change_that_broke_off_is_taken_back_in_the_copy(tmp_path: Path) -> None:
    """The machine stopped in the middle of it, and its disk came back read-only: half of the change was in the backup."""
    folder = tmp_path / "came back"
    folder.mkdir()
    with closing(sqlite3.connect(tmp_path / "hub.sqlite", isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 5")  # most of the change is in the file before it is confirmed
        writer.execute("CREATE TABLE t (step INTEGER, filling TEXT)")
        writer.execute("BEGIN")
        writer.executemany("INSERT INTO t VALUES (1, ?)", [("x" * 500,)] * 500)
        writer.execute("COMMIT")
        writer.execute("BEGIN")
        writer.execute("UPDATE t SET step = 2")
        for each in tmp_path.glob("hub.sqlite*"):
            shutil.copyfile(each, folder / each.name)
    copy_at_rest(folder / "hub.sqlite", tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT step, count(*) FROM t GROUP BY step").fetchall() == [(1, 500)]
    assert not [*tmp_path.glob("copy.sqlite-*")]
