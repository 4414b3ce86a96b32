"""Analysts' JupyterLab: one server per analyst, started by the Hub, with the project and the snapshot at hand.

Whoever has a JupyterLab can run any code with the rights of its operating-system user. Run as the Hub's own user
(the demo), an analyst could read the Hub's database, the audit log and other people's pages. What they serve has an
origin of its own (``hub.configuration.browser_origins``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.settings import SETTINGS_VARIABLE, STATE_VARIABLE
from hub.hub_server.analyst_accounts import account_of_analyst
from hub.hub_server.example_notebooks import lay_examples, lay_examples_as
from hub.laboratory.arguments import laboratory_arguments

if TYPE_CHECKING:
    from traitlets.config import Config

    from hub.configuration.hub_settings import HubSettings
    from hub.configuration.state_folder import HubState

_STATE_IN_CONTAINER = "/srv/clientinfo"
# Of one analyst's server with all its kernels, where the system keeps to it.
_MEMORY, _PROCESSORS, _MOST_TASKS = "4G", 2.0, 4096
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
    # Two analysts' servers have one host name: a cookie for its path "/" would go to the other's server.
    spawner.environment["JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"] = "0"
    spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
    as_root = os.geteuid() == 0 and hub.analysts == "same-user"
    spawner.args = [*laboratory_arguments(), *(["--allow-root"] if as_root else [])]
    _KINDS.get(hub.analysts, _nobody)(config, state)


def _same_user(config: Config, state: HubState) -> None:
    config.JupyterHub.spawner_class = "simple"
    config.SimpleLocalProcessSpawner.home_dir_template = str(state.folder.parent / "analysts" / "{username}")
    config.Spawner.pre_spawn_hook = lambda spawner: lay_examples(
        Path(spawner.home_dir_template.format(username=spawner.user.name))
    )


def _system_users(config: Config, state: HubState) -> None:
    async def prepare(spawner: Any) -> None:
        await lay_examples_as(account_of_analyst(spawner.user.name, state.snapshot_readers))

    config.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    config.Spawner.pre_spawn_hook = prepare


def _systemd(config: Config, state: HubState) -> None:
    config.JupyterHub.spawner_class = "hub.hub_server.analyst_unit.AnalystUnit"
    config.SystemdSpawner.dynamic_users = True
    if state.snapshot_readers:
        config.SystemdSpawner.unit_extra_properties = {"SupplementaryGroups": state.snapshot_readers}
    config.SystemdSpawner.isolate_tmp = True
    config.SystemdSpawner.isolate_devices = True
    config.SystemdSpawner.disable_user_sudo = True
    config.SystemdSpawner.mem_limit = _MEMORY
    config.SystemdSpawner.cpu_limit = _PROCESSORS


def _docker(config: Config, state: HubState) -> None:
    config.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
    config.DockerSpawner.image = "clientinfo-analyst"
    config.DockerSpawner.remove = True
    config.DockerSpawner.mem_limit = _MEMORY
    config.DockerSpawner.cpu_limit = _PROCESSORS
    config.DockerSpawner.extra_host_config = {
        "security_opt": ["no-new-privileges"],
        "cap_drop": ["ALL"],
        "pids_limit": _MOST_TASKS,
    }
    # It knows where its own files lie, which are elsewhere than the Hub's.
    config.DockerSpawner.cmd = ["python", "-m", "hub.laboratory"]
    config.Spawner.args = []
    config.DockerSpawner.volumes = {"clientinfo-{username}": "/home/jovyan/work"}
    # The snapshot alone: beside it in the state folder lie the accounts, the keys and the audit log.
    snapshots = str(state.folder.parent / "snapshots")
    config.DockerSpawner.read_only_volumes = {snapshots: f"{_STATE_IN_CONTAINER}/snapshots"}
    # What the Hub's own process has there means nothing in the container.
    config.Spawner.environment.pop(SETTINGS_VARIABLE, None)
    config.Spawner.environment[STATE_VARIABLE] = _STATE_IN_CONTAINER


def _nobody(config: Config, _state: HubState) -> None:
    config.Spawner.pre_spawn_hook = _refuse


_KINDS: dict[str, Any] = {
    "same-user": _same_user,
    "system-users": _system_users,
    "systemd": _systemd,
    "docker": _docker,
}


def _refuse(_spawner: Any) -> None:
    raise PermissionError("JupyterLab is switched off")
