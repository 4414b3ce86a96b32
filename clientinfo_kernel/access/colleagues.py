"""Who can look after something: the people with an account who write about customers, as people call them.

The Hub alone knows its accounts. It writes their names into a file of the state folder whenever they change, and the pages
read it: no page asks the Hub, and no page learns a login name but those that tell two people of one name apart.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clientinfo_kernel.access.rights import ADMIN, access_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clientinfo_kernel.access.accounts import Account

COLLEAGUES_FILE = "colleagues.json"


def called(name: str, full_name: str, accounts: Iterable[Account]) -> str:
    """Return what people call somebody: ``Anna Zoll``, and ``Anna Zoll (zoe)`` where another account has the same name.

    Args:
        name: Login name.
        full_name: As the account has it; empty: it has none, and neither has what is returned.
        accounts: Everybody; those count, too, who are not let in any more: what they wrote stands there.
    """
    wanted = full_name.casefold()
    others = ((each.full_name or each.name) for each in accounts if each.name != name and not each.pending)
    return f"{full_name} ({name})" if full_name and any(other.casefold() == wanted for other in others) else full_name


def names_of(accounts: Iterable[Account]) -> str:
    """Return the file's text: who is allowed to write about customers, each once, in the order of their names."""
    everybody = list(accounts)
    names = {
        called(account.name, account.full_name, everybody) or account.name
        for account in everybody
        if not account.locked
        and not account.pending
        and "contacts" in access_of((ADMIN,) if account.admin else account.roles).changes
    }
    return json.dumps(sorted(names, key=str.casefold), ensure_ascii=False)


def colleagues(state: Path) -> tuple[str, ...] | None:
    """Return who is in the file; None: there is no Hub here that wrote one, or it cannot be read."""
    try:
        found = json.loads((state / COLLEAGUES_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_right = isinstance(found, list) and all(isinstance(name, str) for name in found)
    return tuple(found) if is_right else None
