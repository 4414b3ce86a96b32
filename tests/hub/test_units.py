"""The shipped systemd units: systemd understands them, they are closed, and their command lines run as their users."""

import configparser
import grp
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.house import House
from tests.other_users import folder_that_others_enter
from tests.requirements import missing

DEPLOY = Path(__file__).resolve().parents[2] / "hub" / "deploy"
UNITS = sorted(file for file in DEPLOY.iterdir() if file.suffix in {".service", ".timer"})
SERVICES = [file for file in UNITS if file.suffix == ".service"]
PROGRAM = Path(sys.executable).with_name("clientinfo")
INSTALLED = "/opt/clientinfo/.venv/bin/clientinfo"
# systemd's own word for 0 to 4.9 is "OK" or better; the units had 8.5 ("EXPOSED") and 9.2 ("UNSAFE") before.
MOST_EXPOSED = 49


def analyzer() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        missing(
            "SYSTEMD", "no systemd-analyze, so the shipped units were not checked; it is in Debian's package systemd"
        )
    return found


def here(unit: Path, folder: Path) -> Path:
    """The unit as installed on this machine, where the program lies elsewhere."""
    copy = folder / unit.name
    copy.write_text(unit.read_text().replace(INSTALLED, str(PROGRAM)).replace("/opt/clientinfo", str(folder)))
    return copy


def values(unit: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(unit.read_text())
    return dict(parser["Service"])


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    copies = [here(unit, tmp_path) for unit in UNITS]
    copies = [copy.rename(copy.with_name(copy.name.replace("@.", "@8100."))) for copy in copies]
    done = subprocess.run([analyzer(), "verify", *copies], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "clientinfo" in line]
    assert ours == []


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_service_is_closed(unit: Path, tmp_path: Path) -> None:
    command = [analyzer(), "security", "--offline=true", f"--threshold={MOST_EXPOSED}", here(unit, tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]
    found = values(unit)
    assert found["NoNewPrivileges"] == found["PrivateTmp"] == "yes"
    assert found["ProtectSystem"] == "strict"
    assert found["UMask"] == "0077"
    assert found["LimitCORE"] == "0"
    assert "MemoryMax" in found
    # systemd's list is older than some calls that libraries try: else such a one ends the process (SIGSYS)
    assert found["SystemCallErrorNumber"] == "ENOSYS"


@pytest.mark.parametrize("name", ["clientinfo", "clientinfo-pages@"])
def test_what_starts_kernels_asks_which_network_devices_there_are(name: str) -> None:
    """ZeroMQ does so by netlink, also for this machine alone; where it cannot, it ends the kernel."""
    assert "AF_NETLINK" in values(DEPLOY / f"{name}.service")["RestrictAddressFamilies"].split()


def test_the_parsers_of_the_sources_are_kept_from_accounts_audit_log_and_secrets() -> None:
    pages, refresh = (values(DEPLOY / f"{name}.service") for name in ("clientinfo", "clientinfo-refresh"))
    assert pages["User"] != refresh["User"]
    assert pages["EnvironmentFile"] != refresh["EnvironmentFile"]
    closed = {f"-/var/lib/clientinfo/{name}" for name in ("hub", "audit", "live", "papers", "logs")}
    assert closed <= set(refresh["InaccessiblePaths"].split())
    assert not any(path.endswith(("/hub", "/audit", "clientinfo")) for path in refresh["ReadWritePaths"].split())


def test_every_user_and_group_of_a_unit_is_made() -> None:
    made = set(re.findall(r"^[ug] (\S+)", (DEPLOY / "clientinfo-sysusers.conf").read_text(), re.MULTILINE))
    for unit in SERVICES:
        found = values(unit)
        assert {found["User"], found["Group"], *found.get("SupplementaryGroups", "").split()} <= made, unit.name


def test_systemd_makes_the_users_as_they_are_described(tmp_path: Path) -> None:
    """A line that it does not take is passed over, and the user made without its home by the line about the group."""
    program = shutil.which("systemd-sysusers")
    if program is None:
        missing("SYSTEMD", "no systemd-sysusers, so the users were not made; it is in Debian's package systemd")
    (tmp_path / "etc").mkdir()
    command = [program, f"--root={tmp_path}", DEPLOY / "clientinfo-sysusers.conf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = [line.split(":") for line in (tmp_path / "etc" / "passwd").read_text().splitlines()]
    homes = {name: home for name, _password, _user, _group, _about, home, _shell in made}
    assert homes == {"clientinfo": "/var/lib/clientinfo", "clientinfo-refresh": "/"}


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="becomes the units' users: needs root")
def test_the_refresh_runs_as_a_user_that_reaches_neither_accounts_nor_audit_log() -> None:
    with folder_that_others_enter() as folder:
        _refresh_as_its_user(House.at(folder / "house"))


def _refresh_as_its_user(house: House) -> None:
    """As the operator guide lays the state folder out, with numbers for the users that this machine does not have."""
    pages, refresh, readers = 64001, 64002, grp.getgrnam("games").gr_gid
    house.dealer_system("customers", {"customer_number": "10012", "name": "Meier"})
    settings = house.folder / "clientinfo.toml"
    settings.write_text('snapshot_readers = "games"\n' + settings.read_text())
    state = house.folder / "state"
    for folder, owner, group, mode in (
        (state, pages, readers, 0o710),
        (state / "hub", pages, pages, 0o700),
        (state / "audit", pages, pages, 0o700),
        (state / "raw", refresh, refresh, 0o700),
        (state / "snapshots", refresh, readers, 0o750),
    ):
        folder.mkdir()
        os.chown(folder, owner, group)
        folder.chmod(mode)

    def run(unit: str, user: int, *more: str) -> subprocess.CompletedProcess[str]:
        line = values(DEPLOY / unit)["ExecStart"].replace(INSTALLED, str(PROGRAM))
        words = [*line.replace("/etc/clientinfo/clientinfo.toml", str(settings)).split(), *more]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", f"--groups={readers}", "--no-new-privs"]
        return subprocess.run([*become, *words], capture_output=True, text=True, check=False, cwd="/")

    if subprocess.run(["setpriv", "--reuid=64002", PROGRAM, "--version"], capture_output=True, check=False).returncode:
        missing(
            "USERS", f"other users cannot run {PROGRAM}, so the units' users were not tried; open its folders to them"
        )
    done = run("clientinfo-refresh.service", refresh)
    assert done.returncode in {0, 1}, done.stderr  # 1: a source of the small house has nothing to read
    assert done.stderr == ""
    old = state / "audit" / "audit-2001-01.jsonl"
    last_month = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    for file in (old, old.with_name(f"audit-{last_month:%Y-%m}.jsonl")):
        file.write_text("")
        os.chown(file, pages, pages)
    assert run("clientinfo-audit.service", refresh).returncode == 1
    assert old.exists()
    assert run("clientinfo-audit.service", pages).stdout == "deleted audit-2001-01.jsonl\n"
    # The pages' user reads what the refresh published, and the group's right goes no further.
    become = ["setpriv", f"--reuid={pages}", f"--regid={pages}", f"--groups={readers}"]
    asked = [*become, PROGRAM, "customer", "10012", "--settings", settings, "--json"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False, cwd="/")
    assert '"Meier"' in shown.stdout, shown.stderr
    for folder in ("hub", "audit"):
        listed = subprocess.run(
            ["setpriv", f"--reuid={refresh}", f"--regid={refresh}", f"--groups={readers}", "ls", state / folder],
            capture_output=True,
            check=False,
        )
        assert listed.returncode != 0
