"""The warm process: imports everything, then forks itself whenever the service asks, until the service is gone.

Run as ``python -m hub.forked_kernels.zygote SERVICE_PID NOTEBOOKS`` with the control socket as standard input. It has
one thread and never runs a query: Polars' threads and locks must not exist yet when it is forked.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hub.forked_kernels import forked_child, linux
from hub.forked_kernels.messages import FORK, Reply
from hub.forked_kernels.preload import preload
from hub.forked_kernels.randomness import generators
from hub.forked_kernels.threads import unknown_threads
from hub.forked_kernels.tight_memory import settle_classes, take_free_places

if TYPE_CHECKING:
    from hub.forked_kernels.errors import Reason

# A hanging import must not outlive the service, which gives up sooner.
_PRELOAD_SECONDS = 120


def main() -> NoReturn:
    """Warm up, say so, serve. Ends when the control socket does."""
    service, notebooks = int(sys.argv[1]), Path(sys.argv[2])
    control = socket.socket(fileno=os.dup(0))
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    del sys.path[0]  # the working directory, which is not the one of any page
    signal.alarm(_PRELOAD_SECONDS)
    gc.disable()  # a collection would free objects here and there, and every later session would fill the holes
    preload(notebooks)
    # Newer Pythons warn of any second thread, even one that belongs to an allocator.
    warnings.filterwarnings("ignore", message=".*multi-threaded.*fork", category=DeprecationWarning)
    linux.name_process("ci-zygote")
    signal.alarm(0)
    sys.stdout.flush()
    sys.stderr.flush()
    refusal = _refusal()
    _tell(control, refusal or Reply("warm", os.getpid()))
    if refusal is None:
        known = generators()
        take_free_places()
        settle_classes()
        gc.freeze()
        while (request := _next_request(control)) is not None:
            with request:
                if _fork(request):
                    control.close()
                    forked_child.run(request, service, known)
    os._exit(0)


def _next_request(control: socket.socket) -> socket.socket | None:
    """Return the socket of the next request; None: the service is gone."""
    while True:
        packet, descriptors, _flags, _address = socket.recv_fds(control, len(FORK), 1)
        if not packet:
            return None
        if descriptors:
            return socket.socket(fileno=descriptors[0])


def _fork(request: socket.socket) -> bool:
    """Fork; true in the forked process, false in this one."""
    refusal = _refusal()
    if refusal is not None:
        _tell(request, refusal)
        return False
    try:
        between = os.fork()
    except OSError as error:
        _tell(request, _failed("system", f"the system refuses to fork ({error})"))
        return False
    if between == 0:
        return _fork_on(request)
    os.waitpid(between, 0)
    return False


def _fork_on(request: socket.socket) -> bool:
    """In the process between: fork the one that stays, give the service its pidfd, and end, so that it is orphaned."""
    try:
        pid = os.fork()
    except OSError as error:
        _tell(request, _failed("system", f"the system refuses to fork ({error})"))
        os._exit(1)
    if pid == 0:
        return True
    try:
        socket.send_fds(request, [Reply("forked", pid).packet()], [os.pidfd_open(pid)])
    except OSError:  # the service gave up meanwhile, and must not inherit what it does not know
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    finally:
        os._exit(0)


def _tell(request: socket.socket, reply: Reply) -> None:
    with suppress(OSError):  # the service gave up meanwhile
        request.send(reply.packet())


def _refusal() -> Reply | None:
    unknown = unknown_threads()
    if unknown:
        return _failed("threads", f"unknown threads run in the zygote: {', '.join(unknown)}")
    return None


def _failed(reason: Reason, detail: str) -> Reply:
    return Reply("failed", os.getpid(), reason, detail)


if __name__ == "__main__":
    main()
