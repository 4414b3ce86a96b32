"""One account per role for the demo, and one that releases notebooks, with random passwords in a file that only the owner reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clientinfo_kernel.access.rights import ADMIN, GRANTS, RELEASE
from hub.accounts.account import NewAccount
from hub.accounts.bootstrap import open_door
from hub.accounts.passwords import one_time_password
from hub.configuration.state_folder import write_private

if TYPE_CHECKING:
    from hub.configuration.state_folder import HubState

_FULL_NAMES = {
    "service": "Sabine Service",
    "sales": "Viktor Verkauf",
    "accounting": "Berta Buchhaltung",
    "controlling": "Karl Controlling",
    "analyst": "Anna Analyse",
    "privacy": "Dora Datenschutz",
    # Whoever asks for a release is not who gives it: the demo has both, so that publishing can be tried.
    RELEASE: "Frieda Freigabe",
    ADMIN: "Adam Administration",
}


def ensure_demo_accounts(state: HubState) -> dict[str, str]:
    """Make the accounts that are missing; passwords of accounts that are there stay.

    Returns:
        Name -> password, as ``STATE/demo-logins.json`` has it.

    Raises:
        AccountError: The Hub or its database does not answer.
        OSError: The file cannot be read or written.
    """
    known = _read(state)
    with open_door(state) as door:
        there = {account.name for account in door.accounts()}
        logins: dict[str, str] = {}
        for name in (*GRANTS, ADMIN):
            password = logins[name] = known.get(name) or one_time_password()
            if name not in there:
                roles, full_name = ((name,) if name in GRANTS else ()), _FULL_NAMES[name]
                account = NewAccount(
                    name=name, full_name=full_name, roles=roles, admin=name == ADMIN, password=password
                )
                door.add(account)
            elif name not in known:
                door.set_password(name, password)
    if logins != known:
        write_private(state.demo_logins_file, json.dumps(logins, indent=1) + "\n")
    return logins


def _read(state: HubState) -> dict[str, str]:
    try:
        logins = json.loads(state.demo_logins_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(password) for name, password in logins.items()} if isinstance(logins, dict) else {}
