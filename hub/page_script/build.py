"""Bundles the pages' script with esbuild, from locked npm packages: ``python -m hub.page_script.build``.

What is built is kept next to the sources in ``dist`` and not committed; a wheel carries it. It is built again when a
source or the lock file changed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from clientinfo_kernel.errors import ClientInfoError
from hub.node_packages import PackagesMissing, install, node, program_files

_HERE = Path(__file__).parent
_LOCK = _HERE / "package-lock.json"
_BUNDLER = _HERE / "bundle.mjs"
BUILT = _HERE / "dist"
ENTRY = BUILT / "entry.json"
_SECONDS = 120


class PageScriptMissing(ClientInfoError):
    """The pages' script is not there and cannot be built. The message says how to get it."""


def ensure_built() -> None:
    """Build the script unless ``dist`` holds what the sources say.

    Raises:
        PageScriptMissing: It cannot be built.
    """
    version = sources_version()
    if built_version() == version:
        return
    print("bundling the pages' script (once) ...", flush=True)
    try:
        with program_files():
            _bundle(_packages(), version)
    except (PackagesMissing, OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip()
        raise PageScriptMissing(
            f"the pages' script could not be built ({said or error}); once its npm packages can be fetched and "
            f"{BUILT} can be written, run: python -m hub.page_script.build"
        ) from error


def sources_version() -> str:
    """Return a hash of everything that the bundle is made of."""
    digest = hashlib.sha256()
    for file in (_LOCK, _BUNDLER, *sorted((_HERE / "src").iterdir())):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def built_version() -> str:
    """Return the version of the sources that ``dist`` was built from; empty when there is none."""
    try:
        entry: dict[str, Any] = json.loads(ENTRY.read_text(encoding="utf-8"))
        return str(entry["version"])
    except (OSError, ValueError, KeyError):
        return ""


def _packages() -> Path:
    """Return the folder whose node_modules holds exactly what the lock file names, installed when it is not there."""
    lock = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:12]
    place = Path(sys.prefix) / "share" / "clientinfo" / f"page_script-{lock}"
    if not (place / "node_modules").exists():
        install(_HERE, place)
        for older in place.parent.glob("page_script-*"):
            if older != place:
                shutil.rmtree(older, ignore_errors=True)
    return place


def _bundle(packages: Path, version: str) -> None:
    """Write into a folder of its own first: a service that starts meanwhile sees the old bundle or the new one."""
    BUILT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_HERE, prefix=".dist-") as temporary:
        command = [node(), str(_BUNDLER), str(packages), temporary, version]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own words
        made = sorted(Path(temporary).iterdir(), key=lambda file: file.name == ENTRY.name)
        for file in made:  # entry.json last: it names the others
            file.replace(BUILT / file.name)
    names = {file.name for file in made}
    for file in BUILT.iterdir():
        if file.name not in names:
            file.unlink(missing_ok=True)


if __name__ == "__main__":
    ensure_built()
