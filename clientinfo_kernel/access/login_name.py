"""The one rule for what can be a login name: on the screen and at the Hub."""

import re

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?")


def as_login_name(typed: str) -> str:
    """Return what somebody typed as the Hub keeps it: in small letters, without blanks around it."""
    return typed.strip().lower()


def is_login_name(name: str) -> bool:
    """Return whether an account can have a name: at most 64 of a-z, digits and ``. _ - @ +``, a letter or digit at both ends."""
    return _NAME.fullmatch(name) is not None
