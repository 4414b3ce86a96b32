"""Folders that nobody but their user enters, whatever the umask says; a group can be let in to read.

Snapshots and raw tables hold all that a dealership knows about its customers, gross profit included: another user of
the machine must not read them (GDPR Art. 32).
"""

from __future__ import annotations

import grp
import os
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE_UMASK = 0o077
_OWNER_ONLY, _GROUP_ENTERS, _GROUP_READS = 0o700, 0o710, 0o750
_FILE_FOR_GROUP = 0o640


def make_private(folder: Path, readers: str = "") -> None:
    """Make a folder that only its user enters, and the group of readers without listing it; narrow one that was wider.

    A folder of another user is left as it is: its rights are theirs to give.

    Args:
        folder: The folder; its parents are made, too.
        readers: Name of a Unix group, empty for none.

    Raises:
        SettingsError: There is no such group, or we are not in it.
        OSError: It cannot be made.
    """
    folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        return
    if readers:
        _give_group(folder, readers)
    _narrow(folder, _GROUP_ENTERS if readers else _OWNER_ONLY)


def make_readable(folder: Path, readers: str) -> None:
    """Make a folder that a group can read.

    Raises:
        SettingsError: There is no such group, or we are not in it.
        OSError: It cannot be made.
    """
    folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    _give_group(folder, readers)
    _narrow(folder, _GROUP_READS)


def let_group_read(file: Path, readers: str) -> None:
    """Let a group read a file of ours.

    Raises:
        SettingsError: There is no such group, or we are not in it.
    """
    _give_group(file, readers)
    file.chmod(_FILE_FOR_GROUP)


def _narrow(folder: Path, mode: int) -> None:
    if folder.stat().st_mode & 0o7777 != mode:
        folder.chmod(mode)


def _give_group(path: Path, readers: str) -> None:
    try:
        number = grp.getgrnam(readers).gr_gid
        if path.stat().st_gid != number:
            os.chown(path, -1, number)
    except KeyError:
        raise SettingsError(f"snapshot_readers: there is no group {readers!r}; make it with addgroup") from None
    except PermissionError:
        raise SettingsError(
            f"snapshot_readers: the user of clientinfo is not in the group {readers!r}, so it cannot give {path} to it"
        ) from None
