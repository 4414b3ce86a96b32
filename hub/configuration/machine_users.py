"""The users of this machine that settings name."""

from __future__ import annotations

import pwd


def user_number(name: str) -> int | None:
    """Return a user's number; None: this machine has none of that name."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None
