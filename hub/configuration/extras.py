"""Settings that need packages which not every installation has: the extras of pyproject.toml."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import SettingsError

if TYPE_CHECKING:
    from hub.configuration.hub_settings import HubSettings

# Key and value in [hub]: the extra, and the module that it brings.
_EXTRAS = {
    ("login", "ldap"): ("ldap", "ldapauthenticator"),
    ("login", "oidc"): ("oidc", "oauthenticator"),
    ("analysts", "docker"): ("spawners", "dockerspawner"),
    ("analysts", "systemd"): ("spawners", "systemdspawner"),
}


def check_extras(hub: HubSettings) -> None:
    """Check that what the settings choose is installed.

    Raises:
        SettingsError: A package is missing; the message names the extra to install.
    """
    for (key, value), (extra, module) in _EXTRAS.items():
        if getattr(hub, key) == value and find_spec(module) is None:
            raise SettingsError(f'[hub] {key} = "{value}" needs more packages: pip install "clientinfo[{extra}]"')
