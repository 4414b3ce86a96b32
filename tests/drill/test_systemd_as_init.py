"""The shipped units under systemd as the first process of a Linux of their own (User Mode Linux): the sources are read, somebody logs in.

What systemd makes of the units without starting them: ``tests/hub/test_units.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from demo_dealership import write_demo
from tests.drill.own_linux import folder_there, run_linux
from tests.requirements import missing
from tests.stack import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = REPOSITORY / "hub" / "deploy"
# Not ours if it lies where the units see nothing (ProtectHome): the machine's own, of the same version.
PYTHON = "/usr/bin/python3"
PACKAGES = Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}", "site-packages")
LONGEST_SECONDS = 900
# The machine's files as they are, over them a layer in memory; in that, systemd begins as on any machine.
FIRST = """#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc none /proc
{python} -S -c "import ctypes, glob, os; ctypes.CDLL(None).syscall(313, os.open(glob.glob('/usr/lib/uml/modules/*/kernel/fs/overlayfs/overlay.ko')[0], 0), b'', 0)"
mount -t tmpfs -o size=800m none /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work none /mnt/root
cd /mnt/root
sh {folder}/prepare
umount /proc
mkdir old
pivot_root . old
exec chroot . /lib/systemd/systemd
"""
# As the operator guide installs it; what a real machine's systemd would do besides is left out.
PREPARE = """
rm -rf .dockerenv etc/systemd/system
mkdir -p etc/systemd/system/multi-user.target.wants etc/sysusers.d etc/clientinfo srv opt/clientinfo/.venv/bin
cd etc/systemd/system
cp {deploy}/*.service .
ln -s /lib/systemd/system/multi-user.target default.target
for unit in systemd-tmpfiles-setup systemd-tmpfiles-setup-dev systemd-journal-flush systemd-udevd systemd-timesyncd console-getty
do ln -s /dev/null $unit.service
done
cat > drill.service <<END
[Service]
Type=oneshot
ExecStart=/bin/sh {folder}/drill
ExecStopPost=/bin/systemctl poweroff --force --force
END
ln -s ../drill.service multi-user.target.wants/
cd ../../..
cp {deploy}/clientinfo-sysusers.conf etc/sysusers.d/clientinfo.conf
cp -r {folder}/house srv/house
chmod -R a+rX srv/house
cp srv/house/*.csv etc/clientinfo/
{{ echo 'state = "/var/lib/clientinfo"'; echo 'snapshot_readers = "clientinfo-readers"'
   grep -v '^state' srv/house/clientinfo.toml | sed 's#"exports#"/srv/house/exports#'; }} > etc/clientinfo/clientinfo.toml
cd opt/clientinfo/.venv
mkdir -p {library}
ln -s {packages} {library}/site-packages
ln -s {prefix}/share share
ln -s {python} bin/python
printf 'home = /usr/bin\\n' > pyvenv.cfg
printf '#!/opt/clientinfo/.venv/bin/python\\nfrom hub.cli import main\\nmain()\\n' > bin/clientinfo
chmod 755 bin/clientinfo
"""
DRILL = """
mount -t hostfs -o {folder}/out none {folder}/out
exec 2> {folder}/out/errors
systemd-sysusers
install -d -m 0710 -o clientinfo -g clientinfo-readers /var/lib/clientinfo
install -d -m 0700 -o clientinfo -g clientinfo /var/lib/clientinfo/hub /var/lib/clientinfo/audit
install -d -m 0700 -o clientinfo-refresh -g clientinfo-refresh /var/lib/clientinfo/raw
install -d -m 0750 -o clientinfo-refresh -g clientinfo-readers /var/lib/clientinfo/snapshots
chown root:clientinfo-readers /etc/clientinfo/clientinfo.toml
systemctl start clientinfo-refresh.service
systemctl start clientinfo.service
echo 'ein langer Satz von 2026' > /run/password
chown clientinfo /run/password
cd /
PYTHONPATH={repository} /opt/clientinfo/.venv/bin/python {folder}/inside.py
journalctl --no-pager -u clientinfo | tail -40 >&2
journalctl --no-pager -u clientinfo-refresh >&2
journalctl --no-pager -k | grep sig= >&2
"""
INSIDE = """
import json, subprocess, time
from pathlib import Path
import requests
import tests.stack
from tests.stack import Client, Stack

tests.stack.PATIENCE = 300  # such a Linux has one slow processor

def of(unit, *names):
    shown = subprocess.run(["systemctl", "show", "-p", ",".join(names), unit], capture_output=True, text=True).stdout
    return dict(line.split("=", 1) for line in shown.splitlines())

stack = Stack(8000, None, Path("/var/lib/clientinfo"), {}, [])
found = {"refresh": of("clientinfo-refresh.service", "Result", "ExecMainStatus")}
for _ in range(150):
    try:
        if requests.get(stack.base + "health", timeout=10).status_code == 200:
            break
    except OSError:
        pass
    time.sleep(2)
add = ["setpriv", "--reuid=clientinfo", "--regid=clientinfo", "--init-groups", "/opt/clientinfo/.venv/bin/clientinfo"]
add += ["user", "add", "anna", "--role", "sales", "--password-file", "/run/password"]
found["added"] = subprocess.run([*add, "--settings", "/etc/clientinfo/clientinfo.toml"], capture_output=True, text=True).stdout
client = Client.of(stack, "anna", "ein langer Satz von 2026")
found["cookies"] = sorted(cookie.name for cookie in client.web.cookies)
found["service"] = of("clientinfo.service", "ActiveState", "NRestarts", "User")
Path("{folder}/out/found").write_text(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found() -> Iterator[dict[str, Any]]:
    """What was seen in that Linux."""
    version = subprocess.run([PYTHON, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    if not version.startswith(f"3.{sys.version_info.minor}."):
        missing("UML", f"{PYTHON} is {version} and these packages are of another one, so systemd was not begun")
    if REPOSITORY.is_relative_to("/tmp"):  # noqa: S108  # nothing is written there
        missing("UML", "the units have a /tmp of their own, and this checkout lies in ours: clone it elsewhere")
    with folder_there() as folder:
        yield _begin(folder)


def _begin(folder: Path) -> dict[str, Any]:
    write_demo(folder / "house", customers=60, seed=1)
    (folder / "out").mkdir()
    places = {"folder": folder, "deploy": DEPLOY, "repository": REPOSITORY, "python": PYTHON, "prefix": sys.prefix}
    places |= {"packages": PACKAGES, "library": PACKAGES.parent.relative_to(sys.prefix)}
    for name, text in (("prepare", PREPARE), ("drill", DRILL)):
        (folder / name).write_text(text.format(**places))
    (folder / "inside.py").write_text(INSIDE.replace("{folder}", str(folder)))
    console = run_linux(folder, FIRST.format(**places), 1800, LONGEST_SECONDS)
    said = {file.name: file.read_text(errors="replace") for file in (folder / "out").iterdir()}
    assert "found" in said, f"{said.get('errors', '')[-6000:]}\n{console[-2000:]}"
    return json.loads(said["found"])


def test_the_sources_are_read_by_their_unit(found: dict[str, Any]) -> None:
    """A call that systemd's list does not know yet ended it: polars asks the kernel what it has in memory already."""
    assert found["refresh"] == {"Result": "success", "ExecMainStatus": found["refresh"]["ExecMainStatus"]}
    assert found["refresh"]["ExecMainStatus"] in {"0", "1"}  # 1: the demo's own faults


def test_the_service_runs_by_its_unit_and_somebody_logs_in(found: dict[str, Any]) -> None:
    assert found["added"].startswith("added anna")
    assert "service-clientinfo" in found["cookies"], "the service knows who it is"
    assert found["service"] == {"ActiveState": "active", "NRestarts": "0", "User": "clientinfo"}
