"""The kernels of the published pages: each has an owner, none outlives its page, and there is a limit."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import ApiPath
from traitlets import Float, Integer

from hub.forked_kernels.forked_process import ForkedProcess
from hub.forked_kernels.kernelspec import PUBLISHED
from hub.service.cell_execution import KernelTalk
from hub.service.kernel_memory import limit_kernel
from hub.service.page_session import PageSession
from hub.service.spare_kernel import ARGUMENTS, SpareKernel
from hub.service.start_turns import StartTurns
from hub.service.unread_limit import UNREAD_AT_MOST, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.session import Session
    from zmq.eventloop.zmqstream import ZMQStream

    from hub.forked_kernels.zygote_client import Zygote
    from hub.service.hub_identity import Person
    from hub.service.kernel_groups import KernelGroups


# A page needs comm messages and the first hello; everything else (execute, complete, debug, ...) is ignored.
PAGE_MESSAGES = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")


class SessionsFull(Exception):
    """No further page can be opened now. ``of_person``: this person's own limit is reached."""

    def __init__(self, *, of_person: bool) -> None:
        super().__init__("no further session")
        self.of_person = of_person


class SessionKernels(AsyncMappingKernelManager):
    """Kernels with an owner; ends those that nobody uses or looks at."""

    sessions_at_most = Integer(300, config=True, help="Open pages of everybody.")
    sessions_per_user = Integer(20, config=True, help="Open pages of one person.")
    idle_seconds = Float(3600, config=True, help="End a page that nobody touched for so long.")
    abandoned_seconds = Float(300, config=True, help="End a kernel that no open page shows for so long.")
    unread_at_most = Integer(UNREAD_AT_MOST, config=True, help="Bytes kept for a page that does not read them.")
    message_seconds = Float(60, config=True, help="End a page whose kernel works on one message for so long.")
    memory_megabytes = Integer(512, config=True, help="So much more than at its start a kernel may take; 0: any.")
    starts_at_once = Integer(4, config=True, help="Pages that start side by side; the others wait for their turn.")

    # Where kernels are forked from; None: each starts cold (hub.forked_kernels.provisioner asks for it).
    zygote: Zygote | None = None
    # Started before it is asked for; None: kernels are not forked.
    spare: SpareKernel | None = None
    # Control groups of ours; None: there are none.
    groups: KernelGroups | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sessions: dict[str, PageSession] = {}
        self._opening: set[PageSession] = set()
        self._ending: set[asyncio.Future[None]] = set()
        # Starting is all work and no waiting: more at once than processors would only make everybody late.
        self.turns = StartTurns(self.starts_at_once)

    @contextmanager
    def admission(self, owner: Person, app: str, version: str = "") -> Iterator[PageSession]:
        """Hold a place for a page that is about to open; it is given back when the block ends (the kernel has its own).

        Raises:
            SessionsFull: A limit is reached.
        """
        every = self.every_page()
        if len(every) >= self.sessions_at_most:
            raise SessionsFull(of_person=False)
        if sum(session.owner.name == owner.name for session in every) >= self.sessions_per_user:
            raise SessionsFull(of_person=True)
        session = PageSession(owner, app, version)
        self._opening.add(session)
        try:
            yield session
        finally:
            self._opening.remove(session)
            session.touch()

    def every_page(self) -> set[PageSession]:
        """Return the open pages, and those that are only being made."""
        return {*self.sessions.values(), *self._opening}

    async def start_for(
        self, session: PageSession, environment: dict[str, str], *, from_stock: bool = True
    ) -> tuple[str, KernelTalk]:
        """Take the kernel in stock for an admitted page, or start one; return its id and who talks to it.

        Args:
            session: Of the page.
            environment: For the kernel.
            from_stock: Whether it can be one that has opened files and a customer before, as the service's user.
        """
        taken = await self.spare.take(environment) if self.spare is not None and from_stock else None
        kernel_id = await self._start(environment) if taken is None else taken[0]
        session.touch()
        self.sessions[kernel_id] = session
        self._limit(kernel_id)
        if taken is not None:
            return taken
        manager: Any = self.get_kernel(kernel_id)
        return kernel_id, KernelTalk(manager.client(), manager.is_alive)

    async def _start(self, environment: dict[str, str]) -> str:
        starting = asyncio.ensure_future(
            self.start_kernel(
                kernel_name=PUBLISHED,
                path=ApiPath(""),
                env=environment,
                extra_arguments=list(ARGUMENTS),
            )
        )
        try:
            # A start that is broken off halfway would leave a process that nobody knows.
            kernel_id: str = await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(self._end_unwanted)
            raise
        return kernel_id

    def _end_unwanted(self, starting: asyncio.Future[str]) -> None:
        """End a kernel whose page was left while it started."""
        if not starting.cancelled() and starting.exception() is None:
            self.end_soon(starting.result())

    def end_soon(self, kernel_id: str) -> None:
        """End a session in a moment, from where nobody can wait for it."""
        task = asyncio.ensure_future(self.end(kernel_id))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _limit(self, kernel_id: str) -> None:
        provisioner: Any = self.get_kernel(kernel_id).provisioner
        is_forked = isinstance(provisioner.process, ForkedProcess)
        try:
            person = self.sessions[kernel_id].owner.name
            limit_kernel(provisioner.pid, self.memory_megabytes, is_forked=is_forked, person=person, groups=self.groups)
        except (OSError, ValueError) as error:
            self.log.warning("The memory of kernel %s is not limited: %s", kernel_id, error)

    def session_of(self, kernel_id: str, person: Person | None) -> PageSession | None:
        """Return the session of a running kernel, if it is this person's in this browser."""
        session = self.sessions.get(kernel_id) if kernel_id in self else None
        if session is None or person is None:
            return None
        same = session.owner.name == person.name and session.owner.browser == person.browser
        return session if same else None

    def seconds_left(self, kernel_id: str) -> int:
        """Return the seconds until a session ends because nobody touched it."""
        return max(0, round(self.idle_seconds - (time.monotonic() - self.sessions[kernel_id].touched)))

    async def end(self, kernel_id: str) -> None:
        """End a session at once, without waiting for the kernel to agree."""
        if kernel_id in self:
            await self.shutdown_kernel(kernel_id, now=True)

    async def end_all(self) -> None:
        """End all sessions, those that are only starting, too; one that fails to start or to end holds up no other.

        ``shutdown_all`` of the base class asks for the end of a kernel that is not there yet, which is an error, and
        leaves the others.
        """
        await asyncio.gather(*self._pending_kernels.values(), return_exceptions=True)
        kernel_ids = self.list_kernel_ids()
        ends = await asyncio.gather(*(self.end(each) for each in kernel_ids), return_exceptions=True)
        for kernel_id, failure in zip(kernel_ids, ends, strict=True):
            if failure is not None:
                self.log.warning("Kernel %s did not end: %s", kernel_id, failure)

    async def end_where(self, ends: Callable[[PageSession], bool]) -> int:
        """End all sessions of a kind, those whose page is only being made, too; return how many."""
        opening = [session for session in self._opening if ends(session)]
        for session in opening:  # first of all: while kernels end, one of these could get its own
            session.break_off()
        open_ones = {kernel_id: session for kernel_id, session in self.sessions.items() if ends(session)}
        await asyncio.gather(*map(self.end, open_ones))
        return len({*opening, *open_ones.values()})

    def start_watching_activity(self, kernel_id: str) -> None:
        """Watch nothing: the base class reads every message of every kernel only to note when the last one came.

        Sessions are timed by what people do (PageSession). "idle" is what a connection waits for; a page hears of its
        kernel only when that has answered.
        """
        kernel: Any = self.get_kernel(kernel_id)
        kernel.reason = ""
        kernel.last_activity = datetime.now(UTC)
        kernel.execution_state = "idle"

    def start_buffering(self, kernel_id: str, session_key: str, channels: dict[str, ZMQStream]) -> None:
        """Keep for a page that is away what it misses; the base class does so without end, here the session ends."""
        if not channels:  # it had none yet that answered; the next connection makes its own
            return
        super().start_buffering(kernel_id, session_key, channels)
        missed, unread = self._kernel_buffers[kernel_id]["buffer"], Unread(self.unread_at_most)

        session, kernel = self.sessions.get(kernel_id), self.get_kernel(kernel_id)

        def keep(channel: str, parts: list[bytes]) -> None:
            if session is not None and channel == "iopub":
                session.note_state(_state_in(parts, kernel.session))  # it can be done while the page is away
            if not unread.is_too_much:
                unread.kept(parts)
                missed.append((channel, parts))
                return
            self.log.warning("The page of kernel %s missed too much while it was away: ending it.", kernel_id)
            for stream in channels.values():
                stream.stop_on_recv()
            missed.clear()
            self.end_soon(kernel_id)

        for channel, stream in channels.items():
            stream.on_recv(partial(keep, channel))

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """Give back what a kernel held that ended by itself; the base class only forgets it."""
        self.log.warning("Kernel %s died.", kernel_id)
        self.end_soon(kernel_id)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that ended, and its session; its page hears of it at once."""
        session = self.sessions.pop(kernel_id, None)
        if session is not None:
            session.end()
        if kernel_id in self:
            # A page that left while its kernel ended was kept what it missed: those sockets would ask for the kernel for ever.
            self.stop_buffering(kernel_id)
        if self.groups is not None:
            self.groups.sweep()
        return super().remove_kernel(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a page that nobody touches, and soon one that went away silently (a phone, a crash)."""
        session = self.sessions.get(kernel_id)
        if session is None or session in self._opening:
            return
        now = time.monotonic()
        if self._kernel_connections.get(kernel_id):
            session.seen = now
        if session.busy_since is not None and now - session.busy_since > self.message_seconds:
            self.log.warning("Kernel %s of %s works on one message for too long: ending it.", kernel_id, session.app)
            await self.end(kernel_id)
        elif now - session.touched > self.idle_seconds or now - session.seen > self.abandoned_seconds:
            self.log.info("Nobody uses kernel %s of %s any more: ending it.", kernel_id, session.app)
            await self.end(kernel_id)


def _state_in(parts: list[bytes], session: Session) -> str:
    """Return the state that a kernel says of itself in a message of its channels; empty: it is another message."""
    with suppress(ValueError, IndexError, AttributeError):  # what a kernel sends is not trusted
        _identities, frames = session.feed_identities(parts)
        if session.unpack(frames[1]).get("msg_type") == "status":
            return str(session.unpack(frames[4]).get("execution_state"))
    return ""
