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

BY_CHANCE = """
import pytest
tries = {"server": 0, "none": 0}

def fails_at_first(name):
    tries[name] += 1
    assert tries[name] > 1

@pytest.mark.server
def test_of_servers(): fails_at_first("server")
def test_of_none(): fails_at_first("none")
"""


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--durations=0", "--durations-min=0")])
def test_whatever_happened_is_said_by_a_worker_too(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_all.py").write_text(TESTS)
    said_by_run = _run(tmp_path, "-p", "tests.one_report", *more)
    assert "1 failed, 2 passed, 1 skipped, 1 xfailed, 2 errors" in said_by_run
    for said in ("ERROR at setup of test_never_begins", "ERROR at teardown of test_breaks_after", "said", "began"):
        assert said in said_by_run
    assert ("setup    test_all.py::test_passes" in said_by_run) == bool(more)


@pytest.mark.slow
def test_a_test_of_servers_that_fails_is_tried_again_by_a_worker_and_what_needs_none_is_not(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    server: as in our own\n")
    (tmp_path / "test_all.py").write_text(BY_CHANCE)
    # As our own conftest names them, for their order decides who runs a test.
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.second_try", "tests.one_report"]\n')
    assert "1 failed, 1 passed, 1 rerun" in _run(tmp_path, CLIENTINFO_SECOND_TRIES="1")
    assert "2 failed" in _run(tmp_path, CLIENTINFO_SECOND_TRIES="0")


def _run(folder: Path, *more: str, **environment: str) -> str:
    """Return what a run with one worker says."""
    command = [sys.executable, "-m", "pytest", "-q", "-n1", "-p", "no:cacheprovider", *more, "."]
    variables = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])} | environment
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    return done.stdout
