"""A demo dealership of a given size, written and refreshed by the commands that users have."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.settings import read_settings

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("clientinfo")
SEED = 1


@dataclass(frozen=True)
class Dealership:
    """A dealership's folder: source files, settings, state.

    Attributes:
        folder: As written by ``clientinfo demo``.
        customers: How many customers were asked for.
    """

    folder: Path
    customers: int

    @property
    def settings_file(self) -> Path:
        """Its clientinfo.toml."""
        return self.folder / "clientinfo.toml"

    @cached_property
    def csv_files(self) -> tuple[Path, ...]:
        """Every CSV file that a refresh reads."""
        return tuple(sorted((self.folder / "exports").rglob("*.csv")))

    @property
    def csv_bytes(self) -> int:
        """Their size together."""
        return sum(file.stat().st_size for file in self.csv_files)

    def forget_state(self) -> None:
        """Start from nothing, with no writes of others waiting for the disk."""
        shutil.rmtree(read_settings(self.settings_file).state_folder, ignore_errors=True)
        os.sync()

    def snapshot(self) -> Snapshot:
        """Open the newest snapshot."""
        return SnapshotStore(read_settings(self.settings_file).state_folder / "snapshots").newest()

    def rows_read(self) -> dict[str, int]:
        """Records per table of the last refresh, broken ones included."""
        manifest = self.snapshot().manifest
        rows: dict[str, int] = {}
        for source in manifest["sources"]:
            for file in source["files"]:
                rows[file["table"]] = rows.get(file["table"], 0) + file["rows"]
        return rows


def write_dealership(folder: Path, customers: int) -> Dealership:
    """Write a demo dealership into a folder."""
    arguments = [str(COMMAND), "demo", str(folder), "--customers", str(customers), "--seed", str(SEED)]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    return Dealership(folder, customers)


def job(name: str, *arguments: object) -> dict[str, Any]:
    """Run one of ``benchmarks.jobs`` in a process of its own; answers what it measured."""
    program = [sys.executable, "-m", "benchmarks.jobs", name, *map(str, arguments)]
    done = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
