"""Processes whose parent ended without ending them: the supervisor adopts them.

When the Hub crashes, analysts' servers live on, and the next Hub takes them over; somebody must reap those that end
meanwhile (a Hub takes a dead process that nobody has reaped for a running one), and end the others at Ctrl-C. When the service
crashes, a kernel that was just starting might not notice. Linux only; elsewhere nothing is adopted.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
_LOOK_SECONDS = 1.0
_PATIENCE = 5.0
_KERNELS = (b"ipykernel_launcher", b"hub.forked_kernels")


class AdoptedProcesses:
    """Our children that we did not start.

    Args:
        own: Process ids of the children that we did start.
    """

    def __init__(self, own: Callable[[], Collection[int]]) -> None:
        self._own = own
        self._dead: set[int] = set()
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    async def look_after(self) -> None:
        """End kernels that lost their server and reap dead processes, forever."""
        while True:
            for pid in self._adopted():
                if any(mark in _command(pid) for mark in _KERNELS):
                    _signal(pid, signal.SIGKILL)
            self._reap()
            await asyncio.sleep(_LOOK_SECONDS)

    async def end_all(self) -> None:
        """End everything that is left, and what comes to us while it ends."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = asyncio.get_running_loop().time() + _PATIENCE
            for pid in self._alive():
                _signal(pid, number)
            while self._alive() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  # nobody tells us
                await asyncio.sleep(0.05)

    def _adopted(self) -> list[int]:
        own = self._own()
        return [pid for pid in _children() if pid not in own]

    def _alive(self) -> list[int]:
        return [pid for pid in self._adopted() if not _is_dead(pid)]

    def _reap(self) -> None:
        # A child of our own can be so new that nobody has noted its id yet: only who was dead at the last look, too.
        dead = {pid for pid in self._adopted() if _is_dead(pid)}
        for pid in dead & self._dead:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        self._dead = dead


def _children() -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:  # another system
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _signal(pid: int, number: int) -> None:
    # A child of ours keeps its id until we reap it: the signal reaches nobody else.
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
