"""How much memory a page's kernel is allowed, set from outside: one page must not take the memory of all the others.

Where this service has control groups of its own, they limit it (``kernel_groups``): a kernel that reaches the limit ends.
Else RLIMIT_DATA does, which counts private, writable memory (since Linux 4.7), and not the snapshot's mapped files, which
RLIMIT_AS would: a kernel that reaches it gets a MemoryError, or ends. Its page says that its session ended. All kernels
together are limited by the service's control group (``MemoryMax`` of systemd).
"""

from __future__ import annotations

import logging
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.service.kernel_groups import KernelGroups

# What a kernel that was not forked takes by its imports.
_COLD = 1 << 30
_LOG = logging.getLogger("clientinfo")


def limit_kernel(
    pid: int, megabytes: int, *, is_forked: bool, person: str = "", groups: KernelGroups | None = None
) -> None:
    """Let a kernel have so much more memory than it has now, and its share of the processors where there are groups.

    Where a group cannot be made (somebody removed the subtree, it has its most groups), RLIMIT_DATA stands in. Does
    nothing where there is no such limit, or none is wanted.

    Args:
        pid: Its process.
        megabytes: 0: as much as it likes.
        is_forked: Whether it has its imports already.
        person: Whose it is: all kernels of a person share the processors as one of another's does.
        groups: Control groups of ours, where there are any.

    Raises:
        OSError: The process is gone, or not ours.
    """
    if groups is not None:
        try:
            groups.take(pid, megabytes + (0 if is_forked or not megabytes else _COLD >> 20), person)
        except OSError as error:
            _LOG.warning("kernel %s has no control group, the limit of its data stands in: %s", pid, error)
        else:
            return
    if not megabytes or not sys.platform.startswith("linux"):
        return
    most = _data(pid) + megabytes * (1 << 20) + (0 if is_forked else _COLD)
    resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))


def _data(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
