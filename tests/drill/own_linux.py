"""A Linux of a test's own, whose files are the machine's (User Mode Linux)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.requirements import missing

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def folder_there() -> Iterator[Path]:
    """A folder that is also there in the other Linux, which has a /dev of its own, and that its users enter."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def run_linux(folder: Path, first: str, megabytes: int, seconds: float, **environment: str) -> str:
    """Begin a Linux with the machine's files, read only, and wait until it ends; what its console said.

    Args:
        folder: Of ``folder_there``.
        first: The script that is its first process.
        megabytes: Its memory.
        seconds: It takes no longer.
        environment: For the first process.
    """
    linux = shutil.which("linux.uml")
    if linux is None:
        missing(
            "UML", "no User Mode Linux, so nothing was tried in a Linux of its own (apt-get install user-mode-linux)"
        )
    program = folder / "first"
    program.write_text(first)
    program.chmod(0o755)
    command = [linux, "rootfstype=hostfs", "rootflags=/", "ro", f"init={program}", f"mem={megabytes}M"]
    command += ["con=null", "con0=null,fd:1", *(f"{name}={value}" for name, value in environment.items())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds,
                          env={**os.environ, "TMPDIR": str(folder)}, stdin=subprocess.DEVNULL)  # fmt: skip
    return done.stdout
