"""As which account of the operating system an analyst's JupyterLab is allowed to run.

The login name alone says little: where another system does the logins, people can choose it, and "root", "postgres" or
the account of the machine's administrator are names, too.
"""

from __future__ import annotations

import grp
import pwd
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pwd import struct_passwd

_LIMITS = Path("/etc/login.defs")
_FIRST, _LAST = 1000, 60000  # where that file says nothing (login.defs(5))
_NO_SHELLS = ("nologin", "false")


def account_of_analyst(name: str, readers: str) -> struct_passwd:
    """Return the account of a person who is allowed to work as analyst.

    Args:
        name: The login name.
        readers: The group into which the operator puts analysts (``snapshot_readers``); nobody is in one without a name.

    Raises:
        PermissionError: There is no such account, it is one of the system's own, or it is not in the group.
    """
    try:
        account = pwd.getpwnam(name)
    except KeyError:
        raise PermissionError(f"{name} has no account on this machine (adduser)") from None
    first, last = _numbers_of_people()
    if not first <= account.pw_uid <= last or Path(account.pw_shell).name in _NO_SHELLS:
        raise PermissionError(f"{name} is an account of the system's own, no person's: no JupyterLab runs as it")
    if not _is_in(readers, account):
        raise PermissionError(f"{name} is not in the group {readers} (snapshot_readers), which says who is an analyst")
    return account


def _numbers_of_people() -> tuple[int, int]:
    """Return the first and the last number that ``adduser`` gives to a person."""
    try:
        lines = [line.split() for line in _LIMITS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return _FIRST, _LAST
    given = {words[0]: words[1] for words in lines if len(words) > 1 and words[1].isdigit()}
    return int(given.get("UID_MIN", _FIRST)), int(given.get("UID_MAX", _LAST))


def _is_in(group: str, account: struct_passwd) -> bool:
    try:
        found = grp.getgrnam(group)
    except KeyError:
        return False
    return account.pw_gid == found.gr_gid or account.pw_name in found.gr_mem
