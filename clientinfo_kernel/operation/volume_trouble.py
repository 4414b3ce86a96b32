"""What is wrong with the volume of a file: a library that cannot use the file seldom knows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# With less than this no database writes its journal.
_FULL_BYTES = 64 * 1024


def volume_trouble(folder: Path) -> str:
    """Return what keeps everybody from writing into a folder; empty: nothing that can be seen."""
    try:
        volume = os.statvfs(folder)
    except OSError:
        return ""
    if volume.f_flag & os.ST_RDONLY:
        return "its file system is read-only"
    return "its volume is full" if volume.f_bavail * volume.f_frsize < _FULL_BYTES else ""
