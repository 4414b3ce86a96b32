"""``clientinfo pages``: one more process that serves pages, for a Hub on another machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.errors import SettingsError
from hub.commands import options
from hub.commands.handed_on_settings import hand_on
from hub.commands.options import choose_settings
from hub.configuration.hub_settings import hub_settings
from hub.configuration.notebooks import shipped_notebooks
from hub.configuration.service_environment import COOKIE_SECRET_VARIABLE, TOKEN_VARIABLE, service_environment
from hub.page_script.build import ensure_built

if TYPE_CHECKING:
    from pathlib import Path

    from hub.commands.options import ChosenSettings


@click.command()
@choose_settings
@click.option("--port", type=options.port_number, default=8100, show_default=True, help="Port of this process.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Network address to listen on.")
@click.option("--hub", required=True, help="Address of the Hub itself, as this machine reaches it.")
@options.notebooks_folder
def command(settings: ChosenSettings, port: int, address: str, hub: str, notebooks: Path | None) -> None:
    """Become the service. Its keys, the same on every machine, come from the environment.

    Raises:
        SettingsError: A key is missing.
    """
    missing = [name for name in (TOKEN_VARIABLE, COOKIE_SECRET_VARIABLE) if not os.environ.get(name)]
    if missing:
        raise SettingsError(f"{' and '.join(missing)} must be set: the keys of the Hub's STATE/hub/secrets.json")
    hub_has_tls = hub_settings(hand_on(settings)).has_tls
    ensure_built()
    keys = (os.environ[TOKEN_VARIABLE], os.environ[COOKIE_SECRET_VARIABLE])
    environment = {**os.environ, **service_environment(f"{hub.rstrip('/')}/hub/api", *keys, has_tls=hub_has_tls)}
    program = [sys.executable, "-m", "hub.service.process", "--address", address, "--port", str(port)]
    program += ["--notebooks", str(notebooks or shipped_notebooks())]
    os.execve(sys.executable, program, environment)  # noqa: S606  # no shell, own arguments
