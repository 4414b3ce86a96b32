"""A whole publication whose released notebooks run as a user of the machine of their own (``notebooks_user``)."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.publications import Draft, Publications
from clientinfo_kernel.settings import read_settings
from tests.drill.test_system_users import private_view
from tests.hub.service.test_notebooks_user import READERS, USER
from tests.other_users import folder_that_others_enter
from tests.security.test_publishing import notebook
from tests.stack import Client, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
ATTACK = """
import json, os
from clientinfo_kernel.query.directory import open_directory

def said(attempt):
    try:
        return f"got {attempt()!r}"[:80]
    except BaseException as error:
        return type(error).__name__

directory = open_directory()
state = directory.settings.state_folder
json.dumps([os.getuid(), said(lambda: directory.table("vehicles").height), said(lambda: directory.table("profit_entries")),
            said((state / "hub" / "secrets.json").read_text), said((state / "live" / "live.sqlite").read_bytes)])
"""


def test_a_released_notebook_has_the_snapshot_alone(demo_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_SNAPSHOT_READERS", READERS)
    with folder_that_others_enter() as folder:
        house, state = folder / "house", folder / "state"
        shutil.copytree(demo_settings.parent, house, ignore=shutil.ignore_patterns("var"))
        house.chmod(0o755)
        file = house / "clientinfo.toml"
        file.chmod(0o644)
        refresh(read_settings(file, state=state))
        monkeypatch.setenv("CLIENTINFO_AUDIT", str(state / "audit"))
        # A page that is not forked (a busy machine: the warm process still starts) begins a Python as that user.
        view = private_view(folder, folder)
        with serving(file, state, within=view, CLIENTINFO_HUB__NOTEBOOKS_USER=USER) as stack:
            database = LiveDatabase.at(state / "live" / "live.sqlite")
            draft = Draft("own.ipynb", "Eigene", ("service",), notebook(ATTACK))
            asked = Publications(database, Viewer("analyst", frozenset({"analyst"}))).request("ask", draft)
            Publications(database, Viewer("karl", frozenset({"release"}))).release("release", asked)
            shown = Client.of(stack, "service").get(stack.page("own.ipynb")).text
            number = pwd.getpwnam(USER).pw_uid
            assert {tuple(kernel.uids()) for kernel in stack.kernels() if kernel.uids().real} == {(number,) * 3}
    found = json.loads(re.search(rf"\[{number}, .*?\]", shown.replace('\\"', '"'))[0])
    assert found[1].startswith("got ")
    assert found[2:] == ["NotPermitted", "PermissionError", "PermissionError"]
