"""``clientinfo serve``: publish the notebooks with Voila on this machine until Ctrl-C."""

from __future__ import annotations

import logging
import os
import socket
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from pathlib import Path


def serve(settings_file: Path, port: int, *, notebooks: Path) -> int:
    """Publish the notebooks of a folder; one kernel per browser session.

    Args:
        settings_file: The clientinfo.toml that the pages read; passed to the kernels as CLIENTINFO_SETTINGS.
        port: TCP port on localhost.
        notebooks: Folder with customer.ipynb.

    Returns:
        Exit code: 0 after Ctrl-C, 1 when the port is taken.
    """
    if _taken(port):
        print(f"Port {port} is in use. Choose another one with --port.", file=sys.stderr)
        return 1
    os.environ["CLIENTINFO_SETTINGS"] = str(settings_file.resolve())
    from hub.voila_app import ClientinfoVoila, voila_config

    server = ClientinfoVoila(config=voila_config(port), when_listening=_say_ready, log_level=logging.ERROR)
    server.initialize([str(notebooks.resolve())])
    server.start()
    return 0


def _taken(port: int) -> bool:
    """Whether something listens on the port already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def _say_ready(address: str) -> None:
    """Print the ready line once the server answers a request, not merely listens."""
    import asyncio

    def answered() -> bool:
        with urlopen(f"{address}assets/icon.svg", timeout=10) as answer:  # noqa: S310  # our own address  # our own address
            return bool(answer.status == HTTPStatus.OK)

    if await asyncio.get_running_loop().run_in_executor(None, answered):
        print(f"clientinfo is ready: {address}  (Ctrl-C ends it)", flush=True)
