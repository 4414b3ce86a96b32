"""The example notebooks in an analyst's folder: ``python -m hub.hub_server.example_notebooks HOME``, run as that user.

The folder is the analyst's. Whoever wrote there with other rights than theirs could be led anywhere by a link.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hub.configuration.notebooks import shipped_notebooks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pwd import struct_passwd

_LOG = logging.getLogger(__name__)
_EXAMPLES = "Beispiele"
_SECONDS = 30
COMMAND = (sys.executable, "-m", "hub.hub_server.example_notebooks")


def lay_examples(home: Path) -> None:
    """Copy the example notebooks into a folder, with the rights of this process; what is there stays, links, too.

    Args:
        home: The folder, made if it does not exist.

    Raises:
        OSError: It cannot be written, or there is a link where the folder of the examples should be.
    """
    target = home / _EXAMPLES
    target.mkdir(parents=True, exist_ok=True)
    folder = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for example in sorted((shipped_notebooks() / "examples").glob("*.ipynb")):
            try:
                copy = os.open(example.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
            except FileExistsError:
                continue
            with os.fdopen(copy, "wb") as writer, example.open("rb") as reader:
                shutil.copyfileobj(reader, writer)
    finally:
        os.close(folder)


async def lay_examples_as(account: struct_passwd, command: Sequence[str] = COMMAND) -> None:
    """Copy them into the home of a user of the operating system, in a process that has that user's rights alone.

    A failure is logged: JupyterLab starts without examples.

    Args:
        account: The user.
        command: This module as a program; it gets the home as its argument.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *(*command, account.pw_dir),
            cwd="/",
            env={"PATH": os.defpath, "HOME": account.pw_dir},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            umask=0o077,
        )
    except OSError as error:  # the user is not allowed to run our Python
        _LOG.warning("%s has no example notebooks: %s", account.pw_name, error)
        return
    try:
        _, said = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        process.kill()
        said = b"it took too long"
    if process.returncode != 0:
        reason = said.decode(errors="replace").strip().rpartition("\n")[2]
        _LOG.warning("%s has no example notebooks: %s", account.pw_name, reason)


if __name__ == "__main__":
    lay_examples(Path(sys.argv[1]))
