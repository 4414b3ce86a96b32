"""The control groups of pages' kernels on a Linux of their own, whose cgroup v2 is ours alone (User Mode Linux).

What stands in the groups' files: ``tests/hub/service/test_kernel_groups.py``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.drill.own_linux import folder_there, run_linux
from tests.stack import PATIENCE, REPOSITORY

pytestmark = pytest.mark.slow

# The machine's files, read only, are that Linux's, too; one folder of ours can be written.
INIT = """#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t cgroup2 none /sys/fs/cgroup
mount -t hostfs -o {folder} none {folder}
cd {repository} && {python} {folder}/inside.py > {folder}/said 2>&1
echo o > /proc/sysrq-trigger
sleep 60
"""
INSIDE = """
import json, os, subprocess, sys, time
from pathlib import Path
from hub.service.kernel_groups import KernelGroups, group_of_this_process
from hub.service.kernel_memory import limit_kernel

# As systemd gives a unit with Delegate=yes its subtree.
top = Path("/sys/fs/cgroup")
(top / "cgroup.subtree_control").write_text("+cpu +memory")
unit = top / "clientinfo.service"
unit.mkdir()
os.setxattr(unit, "trusted.delegate", b"1")
(unit / "cgroup.procs").write_text(str(os.getpid()))
groups = KernelGroups.prepared(group_of_this_process())

def kernel(person, code, megabytes=64):
    process = subprocess.Popen([sys.executable, "-c", f"print(1, flush=True); input()\\n{code}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    limit_kernel(process.pid, megabytes, is_forked=True, person=person, groups=groups)
    process.stdout.readline()
    return process

def begin(*processes):
    for process in processes:
        process.stdin.write(b"\\n")
        process.stdin.flush()

found = {"groups": str(groups.folder)}
hungry = kernel("anna", "filled = bytearray(b'x') * (200 << 20)")
calm = kernel("anna", "print(len(bytearray(b'x') * (20 << 20)), flush=True); input()")
begin(hungry, calm)
found["hungry"] = hungry.wait()
found["calm"] = calm.stdout.readline().decode().strip(), calm.poll()
calm.kill()
calm.wait()

busy = [kernel("anna", "while True: pass", 0) for _ in range(8)] + [kernel("bert", "while True: pass", 0)]

def used():
    "Microseconds of the processor by the number of a person's kernels."
    persons = [each for each in groups.folder.iterdir() if each.is_dir()]
    return {sum(bool((kernel / "cgroup.procs").read_text()) for kernel in each.iterdir() if kernel.is_dir()):
            int((each / "cpu.stat").read_text().split()[1]) for each in persons}

before = used()
begin(*busy)
time.sleep(4)
found["kernels"] = {count: after - before[count] for count, after in used().items()}
for process in busy:
    process.kill()
    process.wait()
groups.sweep()
found["left"] = [each.name for each in groups.folder.iterdir() if each.is_dir()]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What happened in that Linux."""
    with folder_there() as folder:
        (folder / "inside.py").write_text(INSIDE)
        first = INIT.format(folder=folder, repository=REPOSITORY, python=sys.executable)
        console = run_linux(folder, first, 1024, PATIENCE, PYTHONPATH=str(REPOSITORY))
        said = (folder / "said").read_text() if (folder / "said").exists() else console[-2000:]
    assert said.startswith("{"), said
    return json.loads(said)


def test_a_kernel_that_takes_too_much_memory_ends_alone(seen: dict[str, Any]) -> None:
    assert seen["groups"] == "/sys/fs/cgroup/clientinfo.service/kernels"
    assert seen["hungry"] == -9, "200 MB where 64 are allowed"
    assert seen["calm"] == [str(20 << 20), None], "another page of the same person goes on"


def test_a_person_with_many_busy_pages_has_no_larger_share(seen: dict[str, Any]) -> None:
    """Eight pages of one person beside one of another's, all busy on one processor: half of it each."""
    shares = {int(count): used for count, used in seen["kernels"].items()}
    assert set(shares) == {8, 1}
    assert 0.6 < shares[1] / shares[8] < 1.7


def test_groups_of_kernels_that_ended_are_removed(seen: dict[str, Any]) -> None:
    assert seen["left"] == []
