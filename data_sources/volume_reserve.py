"""The end of a volume that what others send does not get: the database, the audit log and the next refresh need it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# So many bytes are left; of a small volume this part of it (one of so many).
RESERVE, RESERVED_PART = 1 << 30, 20


def has_room(folder: Path, size: int) -> bool:
    """Return whether a file of so many bytes leaves the volume of a folder its reserve.

    Raises:
        OSError: The folder is not there.
    """
    volume = shutil.disk_usage(folder)
    return volume.free - size >= min(RESERVE, volume.total // RESERVED_PART)
