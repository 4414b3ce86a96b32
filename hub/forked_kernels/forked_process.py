"""A forked process as the service sees it, with the face of ``subprocess.Popen``."""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_PAUSE_SECONDS = 0.01
# How long the children of a group that has been killed take to end, at the most.
_REAP_SECONDS = 1.0


class ForkedProcess:
    """A child of this process that it did not start itself; held by a pidfd, so that no signal meets a stranger.

    Attributes:
        pid: Its process id, and the id of its process group.
        returncode: None while it runs; negative: the signal that ended it.
        adopted: Whether this process is its parent by now.
        zygote: Process id of what it was forked from; None: not known yet.
        request: Where a kernel in stock waits for its appointment; None: it works, or is not a kernel in stock.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.adopted = False
        self.zygote: int | None = None
        self.request: socket.socket | None = None
        self._pidfd = pidfd
        self._code: int | None = None

    def fileno(self) -> int:
        """Becomes readable when the process ends."""
        return self._pidfd

    def poll(self) -> int | None:
        """Return how it ended; None while it, or a process that it started, still runs."""
        if self.returncode is None and self._ended(0):
            self._reap()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end; None when it still runs after so many seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                break
            if self._ended(left):
                time.sleep(_PAUSE_SECONDS)  # only its own children are left, and they are being killed
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to it alone; nothing happens when it has ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signum)

    def send_group_signal(self, signum: int) -> None:
        """Send a signal to it and to what it started; nothing happens when it has ended."""
        # Until poll() has reaped it, nobody else can get its number.
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> bool:
        # No select(): a busy service has more than 1024 files open.
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(None if seconds is None else max(0.0, seconds) * 1000))

    def _reap(self) -> None:
        """Take its exit code, and end and reap what it started: orphans are ours (see the package's docstring)."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        try:
            while True:
                end = os.waitid(os.P_PGID, self.pid, os.WEXITED | os.WNOHANG)
                if end is None:
                    return  # some are still dying: ask again
                self._note(end)
        except ChildProcessError:
            pass
        try:
            if self._code is None and (end := os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED | os.WNOHANG)):
                self._note(end)
        except ChildProcessError:
            if not self.adopted:
                return  # its first parent has not let it go yet
            self._code = 0  # somebody else has reaped it: as Popen returns then
        if self._code is None:
            return
        self.returncode = self._code
        os.close(self._pidfd)
        if self.request is not None:
            self.request.close()

    def _note(self, end: os.waitid_result) -> None:
        if end.si_pid == self.pid:
            self._code = end.si_status if end.si_code == os.CLD_EXITED else -end.si_status


def reap_group(group: int) -> None:
    """Reap the children of ours in a process group that has been killed."""
    deadline = time.monotonic() + _REAP_SECONDS
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitid(os.P_PGID, group, os.WEXITED | os.WNOHANG) is None:
                time.sleep(_PAUSE_SECONDS)
