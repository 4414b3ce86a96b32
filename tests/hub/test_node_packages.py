"""npm packages are installed, and none of them runs anything while they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hub.node_packages import install

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_no_package_runs_a_script_at_its_installation(tmp_path: Path) -> None:
    """A package that was taken over does nothing by being fetched: scripts run for all of them alike, ours too, or for none."""
    pinned, ran = tmp_path / "pinned", tmp_path / "ran"
    pinned.mkdir()
    scripts = dict.fromkeys(("preinstall", "install", "postinstall", "prepare"), f"touch {ran}")
    package = {"name": "ours", "version": "1.0.0", "scripts": scripts}
    lock = {"name": "ours", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": package}}
    for name, content in (("package.json", package), ("package-lock.json", lock)):
        (pinned / name).write_text(json.dumps(content))
    install(pinned, tmp_path / "place")
    assert (tmp_path / "place" / "package.json").exists()
    assert not ran.exists()
