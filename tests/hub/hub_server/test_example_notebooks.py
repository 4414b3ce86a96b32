"""The examples in an analyst's home, which is full of links of the analyst's own making. Needs root, as the mode does."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.hub_server.example_notebooks import lay_examples, lay_examples_as
from tests.loops import finish
from tests.stack import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = sorted(path.name for path in (REPOSITORY / "notebooks" / "examples").glob("*.ipynb"))
PYTHON = "/usr/bin/python3"


def test_they_are_laid_once_and_changes_stay(tmp_path: Path) -> None:
    lay_examples(tmp_path / "home")
    laid = tmp_path / "home" / "Beispiele"
    assert sorted(path.name for path in laid.iterdir()) == NAMES
    (laid / NAMES[0]).write_text("mine")
    (laid / NAMES[1]).unlink()
    lay_examples(tmp_path / "home")
    assert (laid / NAMES[0]).read_text() == "mine"
    assert (laid / NAMES[1]).read_bytes() == (REPOSITORY / "notebooks" / "examples" / NAMES[1]).read_bytes()


def test_no_link_is_followed(tmp_path: Path) -> None:
    """Not even with our own rights: in the simplest mode the folder lies beside everything else."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "Beispiele").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="Beispiele"):
        lay_examples(tmp_path / "home")
    (tmp_path / "home" / "Beispiele").unlink()
    (tmp_path / "home" / "Beispiele").mkdir()
    (tmp_path / "home" / "Beispiele" / NAMES[0]).symlink_to(tmp_path / "elsewhere" / "new")
    lay_examples(tmp_path / "home")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder that another user can reach, with what the child needs of clientinfo (tmp_path is for us alone)."""
    folder = Path("/tmp") / f"clientinfo-examples-{os.getpid()}"  # noqa: S108  # removed below
    folder.mkdir(mode=0o755)
    for name in ("hub/__init__.py", "hub/hub_server/__init__.py", "hub/hub_server/example_notebooks.py",
                 "hub/configuration/__init__.py", "hub/configuration/notebooks.py"):  # fmt: skip
        (folder / "code" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, folder / "code" / name)
    shutil.copytree(REPOSITORY / "notebooks" / "examples", folder / "code" / "notebooks" / "examples")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_as_another_user_root_touches_nothing(ground: Path, caplog: pytest.LogCaptureFixture) -> None:
    nobody = pwd.getpwnam("nobody")
    home, secrets = ground / "home", ground / "secrets"
    for folder, owner in ((home, nobody.pw_uid), (secrets, 0)):
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    (secrets / "shadow").write_text("root's")
    account = pwd.struct_passwd(("nobody", "x", nobody.pw_uid, nobody.pw_gid, "", str(home), ""))
    command = ("/usr/bin/env", f"PYTHONPATH={ground / 'code'}", PYTHON, "-m", "hub.hub_server.example_notebooks")

    # A link to a folder of root's in the place of ours; then links to files and to nothing below it.
    (home / "Beispiele").symlink_to(secrets)
    finish(lay_examples_as(account, command))
    assert "nobody has no example notebooks" in caplog.text
    (home / "Beispiele").unlink()
    (home / "Beispiele").mkdir()
    os.chown(home / "Beispiele", nobody.pw_uid, -1)
    (home / "Beispiele" / "x").symlink_to(secrets / "shadow")
    (home / "Beispiele" / NAMES[0]).symlink_to(secrets / "new")
    finish(lay_examples_as(account, command))

    assert [path.name for path in secrets.iterdir()] == ["shadow"]
    assert ((secrets / "shadow").read_text(), (secrets / "shadow").stat().st_uid) == ("root's", 0)
    copies = [path for path in (home / "Beispiele").iterdir() if not path.is_symlink()]
    assert sorted(path.name for path in copies) == NAMES[1:]
    assert {path.stat().st_uid for path in copies} == {nobody.pw_uid}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_home_of_root_s_own_gets_nothing(ground: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    (ground / "home").mkdir(mode=0o755)
    account = pwd.struct_passwd(("nobody", "x", nobody.pw_uid, nobody.pw_gid, "", str(ground / "home"), ""))
    command = ("/usr/bin/env", f"PYTHONPATH={ground / 'code'}", PYTHON, "-m", "hub.hub_server.example_notebooks")
    finish(lay_examples_as(account, command))
    assert not list((ground / "home").iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_program_that_the_user_cannot_run_costs_the_examples_alone(
    ground: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The environment lies where others cannot enter: JupyterLab says so itself, and the Hub is not to break."""
    nobody = pwd.getpwnam("nobody")
    closed = ground / "closed"
    closed.write_text("#!/bin/sh\n")
    closed.chmod(0o700)
    account = pwd.struct_passwd(("nobody", "x", nobody.pw_uid, nobody.pw_gid, "", str(ground), ""))
    finish(lay_examples_as(account, (str(closed),)))
    assert "nobody has no example notebooks" in caplog.text
