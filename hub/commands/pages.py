"""``clientinfo pages``: one more process that serves pages, for a Hub on another machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.errors import SettingsError
from hub.commands.serve import prepare
from hub.configuration.notebooks import shipped_notebooks
from hub.configuration.service_environment import COOKIE_SECRET_VARIABLE, service_environment

if TYPE_CHECKING:
    from pathlib import Path

_TOKEN_VARIABLE = "JUPYTERHUB_API_TOKEN"  # noqa: S105  # a variable's name


class Place(NamedTuple):
    """Where the process listens, and for which Hub."""

    hub: str
    address: str
    port: int
    notebooks: Path | None


def run(settings_file: Path | None, state: Path | None, place: Place) -> None:
    """Become the service. Its keys, the same on every machine, come from the environment.

    Raises:
        SettingsError: A key is missing.
    """
    missing = [name for name in (_TOKEN_VARIABLE, COOKIE_SECRET_VARIABLE) if not os.environ.get(name)]
    if missing:
        raise SettingsError(f"{' and '.join(missing)} must be set: the keys of the Hub's STATE/hub/secrets.json")
    os.environ["CLIENTINFO_SETTINGS"] = str(prepare(settings_file, state, demo=False).resolve())
    keys = (os.environ[_TOKEN_VARIABLE], os.environ[COOKIE_SECRET_VARIABLE])
    environment = {**os.environ, **service_environment(f"{place.hub.rstrip('/')}/hub/api", *keys)}
    command = [sys.executable, "-m", "hub.service.process", "--address", place.address, "--port", str(place.port)]
    command += ["--notebooks", str(place.notebooks or shipped_notebooks())]
    os.execve(sys.executable, command, environment)  # noqa: S606  # no shell, own arguments
