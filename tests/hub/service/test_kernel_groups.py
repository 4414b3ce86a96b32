"""Which control group is ours, and what a kernel's says. The files are plain ones here: no cgroup v2 is needed."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub.service.kernel_groups import KernelGroups, own_group
from hub.service.kernel_memory import limit_kernel

UNIT = "0::/system.slice/clientinfo.service\n"
MOUNTED = "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"


@pytest.mark.parametrize(
    ("groups", "mounts", "folder"),
    [
        (UNIT, MOUNTED, "/sys/fs/cgroup/system.slice/clientinfo.service"),
        ("4:memory:/a\n0::/b\n", "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n", "/sys/fs/cgroup/unified/b"),
        ("0::/\n", MOUNTED, None),  # all processes of the machine or the container
        ("4:memory:/a\n", MOUNTED, None),  # cgroup v1 alone
        (UNIT, "35 24 0:30 /other /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", None),
        (UNIT, "36 24 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n", None),
    ],
)  # fmt: skip
def test_the_group_of_a_process(groups: str, mounts: str, folder: str | None) -> None:
    assert own_group(groups, mounts) == (folder and Path(folder))


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    base = tmp_path / "clientinfo.service"
    base.mkdir()
    (base / "cgroup.controllers").write_text("cpuset cpu io memory pids\n")
    (base / "cgroup.procs").write_text("11\n12\n")
    return base


def given(_group: Path) -> bool:
    return True


def test_our_processes_move_to_a_leaf_and_each_kernel_gets_its_own(unit: Path) -> None:
    groups = KernelGroups.prepared(unit, given)
    assert groups is not None
    assert (unit / "main" / "cgroup.procs").read_text() == "12\n"  # the last one that was written
    for folder in (unit, unit / "kernels"):
        assert (folder / "cgroup.subtree_control").read_text().split() == ["+cpu", "+memory"]
    weights = [int((unit / name / "cpu.weight").read_text()) for name in ("main", "kernels")]
    assert weights[0] > weights[1]

    limit_kernel(4711, 512, is_forked=True, person="anna@autohaus.test", groups=groups)
    limit_kernel(4712, 0, is_forked=True, person="anna@autohaus.test", groups=groups)
    limit_kernel(4713, 0, is_forked=True, person="..", groups=groups)
    (of_anna,) = (group for group in (unit / "kernels").iterdir() if (group / "4711").exists())
    assert (of_anna / "4711" / "memory.max").read_text() == "536870912\n"
    assert (of_anna / "4711" / "cgroup.procs").read_text() == "4711\n"
    assert (of_anna / "4712").exists()
    assert not (of_anna / "4712" / "memory.max").exists()
    # Whoever has many pages open has no larger share of the processors than others: groups side by side share alike.
    (of_other,) = (group for group in (unit / "kernels").iterdir() if group.is_dir() and group != of_anna)
    assert (of_other / "4713" / "cgroup.procs").read_text() == "4713\n"
    assert {(each / "cgroup.subtree_control").read_text() for each in (of_anna, of_other)} == {"+cpu +memory\n"}


def test_a_service_that_was_started_again_finds_the_subtree_from_its_leaf(unit: Path) -> None:
    (unit / "main").mkdir()
    (unit / "kernels" / "0a1b" / "99").mkdir(parents=True)  # of a kernel that ended with the service before
    groups = KernelGroups.prepared(unit / "main", given)
    assert groups == KernelGroups(unit / "kernels")
    assert not (unit / "kernels" / "0a1b").exists()


def test_a_group_that_nobody_gave_us_is_left_alone(unit: Path) -> None:
    assert KernelGroups.prepared(unit) is None
    assert sorted(path.name for path in unit.iterdir()) == ["cgroup.controllers", "cgroup.procs"]


def test_without_the_controllers_or_the_right_to_write_there_are_no_groups(unit: Path, tmp_path: Path) -> None:
    (unit / "cgroup.controllers").write_text("cpu pids\n")
    assert KernelGroups.prepared(unit, given) is None
    assert KernelGroups.prepared(tmp_path / "gone", given) is None
    assert KernelGroups.prepared(None, given) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_DATA of another process is Linux's")
def test_a_kernel_without_a_group_is_limited_by_its_data(unit: Path) -> None:
    groups = KernelGroups.prepared(unit, given)
    assert groups is not None
    shutil.rmtree(groups.folder)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as kernel:
        limit_kernel(kernel.pid, 512, is_forked=True, groups=groups)
        (most, _hard) = resource.prlimit(kernel.pid, resource.RLIMIT_DATA)
        kernel.communicate()
    assert 512 << 20 <= most < 600 << 20  # what it had, which is little, and 512 MB
    groups.sweep()  # a kernel that ends is forgotten all the same
