"""A released notebook under a user of its own: it reads the snapshot, and nothing else that a page's kernel could."""

from __future__ import annotations

import ast
import grp
import os
import pwd
import shutil
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import ROLES_VARIABLE, USER_VARIABLE
from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.operation.private_folder import make_private, make_readable
from clientinfo_kernel.settings import SETTINGS_VARIABLE, read_settings
from hub.configuration.hub_settings import HubSettings
from hub.service.notebooks_user import check_notebooks_user, descent
from tests.coroutines import in_a_loop
from tests.hub.service.test_cell_execution import shown
from tests.other_users import folder_that_others_enter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
USER = "nobody"
READERS = "games"  # a group that every Linux has, and that this user is not in

# Imported as the service: Python itself may lie where others cannot enter, which an operator's does not.
WARM = """
import os, sqlite3, pathlib, json
from clientinfo_kernel.query.snapshot_tables import SnapshotTables
from clientinfo_kernel.query.directory import open_directory
open_directory().table("customers", ["customer_number"]); open_directory().customer("10012").orders()
"""
# What somebody would write who got past the check and the second person.
ATTACK = """
import os, sys

def said(attempt):
    try:
        return f"got {attempt()!r}"[:200]
    except BaseException as error:
        return type(error).__name__

state = open_directory().settings.state_folder
json.dumps({
    "who": f"{os.getuid()} {os.geteuid()} {os.getgid()}",
    "snapshot": said(lambda: open_directory().table("vehicles").height),
    "customer": said(lambda: open_directory().customer("10012").orders().height),
    "another role's topic": said(lambda: open_directory().table("profit_entries")),
    "root again": said(lambda: os.setuid(0)),
    "keys": said(lambda: (state / "hub" / "secrets.json").read_text()),
    "passwords": said(lambda: pathlib.Path("/etc/shadow").read_text()),
    "audit log": said(lambda: list((state / "audit").iterdir())),
    "live store": said(lambda: sqlite3.connect(f"file:{state}/live/live.sqlite?mode=rw", uri=True).execute("DELETE FROM events")),
    "snapshot written": said(lambda: (state / "snapshots" / "x").write_text("x")),
    "prints into": said(lambda: {os.fstat(fd).st_rdev == os.stat("/dev/null").st_rdev for fd in (1, 2, getattr(sys.stdout, "_original_stdstream_copy", None) or 1)}),
    "its service": said(lambda: os.kill(os.getppid(), 0)),
})
"""


@pytest.fixture
def house(demo_settings: Path) -> Iterator[Path]:
    """The settings file of a house in which others enter what the group of readers is given, and no more."""
    with folder_that_others_enter() as folder:
        house = folder / "house"
        shutil.copytree(demo_settings.parent, house, symlinks=True)
        house.chmod(0o755)
        (house / "clientinfo.toml").chmod(0o644)
        state = read_settings(house / "clientinfo.toml").state_folder
        make_private(state, READERS)
        for each in (state / "snapshots", *(state / "snapshots").rglob("*")):
            if each.is_dir() and not each.is_symlink():
                make_readable(each, READERS)
            elif not each.is_symlink():
                os.chown(each, -1, grp.getgrnam(READERS).gr_gid)
                each.chmod(0o640)
        for name in ("hub", "audit"):
            make_private(state / name)
        (state / "hub" / "secrets.json").write_text("the keys")
        LiveDatabase.at(state / "live" / "live.sqlite").prepare()
        yield house / "clientinfo.toml"


@pytest.mark.slow
def test_it_reads_the_snapshot_and_gets_nowhere_else(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ((SETTINGS_VARIABLE, str(house)), (USER_VARIABLE, "sabine"), (ROLES_VARIABLE, "service")):
        monkeypatch.setenv(name, value)
    *_first, [answer] = in_a_loop(shown(WARM, descent(USER, READERS), ATTACK))
    found = ast.literal_eval(ast.literal_eval(answer["data"]["text/plain"]))
    account = pwd.getpwnam(USER)
    assert found.pop("who") == f"{account.pw_uid} {account.pw_uid} {account.pw_gid}"
    assert found.pop("snapshot").startswith("got ")
    assert found.pop("prints into") == "got {True}"  # nowhere, and not the service's log
    assert found.pop("customer").startswith("got ")
    assert found.pop("another role's topic") == "NotPermitted"
    assert found.pop("live store") == "OperationalError"  # SQLite's word for a file that cannot be opened
    assert set(found.values()) == {"PermissionError"}


def test_settings_that_cannot_work_are_named_before_anything_starts() -> None:
    check_notebooks_user(HubSettings(), "")
    for user, readers, word in (
        (USER, "", "snapshot_readers"),
        ("root", READERS, "must not be root"),
        ("nobody-has-this-name", READERS, "nobody-has-this-name"),
        (USER, "no-group-has-this-name", "no-group-has-this-name"),
    ):
        with pytest.raises(SettingsError, match=word):
            check_notebooks_user(HubSettings(notebooks_user=user), readers)
