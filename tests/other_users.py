"""Other users of the machine, for tests of what they can reach (needs root)."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def folder_that_others_enter() -> Iterator[Path]:
    """A temporary folder that other users enter, as they enter /var/lib: the rights of what is in it decide.

    Not pytest's: each run of pytest closes the folder of all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


BIND = """
import os, socket, sys
os.setgid(65534)
os.setuid(65534)
taken = socket.socket()
for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
    taken.setsockopt(socket.SOL_SOCKET, option, 1)
try:
    taken.bind(("127.0.0.1", int(sys.argv[1])))
except OSError as error:
    print(error.strerror)
else:
    print("bound")
"""


def bind_as_somebody_else(port: int) -> str:
    """Try to take a port of this machine as another user, with all that a user can ask for; what came of it."""
    # Not our interpreter: it may lie where others cannot enter.
    done = subprocess.run(["/usr/bin/python3", "-S", "-c", BIND, str(port)], capture_output=True, text=True, check=True)
    return done.stdout.strip()
