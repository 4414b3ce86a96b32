"""How much memory a page's kernel may take, set from outside: one page must not take the memory of all the others.

RLIMIT_DATA counts private, writable memory (since Linux 4.7), and not the snapshot's mapped files, which RLIMIT_AS
would. A kernel that reaches it gets a MemoryError, or ends, and its page says that its session ended. All kernels
together are limited by the service's control group (``MemoryMax`` of systemd).
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

# What a kernel that was not forked takes by its imports.
_COLD = 1 << 30


def limit_memory(pid: int, megabytes: int, *, is_forked: bool) -> None:
    """Let a kernel have so much more than it has now. Does nothing where there is no such limit, or none is wanted.

    Args:
        pid: Its process.
        megabytes: 0: as much as it likes.
        is_forked: Whether it has its imports already.

    Raises:
        OSError: The process is gone, or not ours.
    """
    if not megabytes or not sys.platform.startswith("linux"):
        return
    most = _data(pid) + megabytes * (1 << 20) + (0 if is_forked else _COLD)
    resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))


def _data(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
