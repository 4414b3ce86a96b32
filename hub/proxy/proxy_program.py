"""Where the Hub's proxy comes from: PATH, what an earlier start fetched, or the npm packages of package-lock.json.

The proxy of PyPI (configurable-http-proxy 0.4) is not a substitute: widgets never load behind it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from clientinfo_kernel.errors import ClientInfoError
from hub.node_packages import PackagesMissing, install, node

_PROGRAM = "configurable-http-proxy"
_PINNED = Path(__file__).parent


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
    places = [Path(sys.prefix) / "share" / "clientinfo" / "proxy", state / "proxy"]
    for place in places:
        if _script(place).exists():
            return (node(), str(_script(place)))
    for place in places:
        if _writable(place):
            _fetch(place)
            return (node(), str(_script(place)))
    raise ProxyMissing(f"no folder to put the proxy into; install {_PROGRAM} on PATH")


def _script(place: Path) -> Path:
    return place / "node_modules" / _PROGRAM / "bin" / _PROGRAM


def _writable(place: Path) -> bool:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place.parent, os.W_OK)


def _fetch(place: Path) -> None:
    print("fetching the proxy (once) ...", flush=True)
    try:
        install(_PINNED, place)
    except PackagesMissing as error:
        raise ProxyMissing(
            f"the proxy could not be fetched ({error}); install {_PROGRAM} 5 on PATH and start again"
        ) from error
