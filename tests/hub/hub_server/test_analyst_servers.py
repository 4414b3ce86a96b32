"""What each mode of analysts' JupyterLab is given."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from traitlets.config import Config

from hub.configuration.hub_settings import HubSettings
from hub.configuration.state_folder import hub_state
from hub.hub_server.analyst_accounts import account_of_analyst
from hub.hub_server.analyst_servers import configure_analysts
from tests.data_sources.vat_ids.scripted_service import http, service
from tests.hub.configuration.test_hub_settings import settings
from tests.loops import finish
from tests.requirements import missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def configured(folder: Path, analysts: str, more: str = "") -> Config:
    config = Config()
    configure_analysts(config, HubSettings(analysts=analysts), hub_state(settings(folder, f'state = "state"\n{more}')))
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


@pytest.mark.parametrize("name", ["root", "daemon", "www-data", "nobody", "nobody-has-this-name"])
def test_no_account_of_the_system_s_own_is_an_analyst_s(tmp_path: Path, name: str) -> None:
    """Where another system does the logins, people may choose such a name there."""
    if name in {entry.pw_name for entry in pwd.getpwall()} or name == "nobody-has-this-name":
        with pytest.raises(PermissionError, match=name):
            finish(
                configured(tmp_path, "system-users").Spawner.pre_spawn_hook(
                    SimpleNamespace(user=SimpleNamespace(name=name))
                )
            )


@pytest.mark.parametrize(
    ("number", "shell", "readers", "may"),
    [
        (1000, "/bin/bash", "", False),
        (1000, "/bin/bash", "games", True),  # adduser put them there
        (1000, "/bin/bash", "daemon", False),  # the account of somebody else of that name, perhaps the administrator's
        (1000, "/bin/bash", "no-such-group", False),
        (999, "/bin/bash", "games", False),
        (1000, "/usr/sbin/nologin", "games", False),
    ],
)
def test_whose_account_an_analyst_works_as(
    monkeypatch: pytest.MonkeyPatch, number: int, shell: str, readers: str, *, may: bool
) -> None:
    """The operator says by a group of the machine who is an analyst, not whoever gives out login names."""
    games = 60
    account = pwd.struct_passwd(("anna", "x", number, games, "", "/home/anna", shell))
    monkeypatch.setattr(pwd, "getpwnam", {"anna": account}.__getitem__)
    if may:
        assert account_of_analyst("anna", readers) == account
    else:
        with pytest.raises(PermissionError, match="anna"):
            account_of_analyst("anna", readers)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemd is asked to run, a word a line; there is none here that could."""
    for name, does in (
        ("systemd-run", f'printf "%s\\n" "$@" > {tmp_path}/asked'),
        ("systemctl", f'test "$1" = --version && echo systemd 252 || test "$1" = is-active -a -e {tmp_path}/asked'),
    ):
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "asked"


