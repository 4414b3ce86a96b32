"""A parallel run says of each test what one without workers says, though it sends less."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

@pytest.fixture
def breaks():
    raise OSError("before")

@pytest.fixture
def breaks_after():
    print("began")
    yield
    raise OSError("after")

def test_passes(): pass
def test_fails(): print("said"); assert 1 == 2
def test_is_skipped(): pytest.skip("not today")
@pytest.mark.xfail
def test_is_known_to_fail(): assert False
def test_never_begins(breaks): pass
def test_breaks_after(breaks_after): pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--durations=0", "--durations-min=0")])
def test_whatever_happened_is_said_by_a_worker_too(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_all.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n1",
        "-p",
        "tests.one_report",
        "-p",
        "no:cacheprovider",
        *more,
        ".",
    ]
    root = Path(__file__).parents[1]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert "1 failed, 2 passed, 1 skipped, 1 xfailed, 2 errors" in done.stdout
    for said in ("ERROR at setup of test_never_begins", "ERROR at teardown of test_breaks_after", "said", "began"):
        assert said in done.stdout
    assert ("setup    test_all.py::test_passes" in done.stdout) == bool(more)
