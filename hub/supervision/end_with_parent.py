"""A child that does not outlive its parent: Linux sends it a signal when the parent is gone.

``python -m hub.supervision.end_with_parent PARENT COMMAND ...`` becomes the command, a program that cannot ask for that itself.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(parent: int) -> None:
    """Ask for SIGTERM when the process that started us ends, however it ends. Does nothing where there is no prctl.

    Args:
        parent: Process id that we expect as parent; when it is gone already, we end at once.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Become the command."""
    parent, *command = sys.argv[1:]
    die_with_parent(int(parent))
    os.execvp(command[0], command)  # noqa: S606  # our supervisor's own words


if __name__ == "__main__":
    main()
