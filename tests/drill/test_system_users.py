"""Analysts' JupyterLab as real accounts of the machine (``analysts = "system-users"``), by a Hub that runs as root.

The account stands in a private view of the machine's files: nothing of the machine is changed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.other_users import folder_that_others_enter
from tests.resilience.pages import open_laboratory
from tests.stack import REPOSITORY, Client, Stack, eventually, own_state, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = 54010
EXAMPLES = sorted(path.name for path in (REPOSITORY / "notebooks" / "examples").glob("*.ipynb"))
pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="becomes another user: needs root, and util-linux"
)


def private_view(folder: Path, home: Path) -> list[str]:
    """A command that runs another one where the account is there, and our Python is one that every user can run."""
    lines = ["set -e"]
    for file, more in (("passwd", f"analyst:x:{NUMBER}:{NUMBER}::{home}:/bin/sh"), ("group", f"analyst:x:{NUMBER}:")):
        (folder / file).write_text(f"{Path('/etc', file).read_text().rstrip()}\n{more}\n")
        lines.append(f"mount --bind {folder}/{file} /etc/{file}")
    closed: dict[Path, list[Path]] = {}
    for place in {Path(sys.base_prefix), Path(sys.prefix), REPOSITORY}:
        ancestor = next((each for each in reversed(place.parents) if not each.stat().st_mode & stat.S_IXOTH), None)
        if ancestor is not None:
            closed.setdefault(ancestor, []).append(place)
    for ancestor, places in closed.items():
        kept = {place: folder / f"kept-{place.name}" for place in places}
        for place, keep in kept.items():
            keep.mkdir()
            lines.append(f"mount --bind {shlex.quote(str(place))} {keep}")
        lines.append(f"mount -t tmpfs -o mode=755 none {shlex.quote(str(ancestor))}")
        for place, keep in kept.items():
            lines += [f"mkdir -p {shlex.quote(str(place))}", f"mount --bind {keep} {shlex.quote(str(place))}"]
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join([*lines, 'exec "$@"']), "sh"]


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder with the analyst's home, and a folder of root's with what nobody else may read or change."""
    with folder_that_others_enter() as folder:
        for name, owner in (("home", NUMBER), ("secrets", 0)):
            (folder / name).mkdir(mode=0o700)
            os.chown(folder / name, owner, owner)
        (folder / "secrets" / "shadow").write_text("root's")
        (folder / "secrets" / "shadow").chmod(0o600)
        yield folder


def secrets(ground: Path) -> list[tuple[str, int, int, str]]:
    """What is in root's folder: name, owner, rights, content."""
    found = [ground / "secrets", *sorted((ground / "secrets").iterdir())]
    facts = [(each, each.lstat()) for each in found]
    return [(e.name, s.st_uid, stat.S_IMODE(s.st_mode), e.read_text() if e.is_file() else "") for e, s in facts]


def owners(stack: Stack) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Whose the analyst's server is, with everything that it started: users and groups."""
    found = set()
    for server in stack.hub().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends while it is looked at
            if "jupyterhub.singleuser" in server.cmdline():
                for each in [server, *server.children(recursive=True)]:
                    with suppress(psutil.NoSuchProcess):
                        found.add((tuple(each.uids()), tuple(each.gids())))
    return found


def stop(analyst: Client) -> None:
    analyst.get("/hub/home")
    token = next(c.value for c in analyst.web.cookies if c.name == "_xsrf" and c.path == "/hub/")
    path = "/hub/api/users/analyst/server"
    assert analyst.request("DELETE", path, headers={"X-XSRFToken": token}).status_code in {202, 204}
    eventually(lambda: not analyst.get("/hub/api/user").json().get("server"), "the server has ended")


def test_links_in_a_home_lead_root_nowhere(demo_settings: Path, ground: Path) -> None:
    """A link in the place of the examples' folder gave the analyst whatever root has; links below it, too."""
    home, examples = ground / "home", ground / "home" / "Beispiele"
    (ground / "state-of").mkdir()
    state = own_state(demo_settings, ground / "state-of")
    before = secrets(ground)
    examples.symlink_to(ground / "secrets")
    (home / ".bashrc").symlink_to(ground / "secrets" / "shadow")
    mode = {
        "CLIENTINFO_HUB__ANALYSTS": "system-users",
        "CLIENTINFO_HUB__ANALYSTS_MAY_READ_EVERYTHING": "false",
        "CLIENTINFO_SNAPSHOT_READERS": "analyst",
        # Nobody opens a page: what kernels are forked from would be started for nothing.
        "CLIENTINFO_HUB__FORKED_KERNELS": "false",
    }
    with serving(demo_settings, state, within=private_view(ground, home), **mode) as stack:
        analyst = open_laboratory(stack)
        assert owners(stack) == {((NUMBER,) * 3, (NUMBER,) * 3)}
        stop(analyst)
        assert secrets(ground) == before
        assert "analyst has no example notebooks" in stack.log("hub")

        examples.unlink()
        examples.mkdir()
        os.chown(examples, NUMBER, NUMBER)
        (examples / "x").symlink_to(ground / "secrets" / "shadow")
        (examples / EXAMPLES[0]).symlink_to(ground / "secrets" / "new")
        stop(open_laboratory(stack))
        assert secrets(ground) == before
        laid = [path for path in examples.iterdir() if not path.is_symlink() and path.suffix == ".ipynb"]
        assert sorted(path.name for path in laid) == EXAMPLES[1:]
        assert {path.lstat().st_uid for path in home.rglob("*") if not path.is_symlink()} == {NUMBER}

        as_analyst = ["setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups"]
        for name in ("hub/secrets.json", "hub/jupyterhub.sqlite", "audit", "logs", "demo-logins.json"):
            assert (state / name).exists()
            reading = [*as_analyst, "grep", "-r", ".", str(state / name)]
            tried = subprocess.run(reading, capture_output=True, text=True, check=False)
            assert ("Permission denied" in tried.stderr, tried.stdout) == (True, "")
