"""What each mode of analysts' JupyterLab is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from traitlets.config import Config

from hub.configuration.hub_settings import HubSettings
from hub.configuration.state_folder import hub_state
from hub.hub_server.analyst_servers import configure_analysts
from tests.hub.configuration.test_hub_settings import settings

if TYPE_CHECKING:
    from pathlib import Path


def configured(folder: Path, analysts: str) -> Config:
    config = Config()
    configure_analysts(config, HubSettings(analysts=analysts), hub_state(settings(folder, 'state = "state"')))
    return config


def test_a_container_sees_the_snapshot_alone(tmp_path: Path) -> None:
    """Beside it in the state folder lie accounts, keys and the audit log."""
    config = configured(tmp_path, "docker")
    assert config.DockerSpawner.read_only_volumes == {
        str(tmp_path / "state" / "snapshots"): "/srv/clientinfo/snapshots"
    }
    assert not [place for place in config.DockerSpawner.volumes if str(tmp_path) in place]
    assert not [value for value in config.Spawner.environment.values() if str(tmp_path) in value]


@pytest.mark.parametrize("mode", ["system-users", "systemd", "docker", "off"])
def test_none_of_the_separated_modes_runs_as_root(tmp_path: Path, mode: str) -> None:
    assert "--allow-root" not in configured(tmp_path, mode).Spawner.args


def test_nobody_gets_one_where_it_is_off(tmp_path: Path) -> None:
    with pytest.raises(PermissionError):
        configured(tmp_path, "off").Spawner.pre_spawn_hook(None)
