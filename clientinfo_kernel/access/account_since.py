"""Whose something is that stands under a login name: an account that is deleted gives its name free.

Rows and their history hold login names. The Hub says since when there is the account of who asks; what was written under
its name before that is another person's.
"""

from __future__ import annotations

from datetime import datetime


def is_of_account(name: str, at: datetime, account: str, since: datetime | None) -> bool:
    """Return whether what was written under a name is an account's.

    Args:
        name: The login name that stands there; empty: the shell's.
        at: When it was written (UTC).
        account: Login name of the account.
        since: When the account was made (UTC); None: nobody said it, and the name alone decides.
    """
    return name == account and (since is None or at >= since)


def moment_of(text: str) -> datetime | None:
    """Return since when there is an account, as the service hands it on (ISO with a zone); empty: nobody said it."""
    return datetime.fromisoformat(text) if text else None
