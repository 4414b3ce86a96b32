"""Logs that grew too large are put aside while their processes go on writing, and no line of theirs is lost.

A process holds its log open for appending, so the file stays and its beginning goes: copied, and cut off by the file system,
which lets nobody write meanwhile (fallocate(2), on ext4 and XFS). Where it cannot, the file is copied to its end and emptied;
what comes between the two, which takes microseconds, is lost.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_LOG = 20 << 20
_COLLAPSE_RANGE = 0x08  # linux/falloc.h


def put_aside(log: Path, largest: int = LARGEST_LOG) -> None:
    """Put a log aside that grew too large, in the place of the one before it.

    Raises:
        OSError: There is no room for the copy, or the log is gone.
    """
    with log.open("r+b") as file:
        if os.fstat(file.fileno()).st_size <= largest:
            return
        old = log.with_suffix(".old.log")
        with old.open("wb") as aside:
            shutil.copyfileobj(file, aside)
            whole = aside.tell() - aside.tell() % os.fstatvfs(file.fileno()).f_bsize
            if cut_off(file, whole):
                aside.truncate(whole)
                return
            shutil.copyfileobj(file, aside)
            os.truncate(log, 0)


def cut_off(file: BinaryIO, length: int) -> bool:
    """Cut the beginning off a file, whoever writes to its end; return whether the system could.

    Args:
        file: Open for writing.
        length: So many bytes, whole blocks of its file system, and fewer than it has.
    """
    try:
        fallocate = ctypes.CDLL(None).fallocate
    except AttributeError:  # another system than Linux
        return False
    return bool(fallocate(file.fileno(), _COLLAPSE_RANGE, ctypes.c_long(0), ctypes.c_long(length)) == 0)
