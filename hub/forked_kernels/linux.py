"""The few calls of Linux's prctl that Python does not offer."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

# linux/prctl.h
_SET_PDEATHSIG, _SET_NAME, _SET_CHILD_SUBREAPER = 1, 15, 36


def supported() -> bool:
    """Return whether kernels can be forked here: Linux with pidfds."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def adopt_orphans(*, adopt: bool) -> None:
    """Become (or stop being) the parent of descendants whose parent ends.

    Raises:
        OSError: The system refuses.
    """
    _prctl(_SET_CHILD_SUBREAPER, ctypes.c_ulong(adopt))


def die_with_parent() -> None:
    """Be killed at once when the parent ends, however that happens.

    Raises:
        OSError: The system refuses.
    """
    _prctl(_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))


def name_process(name: str) -> None:
    """Set the name that ``ps`` and ``top`` show, at most 15 characters."""
    _prctl(_SET_NAME, ctypes.c_char_p(name.encode()))


def _prctl(option: int, value: ctypes.c_ulong | ctypes.c_char_p) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    nothing = ctypes.c_ulong(0)
    if libc.prctl(option, value, nothing, nothing, nothing) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
