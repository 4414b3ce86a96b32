"""Kernels of released notebooks as a user of the operating system of their own (``[hub] notebooks_user``).

Such a kernel starts like every other; before the first cell of the notebook runs, it gives up the service's rights for
good: what is left reads the snapshot (by the group ``snapshot_readers``) and the settings file, and gets neither at the
accounts, keys and audit log nor at the live store. Only a service that runs as root can do so.
"""

from __future__ import annotations

import grp
import os
import pwd
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import SettingsError

if TYPE_CHECKING:
    from hub.configuration.hub_settings import HubSettings

# Run in the kernel. Groups first and the user last: without root's rights none of it could be done. The system forgets
# at a change of user that the kernel ends with its service. What it prints past its page went into the service's log,
# which others' code neither fills nor words; ipykernel keeps that log's descriptor beside the ones that it replaced.
_DESCENT = """
import os, sys
from hub.forked_kernels import linux
os.setgroups({groups})
os.setgid({group})
os.setuid({user})
if linux.supported():
    linux.die_with_parent()
os.environ.update(HOME={home!r}, USER={name!r}, LOGNAME={name!r})
os.chdir("/")
nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
for descriptor in (1, 2, *(getattr(each, "_original_stdstream_copy", None) for each in (sys.stdout, sys.stderr))):
    if descriptor is not None and descriptor > 0:
        os.dup2(nowhere, descriptor)
os.close(nowhere)
del os, sys, linux, nowhere, descriptor
"""


def check_notebooks_user(hub: HubSettings, readers: str) -> None:
    """Make sure that released notebooks can run as the user that the settings name.

    Args:
        hub: The settings.
        readers: The group ``snapshot_readers``.

    Raises:
        SettingsError: With what to set.
    """
    if not hub.notebooks_user:
        return
    if os.geteuid() != 0:
        raise SettingsError(
            "[hub] notebooks_user needs a service that runs as root: only root's kernels become another user"
        )
    if not readers:
        raise SettingsError(
            "[hub] notebooks_user needs snapshot_readers, the group by which its kernels read the snapshot"
        )
    _ids(hub.notebooks_user, readers)


def descent(user: str, readers: str) -> str:
    """Return the code by which a kernel becomes a user, for good.

    Args:
        user: Name of an account of the machine.
        readers: Name of the group that reads the snapshot.

    Raises:
        SettingsError: There is no such account or group, or the account is root's.
    """
    account, group = _ids(user, readers)
    return _DESCENT.format(
        groups=[group], group=account.pw_gid, user=account.pw_uid, home=account.pw_dir, name=account.pw_name
    )


def _ids(user: str, readers: str) -> tuple[pwd.struct_passwd, int]:
    try:
        account, group = pwd.getpwnam(user), grp.getgrnam(readers)
    except KeyError as error:
        raise SettingsError(
            f"[hub] notebooks_user = {user!r}, snapshot_readers = {readers!r}: {error.args[0]}"
        ) from None
    if account.pw_uid == 0:
        raise SettingsError("[hub] notebooks_user must not be root")
    return account, group.gr_gid
