"""Analysts' JupyterLab: one server per analyst, started by the Hub, with the project and the snapshot at hand.

Whoever has a JupyterLab can run any code with the rights of its operating-system user. Run as the Hub's own user
(the default, for trying out), an analyst could read the Hub's database, the audit log and other people's pages.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.settings import SETTINGS_VARIABLE, STATE_VARIABLE
from hub.configuration.notebooks import shipped_notebooks

if TYPE_CHECKING:
    from traitlets.config import Config

    from hub.configuration.hub_settings import HubSettings
    from hub.configuration.state_folder import HubState

_EXAMPLES = "Beispiele"
# JupyterLab would ask another host for news and updates.
_NO_CALLS_HOME = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
WARNING = (
    "WARNING: analysts' JupyterLab runs as the same operating-system user as the Hub. An analyst can read and change\n"
    'WARNING: everything: accounts, audit log, other people\'s pages. Set analysts = "system-users", "systemd" or\n'
    'WARNING: "docker" in the section [hub] of clientinfo.toml, or "off" (docs/operator_guide.md).'
)


def configure_analysts(config: Config, hub: HubSettings, state: HubState) -> None:
    """Set how the Hub starts a JupyterLab."""
    spawner = config.Spawner
    spawner.default_url = "/lab"
    spawner.start_timeout = 60
    spawner.http_timeout = 60
    # Only where the data is: an analyst's own kernel is not a published page and sees everything.
    handed_on = (SETTINGS_VARIABLE, STATE_VARIABLE)
    spawner.environment = {name: os.environ[name] for name in handed_on if name in os.environ}
    spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
    as_root = os.geteuid() == 0 and hub.analysts == "same-user"
    spawner.args = [*_NO_CALLS_HOME, *(["--allow-root"] if as_root else [])]
    _KINDS.get(hub.analysts, _nobody)(config, state)


def _same_user(config: Config, state: HubState) -> None:
    config.JupyterHub.spawner_class = "simple"
    config.SimpleLocalProcessSpawner.home_dir_template = str(state.folder.parent / "analysts" / "{username}")
    config.Spawner.pre_spawn_hook = lambda spawner: lay_examples(
        Path(spawner.home_dir_template.format(username=spawner.user.name))
    )


def _system_users(config: Config, _state: HubState) -> None:
    config.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    config.Spawner.pre_spawn_hook = _lay_examples_for_system_user


def _systemd(config: Config, _state: HubState) -> None:
    config.JupyterHub.spawner_class = "systemdspawner.SystemdSpawner"
    config.SystemdSpawner.dynamic_users = True
    config.SystemdSpawner.isolate_tmp = True
    config.SystemdSpawner.isolate_devices = True
    config.SystemdSpawner.disable_user_sudo = True
    config.SystemdSpawner.mem_limit = "4G"
    config.SystemdSpawner.cpu_limit = 2.0


def _docker(config: Config, _state: HubState) -> None:
    config.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
    config.DockerSpawner.image = "clientinfo-analyst"
    config.DockerSpawner.remove = True
    config.DockerSpawner.cmd = ["jupyterhub-singleuser"]
    config.DockerSpawner.volumes = {"clientinfo-{username}": "/home/jovyan/work"}
    config.DockerSpawner.read_only_volumes = {os.environ.get(STATE_VARIABLE, ""): "/srv/clientinfo"}


def _nobody(config: Config, _state: HubState) -> None:
    config.JupyterHub.active_server_limit = 0
    config.Spawner.pre_spawn_hook = _refuse


_KINDS: dict[str, Any] = {
    "same-user": _same_user,
    "system-users": _system_users,
    "systemd": _systemd,
    "docker": _docker,
}


def _refuse(_spawner: Any) -> None:
    raise PermissionError("JupyterLab is switched off")


def _lay_examples_for_system_user(spawner: Any) -> None:
    account = pwd.getpwnam(spawner.user.name)
    lay_examples(Path(account.pw_dir), owner=(account.pw_uid, account.pw_gid))


def lay_examples(home: Path, owner: tuple[int, int] | None = None) -> None:
    """Copy the example notebooks into an analyst's folder, where they can change them; existing files stay.

    Args:
        home: The folder, made if it does not exist.
        owner: Numbers of the user and group who get the copies.
    """
    target = home / _EXAMPLES
    target.mkdir(parents=True, exist_ok=True)
    for example in sorted((shipped_notebooks() / "examples").glob("*.ipynb")):
        if not (target / example.name).exists():
            shutil.copy(example, target)
    if owner is not None:
        for path in (target, *target.iterdir()):
            os.chown(path, *owner)
