"""One zygote, seen from the service: starting it, asking it for forks, seeing it end."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from hub.forked_kernels.errors import ForkFailed
from hub.forked_kernels.forked_process import ForkedProcess, reap_group
from hub.forked_kernels.messages import FORK, PACKET_BYTES, Reply, Work, appointment
from hub.forked_kernels.zygote_environment import zygote_environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from hub.forked_kernels.errors import Reason

PROGRAM = "hub.forked_kernels.zygote"
WARM_SECONDS = 60.0
# Between request and fork lie milliseconds; a zygote that needs longer hangs, and is replaced.
FORK_SECONDS = 5.0
# The kernel has been forked then, and shares the processors with everybody else.
READY_SECONDS = 20.0
# One for the stock has opened a customer before it says so, which takes a large house's first one its time; nobody waits.
STOCKED_SECONDS = 180.0
_END_SECONDS = 2.0


class WarmProcess:
    """A running zygote.

    Attributes:
        pid: Its process id.
    """

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self.pid = process.pid
        self._process = process
        self._pidfd = os.pidfd_open(process.pid)
        self._control = control

    @classmethod
    async def start(cls, notebooks: Path) -> WarmProcess:
        """Start a zygote and wait until it has imported everything.

        Raises:
            ForkFailed: It ended, refused, or needed too long.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(0)
        with theirs:
            command = [sys.executable, "-m", PROGRAM, str(os.getpid()), str(notebooks)]
            try:
                process = subprocess.Popen(  # noqa: ASYNC220, S603 - a millisecond; our own program
                    command, stdin=theirs.fileno(), env=zygote_environment(os.environ), start_new_session=True
                )
            except OSError as error:
                ours.close()
                raise ForkFailed("system", f"the zygote cannot be started ({error})") from error
        warm = cls(process, ours)
        try:
            async with _deadline(WARM_SECONDS, "late", "the zygote does not get warm"):
                reply, _ = await _reply(ours)
        except BaseException:
            await warm.stop()
            raise
        if reply.event != "warm":
            await warm.stop()
            raise ForkFailed(reply.reason, reply.detail)
        return warm

    async def fork(self, work: Work, outputs: Sequence[int] = (1, 2)) -> ForkedProcess:
        """Ask for a forked process and wait until it has become that.

        Args:
            work: What it is to be.
            outputs: Descriptors of its standard output and error.

        Raises:
            ForkFailed: There is none; what was forked so far has been ended.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(0)
        process = None
        with ours:
            with theirs:
                try:
                    socket.send_fds(ours, [work.packet()], outputs)
                    socket.send_fds(self._control, [FORK], [theirs.fileno()])
                except OSError as error:
                    raise ForkFailed("lost", f"the zygote cannot be asked ({error})") from error
            try:
                async with _deadline(FORK_SECONDS, "late", "the zygote does not fork"):
                    process = _forked(*await _reply(ours))
                process.zygote = self.pid
                until_ready = STOCKED_SECONDS if work.kind == "spare" else READY_SECONDS
                async with _deadline(until_ready, "stuck", "the forked process does not get ready"):
                    await _reply(ours)
                process.adopted = True
                if work.kind == "spare":
                    process.request = ours.dup()
                    process.request.settimeout(0)
            except BaseException:
                _abandon(process or _told_late(ours))
                raise
        return process

    async def gone(self) -> None:
        """Wait until the zygote has ended."""
        await _readable(self._pidfd)

    def alive(self) -> bool:
        """Return whether it runs."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return not poll.poll(0)

    def kill(self) -> None:
        """End a zygote that hangs; ``gone`` takes notice."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    async def stop(self) -> None:
        """End the zygote; what it has forked lives on."""
        self._control.close()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self.gone()
        except TimeoutError:
            pass
        finally:
            # First its group, then itself: as long as it is not reaped, nobody else can get its number.
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
            reap_group(self.pid)
            os.close(self._pidfd)


async def appoint(process: ForkedProcess, environment: Mapping[str, str]) -> None:
    """Tell a kernel in stock whom it works for; returns when it does.

    Raises:
        ForkFailed: It waits no more, or does not answer: it must not be used.
    """
    request, process.request = process.request, None
    if request is None:
        raise ForkFailed("request", "not a kernel in stock")
    with request:
        try:
            request.send(appointment(environment))
        except OSError as error:
            raise ForkFailed("lost", f"the kernel in stock cannot be reached ({error})") from error
        async with _deadline(FORK_SECONDS, "stuck", "the kernel in stock does not answer"):
            await _reply(request)


def _forked(reply: Reply, descriptors: list[int]) -> ForkedProcess:
    if reply.event != "forked":
        raise ForkFailed(reply.reason, reply.detail)
    return ForkedProcess(reply.pid, descriptors[0])


def _told_late(ours: socket.socket) -> ForkedProcess | None:
    """Discard the process that was forked just when nobody waited for it any more."""
    try:
        ours.shutdown(socket.SHUT_RD)  # who says it from now on fails, and ends the process by itself
        return _forked(*_read(ours))
    except (OSError, ForkFailed):
        return None


def _abandon(process: ForkedProcess | None) -> None:
    if process is not None:
        process.kill()
        process.wait(_END_SECONDS)


async def _reply(ours: socket.socket) -> tuple[Reply, list[int]]:
    while True:
        try:
            return _read(ours)
        except BlockingIOError:
            await _readable(ours)


def _read(ours: socket.socket) -> tuple[Reply, list[int]]:
    try:
        packet, descriptors, _flags, _address = socket.recv_fds(ours, PACKET_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
    except ConnectionResetError:
        packet, descriptors = b"", []
    if not packet:
        raise ForkFailed("lost", "the other process has ended")
    return Reply.read(packet), descriptors


async def _readable(source: socket.socket | int) -> None:
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    loop.add_reader(source, arrived.set)
    try:
        await arrived.wait()
    finally:
        loop.remove_reader(source)


@asynccontextmanager
async def _deadline(seconds: float, reason: Reason, detail: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise ForkFailed(reason, f"{detail} (after {seconds:.0f} s)") from None
