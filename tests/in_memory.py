"""Tests write into memory where there is enough of it: no file of theirs outlives a run, so none has to reach a disk.

A small house's refresh makes a hundred files, and each is written through to the disk: a sixth of its processor time. A
browser's profile and the memory that its processes share lie there, too. With ``TMPDIR`` set, tests write there instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import psutil
import pytest

MEMORY = Path("/dev/shm")  # noqa: S108  # each run has folders of its own below it, closed to others
# A whole run's files take 2 GB; the rest is for what else uses memory.
LEAST_FREE = 6 * 2**30
_OWN = f"tests-{os.getuid()}-"


def is_roomy(folder: Path, least_free: int = LEAST_FREE) -> bool:
    """Return whether a folder in memory can be written to, run programs from, and has room for a run."""
    try:
        there = os.statvfs(folder)
    except OSError:
        return False
    is_usable = os.access(folder, os.W_OK | os.X_OK) and not there.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return is_usable and min(there.f_bavail * there.f_frsize, psutil.virtual_memory().available) >= least_free


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder for all workers and processes of this run, before any of them makes one."""
    if "PYTEST_XDIST_WORKER" in os.environ or "TMPDIR" in os.environ or not is_roomy(MEMORY):
        return
    for left in MEMORY.glob(f"{_OWN}*"):
        process = int(left.name.removeprefix(_OWN))
        if process == os.getpid() or not psutil.pid_exists(process):
            shutil.rmtree(left, ignore_errors=True)
    folder = MEMORY / f"{_OWN}{os.getpid()}"
    folder.mkdir(mode=0o700)
    folder.chmod(0o1777)  # servers of other users have files there, as in /tmp
    patched = pytest.MonkeyPatch()
    patched.setenv("TMPDIR", os.fspath(folder))
    patched.setattr(tempfile, "tempdir", os.fspath(folder))
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ:
        # What tests made is kept for a look after a failure: beside, and not in, the folder that goes with the run.
        patched.setenv("PYTEST_DEBUG_TEMPROOT", os.fspath(MEMORY))

    def leave_nothing() -> None:
        patched.undo()  # another run of this process has a folder of its own
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(leave_nothing)
