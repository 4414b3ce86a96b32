"""Wait until what was written is on the disk, so that a loss of power does not take it back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def to_disk(path: Path) -> None:
    """Wait for a file, or for the names in a folder.

    Raises:
        OSError: The disk does not take it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
