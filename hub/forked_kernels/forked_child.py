"""From the fork to the end of the forked process."""

from __future__ import annotations

import atexit
import gc
import os
import socket
import sys
import time
from typing import TYPE_CHECKING

from hub.forked_kernels import linux
from hub.forked_kernels.messages import PACKET_BYTES, Reply, Work, read_appointment
from hub.forked_kernels.randomness import reseed

if TYPE_CHECKING:
    import random

_ADOPTION_SECONDS = 2.0
# parent_handle: not 0, or a hint for people at a terminal is printed; not a process id, or a thread asks every second
# whether the parent lives, which the system does for us. History: nobody types into a page, and it costs a database.
# Digests of messages heard are for sockets that others reach; ours lie in the service's folder, and each page would keep
# thousands. Large messages are copied: without a copy each goes through a thread that waits for its end.
_ARGUMENTS = (
    "--IPKernelApp.parent_handle=1",
    "--HistoryManager.enabled=False",
    "--Session.packer=hub.forked_kernels.packing.pack",
    "--Session.unpacker=hub.forked_kernels.packing.unpack",
    "--Session.digest_history_size=0",
    f"--Session.copy_threshold={1 << 22}",
)


def run(request: socket.socket, service: int, known: list[random.Random]) -> None:
    """Become what the request says; does not return.

    Args:
        request: Holds the work to do with the descriptors of standard output and error; takes the replies.
        service: Process id of the service, which must have become this process's parent.
        known: Random generators to reseed.
    """
    code = 1
    try:
        os.setsid()
        _belong_to(service)
        work = _take_over(request)
        reseed(known)
        gc.enable()
        if work.kind == "check":
            from hub.forked_kernels.self_test import check

            check()
            _say_ready(request)
        else:
            _be_kernel(work, request)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - printed as it would be at the end of a program
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _belong_to(service: int) -> None:
    """Wait until the process between this one and the zygote has ended and the service is the parent; die with it."""
    deadline = time.monotonic() + _ADOPTION_SECONDS
    while os.getppid() != service:
        if time.monotonic() > deadline:
            raise RuntimeError("the service has not taken the forked kernel in")
        time.sleep(0.0005)
    linux.die_with_parent()
    if os.getppid() != service:  # it ended before that was in force
        os._exit(1)


def _take_over(request: socket.socket) -> Work:
    packet, descriptors, _flags, _address = socket.recv_fds(request, PACKET_BYTES, 2)
    work = Work.read(packet)
    for standard, descriptor in enumerate(descriptors, start=1):
        if descriptor != standard:
            os.dup2(descriptor, standard)
            os.close(descriptor)
    _put_on(work.environment)
    if work.folder:
        os.chdir(work.folder)
    return work


def _put_on(environment: dict[str, str]) -> None:
    """Have this environment and nothing of the one before."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def _be_kernel(work: Work, request: socket.socket) -> None:
    from hub.forked_kernels.page_kernel import PageKernelApp

    linux.name_process("ci-kernel" if work.kind == "kernel" else "ci-spare")
    sys.argv = ["ipykernel_launcher", *work.arguments]
    kernel = PageKernelApp.instance()
    kernel.initialize([*work.arguments, *_ARGUMENTS])
    if work.kind == "kernel":
        _say_ready(request)
    else:
        _wait_for_appointment(request)
    kernel.start()


def _wait_for_appointment(request: socket.socket) -> None:
    """Tell the service that this kernel is in stock, and take the environment of the page for which it is taken."""
    from tornado.ioloop import IOLoop

    from hub.forked_kernels.rehearsal import rehearse

    rehearse()
    loop = IOLoop.current()

    def take_over(_descriptor: int, _events: int) -> None:
        loop.remove_handler(request.fileno())
        packet = request.recv(PACKET_BYTES)
        if not packet:  # the service does not want it any more
            os._exit(0)
        _put_on(read_appointment(packet))
        linux.name_process("ci-kernel")
        _say_ready(request)

    loop.add_handler(request.fileno(), take_over, IOLoop.READ)
    request.send(Reply("ready", os.getpid()).packet())


def _say_ready(request: socket.socket) -> None:
    """Tell the service. When it gave up meanwhile, this is an error, and the end of this process."""
    with request:
        request.send(Reply("ready", os.getpid()).packet())


def _leave(code: int) -> None:
    """End without taking the interpreter apart: that would copy the memory that is shared with all other sessions."""
    try:
        atexit._run_exitfuncs()  # noqa: SLF001 - as multiprocessing's forked processes do it
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(code)
