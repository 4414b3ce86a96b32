"""A page that connects again takes its kernel over, however far its connection before had come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import zmq
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyter_server.utils import ApiPath

from hub.service.frames import read_frame
from hub.service.page_connection import PageConnection
from hub.service.session_kernels import SessionKernels
from tests.coroutines import in_a_loop

pytestmark = pytest.mark.slow  # each starts a kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def kernels() -> Iterator[SessionKernels]:
    """A manager that leaves nothing open: collected with an open socket, whenever that is, it waits for it for ever."""
    made = SessionKernels()
    yield made
    made.context.destroy(linger=0)


class Listener(KernelWebsocketHandler):
    """A page's socket that only notes the kinds of what it is told; it has no subprotocol, as one that is over."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    def write_message(self, message: Any, **_more: Any) -> Any:
        frame = read_frame(message)
        assert frame is not None
        self.heard.put_nowait(frame.kind)


async def reaches_the_kernel(connection: PageConnection, name: bytes) -> None:
    """Let a shell channel reach the kernel under the name of another, and wait until it has."""
    manager: Any = connection.kernel_manager
    late, answered = manager.connect_shell(identity=name or None), asyncio.Event()
    late.on_recv(lambda _parts: answered.set())
    connection.session.send(late, "kernel_info_request")
    await answered.wait()
    late.close()


async def with_two_connections(
    kernels: SessionKernels, leaves: Callable[[PageConnection], Any], *, first_comes_last: bool = False
) -> str:
    """Connect, leave in the middle of it, connect again by the same name; returns what the kernel answers to that one."""
    kernel_id = await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
    manager: Any = kernels.get_kernel(kernel_id)

    async def connection(patience: float) -> PageConnection:
        made = PageConnection(parent=manager, websocket_handler=Listener(), kernel_info_timeout=patience)
        made.session.session = "page"
        await made.prepare()
        return made

    try:
        async with asyncio.timeout(60):
            first = await connection(1.0)
            waiting = first.connect()
            name = first.channels["shell"].getsockopt(zmq.IDENTITY)
            leaves(first)
            second = await connection(60.0)  # on a busy machine a kernel takes its time
            await second.connect()
            await waiting  # whatever the first one had begun is over now
            if first_comes_last:
                await reaches_the_kernel(second, name)
            asks = second.session.msg("comm_info_request", {})
            parts = [second.session.pack(asks[part]) for part in ("header", "parent_header", "metadata", "content")]
            second.handle_incoming_message(serialize_msg_to_ws_v1(parts, "shell"))
            while (kind := await second.websocket_handler.heard.get()) != "comm_info_reply":
                pass
            second.disconnect()
            return kind
    finally:
        await kernels.shutdown_kernel(kernel_id, now=True)


def test_a_connection_that_ends_before_its_kernel_answered_takes_nothing_from_the_next(
    kernels: SessionKernels,
) -> None:
    assert in_a_loop(with_two_connections(kernels, PageConnection.disconnect)) == "comm_info_reply"


def test_a_connection_that_is_over_and_reaches_its_kernel_last_takes_nothing_from_the_next(
    kernels: SessionKernels,
) -> None:
    assert (
        in_a_loop(with_two_connections(kernels, PageConnection.disconnect, first_comes_last=True)) == "comm_info_reply"
    )


def test_a_connection_that_ends_before_its_kernel_answered_leaves_no_channel_open(
    kernels: SessionKernels,
) -> None:
    left: list[Any] = []

    def leaves(connection: PageConnection) -> None:
        left.extend(connection.channels.values())
        connection.disconnect()

    in_a_loop(with_two_connections(kernels, leaves))
    assert [channel.closed() for channel in left] == [True] * 2


def test_a_socket_that_ends_before_it_connects_is_none_that_ended_and_what_the_kernel_says_is_kept_for_the_next(
    kernels: SessionKernels,
) -> None:
    """A page waits for its cells. Its socket broke meanwhile, and whatever its kernel said at a later break was lost."""

    async def kept() -> list[bool]:
        kernel_id = await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
        parent: Any = kernels.get_kernel(kernel_id)
        try:
            found = []
            for is_connected in (False, True, True):
                made = PageConnection(parent=parent, websocket_handler=Listener(), kernel_info_timeout=60.0)
                made.session.session = "page"
                await made.prepare()
                if is_connected:
                    await made.connect()
                made.disconnect()
                found.append(kernels.get_buffer(kernel_id, made.session_key) is not None)
            return found
        finally:
            await kernels.shutdown_kernel(kernel_id, now=True)

    assert in_a_loop(kept()) == [False, True, True]
