"""Tests are compiled once for all workers of a run.

pytest compiles each file of tests where nothing is kept of it, as in a fresh clone: five seconds of the processors, and
each worker did it of the same files at the same time. Now the first one does, and the others collect after it.
"""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

HERE = Path(__file__).parent
# Among the last that are collected: where they are kept, all the others are.
LAST = HERE / "widgets" / "views" / "__pycache__"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect, one worker before the others where nothing is compiled yet."""
    if "PYTEST_XDIST_WORKER" not in os.environ or sys.dont_write_bytecode or any(LAST.glob("test_*-pytest-*.pyc")):
        return (yield)
    with _first_alone():
        return (yield)


@contextmanager
def _first_alone() -> Iterator[None]:
    folder = os.open(HERE, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(folder, fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)
