"""What the people in the audit log are called: it has login names, which do not change, and people know each other by others.

The Hub alone knows its accounts. It writes their names into a file of the state folder whenever they change, and only the
page of the log reads it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from clientinfo_kernel.access.accounts import Account

ACCOUNT_NAMES_FILE = "account_names.json"


def account_names_of(accounts: Iterable[Account]) -> str:
    """Return the file's text: login name -> name of everybody who has one, whether they are let in or not."""
    names = {account.name: account.full_name for account in accounts if account.full_name}
    return json.dumps(names, ensure_ascii=False, sort_keys=True)


def account_names(state: Path) -> Mapping[str, str]:
    """Return what is in the file; nothing where no Hub wrote one here, or it cannot be read: the log has the login names."""
    try:
        found = json.loads((state / ACCOUNT_NAMES_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_right = isinstance(found, dict) and all(isinstance(name, str) for name in found.values())
    return found if is_right else {}


def logins_meant(text: str, logins: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """Return whom a text means: the login name itself, else everybody called so, else everybody whose name has its words.

    Args:
        text: What somebody typed.
        logins: Login names in the log.
        names: Login name -> name.
    """
    known, wanted = frozenset(logins), text.casefold()
    if text in known:
        return frozenset({text})
    called = {login: names[login].casefold() for login in known if login in names}
    exactly = frozenset(login for login, name in called.items() if name == wanted)
    return exactly or frozenset(login for login, name in called.items() if all(word in name for word in wanted.split()))
