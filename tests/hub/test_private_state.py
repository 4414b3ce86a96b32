"""What clientinfo keeps on disk is for its user alone, whatever umask a shell or a unit brings along."""

import grp
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.settings import read_settings
from hub.configuration.state_folder import hub_state
from tests import command
from tests.house import House
from tests.other_users import folder_that_others_enter

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def clientinfo(*words: str | Path) -> None:
    done = command.clientinfo(*words)  # in a shell of umask 0
    assert done.returncode in {0, 1}, done.stderr  # 1: a source of the small house has nothing to read


def open_to_others(folder: Path) -> list[str]:
    """Everything at and below a folder that another user of the machine could reach."""
    found = [folder, *folder.rglob("*")]
    return [str(each) for each in found if not each.is_symlink() and each.stat().st_mode & OTHERS]


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House.at(tmp_path / "house")
    made.dealer_system("customers", {"customer_number": "10012", "name": "Meier"})
    return made


@pytest.mark.slow
def test_shell_commands_write_nothing_that_others_can_read(house: House) -> None:
    settings = house.folder / "clientinfo.toml"
    clientinfo("refresh", "--settings", settings)
    clientinfo("user", "add", "anna", "--role", "sales", "--generate", "--settings", settings)
    state = house.folder / "state"
    assert {"hub", "raw", "snapshots", "audit"} <= {each.name for each in state.iterdir()}
    assert open_to_others(state) == []


def test_a_demo_is_private_too(tmp_path: Path) -> None:
    clientinfo("demo", tmp_path / "demo", "--customers", "5")
    assert (tmp_path / "demo" / "clientinfo.toml").exists()
    assert open_to_others(tmp_path / "demo") == []


@pytest.mark.parametrize("prepare", [pytest.param("refresh", marks=pytest.mark.slow), "serve"])
def test_a_state_folder_of_an_earlier_release_is_closed(house: House, prepare: str) -> None:
    settings = read_settings(house.folder / "clientinfo.toml")
    settings.state_folder.mkdir(mode=0o755)
    settings.state_folder.chmod(0o755)
    if prepare == "refresh":
        refresh(settings)
    else:
        hub_state(settings).prepare()
    assert stat.S_IMODE(settings.state_folder.stat().st_mode) == 0o700


@pytest.mark.slow
def test_the_group_of_the_readers_gets_the_snapshots_and_nothing_else(house: House) -> None:
    own_group = grp.getgrgid(os.getegid()).gr_name
    file = house.folder / "clientinfo.toml"
    file.write_text(f'snapshot_readers = "{own_group}"\n' + file.read_text())
    settings = read_settings(file)
    before = os.umask(0o077)
    try:
        refresh(settings)
        hub_state(settings).prepare()
    finally:
        os.umask(before)
    state = settings.state_folder
    assert stat.S_IMODE(state.stat().st_mode) == 0o710
    for published in [state / "snapshots", *(state / "snapshots").rglob("*")]:
        wanted = 0o750 if published.is_dir() else 0o640
        assert stat.S_IMODE(published.stat().st_mode) == wanted, published
        assert published.stat().st_gid == os.getegid()
    assert open_to_others(state / "raw") == []
    assert open_to_others(state / "hub") == []


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="becomes other users: root and setpriv")
def test_a_user_of_that_group_opens_a_customer_and_another_one_nothing() -> None:
    with folder_that_others_enter() as folder:
        house = House.at(folder / "house")
        house.dealer_system("customers", {"customer_number": "10012", "name": "Meier"})
        file = house.folder / "clientinfo.toml"
        file.write_text('snapshot_readers = "games"\n' + file.read_text())
        refresh(read_settings(file))
        pointer = house.folder / "state" / "snapshots" / "current"
        manifest = pointer.parent / pointer.read_text() / "manifest.json"

        def reads(path: Path, group: str) -> bool:
            as_user = ["setpriv", "--reuid=65534", f"--regid={group}", "--clear-groups", "cat", path]
            return subprocess.run(as_user, capture_output=True, check=False).returncode == 0

        assert reads(manifest, "games")
        assert not reads(manifest, "nogroup")
        assert not reads(house.folder / "state" / "raw" / "lock", "games")


def test_a_group_that_is_not_there_is_said_in_one_line(house: House) -> None:
    file = house.folder / "clientinfo.toml"
    file.write_text('snapshot_readers = "no-such-group"\n' + file.read_text())
    with pytest.raises(SettingsError, match="snapshot_readers: there is no group 'no-such-group'"):
        refresh(read_settings(file))


@pytest.mark.slow
def test_the_audit_log_can_lie_on_a_volume_of_its_own(house: House, tmp_path: Path) -> None:
    file = house.folder / "clientinfo.toml"
    file.write_text(f'audit = "{tmp_path / "volume"}"\n' + file.read_text())
    clientinfo("refresh", "--settings", file)
    clientinfo("user", "add", "anna", "--role", "sales", "--generate", "--settings", file)
    assert [each.suffix for each in (tmp_path / "volume").iterdir()] == [".jsonl"]
    assert open_to_others(tmp_path / "volume") == []
    assert not (house.folder / "state" / "audit").exists()
    assert open_directory(file).customer("10012").header().name == "Meier"
