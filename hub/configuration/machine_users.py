"""The users of this machine that settings name."""

from __future__ import annotations

import pwd
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import SettingsError
from hub.configuration.hub_settings import USUAL_PROXIES

if TYPE_CHECKING:
    from hub.configuration.hub_settings import HubSettings, MachineUser


def user_number(user: MachineUser) -> int | None:
    """Return a user's number; None: this machine has none of that name."""
    if isinstance(user, int):
        return user
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        return None


def check_proxy_users(hub: HubSettings) -> None:
    """Make sure that this machine, on which the publication is about to start, knows whom ``trusted_proxy_users`` names.

    Other machines read the same file, and need not know them.

    Raises:
        SettingsError: A name is nobody's here. Left out, everybody behind that proxy would have one brake.
    """
    for user in hub.trusted_proxy_users:
        if user not in USUAL_PROXIES and user_number(user) is None:
            raise SettingsError(
                f"clientinfo.toml, section [hub]: trusted_proxy_users has {user!r}, and this machine has no such user;"
                " a number can stand there, too"
            )
