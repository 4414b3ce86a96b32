"""A control group (cgroup v2) for each page's kernel, where systemd gave this service a subtree of its own.

``memory.max`` counts what a kernel really uses; the snapshot's mapped pages in it are given back first. ``cpu.weight``
lets the Hub and the service go before all pages together when the processors are busy, and persons share alike, however
many pages one of them has open. As systemd's rules for delegation demand, processes are in leaves only: ours move to
``main``, kernels to ``kernels/<person>/<pid>``.
(docs.kernel.org, cgroup-v2; systemd's CGROUP_DELEGATION.md.)
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MAIN, _KERNELS = "main", "kernels"
_CONTROLLERS = ("cpu", "memory")
_SERVICE_WEIGHT, _KERNELS_WEIGHT = 400, 100
_ROUNDS = 100
_DIGITS = 16


@dataclass(frozen=True)
class KernelGroups:
    """The groups of the pages' kernels.

    Attributes:
        folder: Holds one folder per person, with one per kernel.
    """

    folder: Path

    @classmethod
    def prepared(cls, own: Path | None, is_delegated: Callable[[Path], bool] | None = None) -> KernelGroups | None:
        """Return the groups below this service's own, made ready; None where there is no subtree of ours.

        Args:
            own: The folder of the group that this process is in (``own_group``).
            is_delegated: Tells whether a group was given to us; None: by the mark that systemd sets. Nothing else is
                touched, whatever our rights: the group of a login or a container holds processes of others.
        """
        if own is None:
            return None
        base = own.parent if own.name == _MAIN else own
        if not (is_delegated or _is_delegated)(base):
            return None
        try:
            if not set(_CONTROLLERS) <= set((base / "cgroup.controllers").read_text().split()):
                return None
            _make_room(base)
            _hand_down(base)
            groups = cls(base / _KERNELS)
            groups.folder.mkdir(exist_ok=True)
            (base / _MAIN / "cpu.weight").write_text(f"{_SERVICE_WEIGHT}\n")
            (groups.folder / "cpu.weight").write_text(f"{_KERNELS_WEIGHT}\n")
            _hand_down(groups.folder)
        except OSError:
            return None
        groups.sweep()
        return groups

    def take(self, pid: int, megabytes: int, person: str) -> None:
        """Put a kernel into a group of its own, among those of its person.

        Args:
            pid: Its process.
            person: Whose it is.
            megabytes: How much more than now it is allowed to use; 0: any amount.

        Raises:
            OSError: The process is gone, or the group cannot be made.
        """
        # A digest, as names have signs that no folder may have, and the system's own words for files here.
        persons = self.folder / hashlib.sha256(person.encode()).hexdigest()[:_DIGITS]
        persons.mkdir(exist_ok=True)
        _hand_down(persons)
        group = persons / str(pid)
        group.mkdir(exist_ok=True)
        if megabytes:
            (group / "memory.max").write_text(f"{megabytes << 20}\n")
            with suppress(OSError):  # a kernel without swap has no such file
                (group / "memory.swap.max").write_text("0\n")
        (group / "cgroup.procs").write_text(f"{pid}\n")

    def sweep(self) -> None:
        """Remove the groups of kernels that ended; the others are busy and stay."""
        with suppress(FileNotFoundError):  # the groups went with the folder
            for persons in self.folder.iterdir():
                if persons.is_dir():
                    _remove_unused([each for each in persons.iterdir() if each.is_dir()])
                    _remove_unused([persons])


def group_of_this_process() -> Path | None:
    """Return the folder of this process's group, as ``own_group``."""
    try:
        return own_group(*(Path(f"/proc/self/{name}").read_text() for name in ("cgroup", "mountinfo")))
    except OSError:  # no Linux
        return None


def own_group(groups: str, mounts: str) -> Path | None:
    """Return the folder of the cgroup v2 that a process is in; None where there is none.

    Args:
        groups: Its ``/proc/self/cgroup``.
        mounts: Its ``/proc/self/mountinfo``.
    """
    inside = next((line[3:] for line in groups.splitlines() if line.startswith("0::/")), None)
    if inside is None or inside == "/":
        return None
    for line in mounts.splitlines():
        given, _dash, kind = line.partition(" - ")
        fields = given.split()
        if kind.startswith("cgroup2 ") and fields[3] == "/":
            return Path(fields[4]) / inside.lstrip("/")
    return None


def _is_delegated(group: Path) -> bool:
    """Return whether systemd says that this group and all below it are ours (``Delegate=``)."""
    for mark in ("user.delegate", "trusted.delegate"):
        with suppress(OSError):
            if os.getxattr(group, mark) == b"1":
                return True
    return False


def _make_room(base: Path) -> None:
    """Move our processes into a leaf; those that are started meanwhile, too.

    Raises:
        OSError: They cannot be moved.
    """
    main = base / _MAIN
    main.mkdir(exist_ok=True)
    for _round in range(_ROUNDS):
        inside = (base / "cgroup.procs").read_text().split()
        if not inside:
            return
        for pid in inside:
            with suppress(ProcessLookupError):
                (main / "cgroup.procs").write_text(f"{pid}\n")


def _remove_unused(groups: Iterable[Path]) -> None:
    for group in groups:
        with suppress(OSError):
            group.rmdir()


def _hand_down(group: Path) -> None:
    (group / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in _CONTROLLERS) + "\n")
