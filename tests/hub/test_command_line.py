"""The command line as an outsider meets it: one clear line and an exit code, whatever is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def clientinfo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTINFO_")}
    command = [sys.executable, "-c", "from hub.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, timeout=120, check=False)


def test_a_snapshot_of_no_source_at_all(tmp_path: Path) -> None:
    (tmp_path / "clientinfo.toml").write_text("")
    refreshed = clientinfo(tmp_path, "refresh", "--json")
    assert (refreshed.returncode, json.loads(refreshed.stdout)["sources"]) == (0, {})
    assert json.loads(clientinfo(tmp_path, "rejects", "--json").stdout) == []
    assert clientinfo(tmp_path, "check").returncode == 0
    unknown = clientinfo(tmp_path, "customer", "10012")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)


@pytest.mark.parametrize(
    ("settings", "arguments", "code", "says"),
    [
        ("", ("rejects", "--source", "foo"), 2, "no source 'foo'"),
        ("sources = 5", ("refresh",), 2, "[sources.KIND]"),
        ("[sources]\nledger = 5", ("refresh",), 2, "[sources.KIND]"),
        ("state = [", ("refresh",), 2, "cannot be read"),
        ("hose = 1", ("refresh",), 2, "hose"),
        ("", ("refresh", "--state", "clientinfo.toml"), 1, "cannot write to"),
        ("", ("customer", "1", "--state", "clientinfo.toml"), 1, "clientinfo.toml"),
        ("", ("demo", "clientinfo.toml"), 1, "clientinfo.toml"),
        ("", ("demo", "x", "--seed", "-1"), 2, "--seed"),
        ("", ("customer", "1"), 1, "clientinfo refresh"),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    tmp_path: Path, settings: str, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "clientinfo.toml").write_text(settings)
    answer = clientinfo(tmp_path, *arguments)
    assert answer.returncode == code
    assert says in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr
