"""Other users of the machine, for tests of what they can reach (needs root)."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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


LISTEN = """
import os, socket, sys
os.setgid(65534)
os.setuid(65534)
is_both = sys.argv[1] == "::"
family = socket.AF_INET6 if is_both else socket.AF_INET
with socket.create_server((sys.argv[1], 0), family=family, dualstack_ipv6=is_both) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        asker, _address = server.accept()
        print(asker.recv(65536).decode().splitlines()[0], flush=True)
        asker.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n[]")
        asker.close()
"""


@contextmanager
def listener_of_somebody_else(place: str = "127.0.0.1") -> Iterator[tuple[int, Callable[[], str]]]:
    """A port at which another user listens and answers everything; the port, and what ends it and says what was asked.

    Args:
        place: Where he listens; ``::`` takes connections of IPv4, too.
    """
    command = ["/usr/bin/python3", "-S", "-c", LISTEN, place]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline())

        def asked() -> str:
            process.kill()
            return process.stdout.read()

        try:
            yield port, asked
        finally:
            process.kill()