def test_a_unit_of_systemd_has_a_folder_of_its_own_and_no_key_on_its_command_line(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """systemd gives the folder of the unit to its user: of an analyst called like the publication it is not ours."""
    spawner = pytest.importorskip("systemdspawner")
    from hub.hub_server.analyst_unit import AnalystUnit

    monkeypatch.setattr(spawner.systemd, "RUN_ROOT", str(tmp_path))
    config = configured(tmp_path, "systemd", 'snapshot_readers = "games"')
    unit = AnalystUnit(config=config, user=SimpleNamespace(name="clientinfo", id=1))
    unit.get_env, unit.get_args = lambda: {"JUPYTERHUB_API_TOKEN": "a-key"}, lambda: ["--port=1"]  # what the Hub adds
    finish(unit.start())
    words = asked.read_text().splitlines()
    given = dict(word.removeprefix("--property=").split("=", 1) for word in words if word.startswith("--property="))
    file = tmp_path / given.pop("EnvironmentFile")
    assert given == {
        "StateDirectory": "clientinfo-analyst-clientinfo",
        "DynamicUser": "yes",  # with it ProtectSystem=strict, ProtectHome=read-only, RestrictSUIDSGID (systemd.exec(5))
        "NoNewPrivileges": "yes",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
        "SupplementaryGroups": "games",
        "MemoryAccounting": "yes",
        "MemoryMax": str(4 << 30),
        "CPUAccounting": "yes",
        "CPUQuota": "200%",
        "OOMPolicy": "continue",  # a kernel that takes too much ends alone
        "RuntimeDirectory": "jupyter-clientinfo-analyst-clientinfo-singleuser",
        "RuntimeDirectoryMode": "700",
        "RuntimeDirectoryPreserve": "restart",
    }
    others = [word for word in words if not word.startswith("--property=")]
    assert others == [
        *("--unit", "jupyter-clientinfo-analyst-clientinfo-singleuser"),
        *("--working-directory", "/var/lib/clientinfo-analyst-clientinfo"),
        *(sys.executable, "-m", "jupyterhub.singleuser", "--port=1"),
    ]
    assert "a-key" not in asked.read_text()
    assert oct(file.stat().st_mode)[-3:] == "400"
    names = {line.partition("=")[0] for line in file.read_text().splitlines()}
    assert names == {"JUPYTERHUB_API_TOKEN", "HOME", "SHELL"}

    analyzer = shutil.which("systemd-analyze")
    if analyzer is None:
        missing(
            "SYSTEMD", "no systemd-analyze, so an analyst's unit was not checked; it is in Debian's package systemd"
        )
    file = tmp_path / "analyst.service"
    file.write_text(
        "[Service]\n" + "".join(f"{key}={value}\n" for key, value in given.items()) + "ExecStart=/bin/true\n"
    )
    done = subprocess.run([analyzer, "verify", file], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "analyst" in line] == []


class Docker:
    """A daemon that takes everything for done, and keeps what it was told to run last (Docker Engine API 1.43)."""

    asked: Any = None

    def answer(self, path: str, asked: Any) -> bytes:
        if path.endswith("/version"):
            return http(200, {"ApiVersion": "1.43", "MinAPIVersion": "1.24"})
        if "/containers/create" in path:
            self.asked = asked
            return http(201, {"Id": "one", "Warnings": []})
        if path.endswith("/start"):
            return http(204, b"")
        ports = {"8888/tcp": [{"HostIp": "127.0.0.1", "HostPort": "49999"}]}
        if "/containers/" in path and self.asked is None:
            return http(404, {"message": "No such container"})
        return http(200, {"Id": "one", "NetworkSettings": {"Ports": ports, "Networks": {}}})


@pytest.fixture(scope="module")
def docker() -> Iterator[Docker]:
    """One for all tests here: all spawners of a process share their connection to it."""
    daemon = Docker()
    with service(daemon.answer) as running, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("DOCKER_HOST", running.url.replace("http:", "tcp:"))
        yield daemon


@pytest.mark.parametrize("name", ["anna", "..", "a@b.c", "anna:rw", "../../etc"])
def test_what_docker_is_told_to_run(docker: Docker, tmp_path: Path, name: str) -> None:
    """All of it, as the spawner hands it over; nothing runs, as there is no Docker here."""
    spawner = pytest.importorskip("dockerspawner")
    docker.asked = None
    config = configured(tmp_path, "docker")
    container = spawner.DockerSpawner(config=config, user=SimpleNamespace(name=name, id=1, url="/user/x/"))
    container.get_env = lambda: {"JUPYTERHUB_API_TOKEN": "a-key", **container.environment}
    finish(container.start())
    asked = docker.asked
    host = {key: value for key, value in asked["HostConfig"].items() if value}
    volume, snapshots = host.pop("Binds")
    assert snapshots == f"{tmp_path / 'state' / 'snapshots'}:/srv/clientinfo/snapshots:ro"
    own, place, mode = volume.split(":")
    assert (own.startswith("clientinfo-"), set(own) & set("/."), place, mode) == (
        True,
        set(),
        "/home/jovyan/work",
        "rw",
    )
    assert host.pop("PortBindings") == {"8888/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]}
    assert host == {
        "Memory": 4 << 30,
        "CpuPeriod": 100_000,
        "CpuQuota": 200_000,
        "PidsLimit": 4096,
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges"],
        "NetworkMode": "bridge",
        "AutoRemove": True,
    }
    assert asked["Cmd"] == ["python", "-m", "hub.laboratory"]
    assert {each.partition("=")[0] for each in asked["Env"]} == {
        "JUPYTERHUB_API_TOKEN",
        "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED",
        "CLIENTINFO_STATE",
    }
    assert {"User", "Privileged", "Devices"}.isdisjoint(asked)  # the image's own user, which is not root
