"""What the service does for a kernel while its page is open: as little as possible."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_server.utils import ApiPath

from hub.service.cell_execution import KernelDied, KernelTalk
from hub.service.hub_identity import Person
from hub.service.page_session import PageSession
from hub.service.session_kernels import SessionKernels
from tests.coroutines import in_a_loop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def test_a_kernel_s_messages_are_not_read_a_second_time() -> None:
    async def started() -> tuple[Any, dict[str, Any]]:
        kernels = SessionKernels()
        kernel_id = await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
        try:
            return getattr(kernels.get_kernel(kernel_id), "_activity_stream", None), kernels.kernel_model(kernel_id)
        finally:
            await kernels.shutdown_kernel(kernel_id, now=True)

    stream, model = in_a_loop(started())
    assert stream is None
    # What a connection waits for: with "starting" it would wait for ever.
    assert model["execution_state"] == "idle"


@asynccontextmanager
async def kernel_of_a_page(unread_at_most: int) -> AsyncIterator[tuple[SessionKernels, str, KernelTalk]]:
    """The kernel of a page that was just made, and the talk in which that was done."""
    kernels = SessionKernels(unread_at_most=unread_at_most)
    kernel_id = await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
    manager: Any = kernels.get_kernel(kernel_id)
    talk = KernelTalk(manager.client(), manager.is_alive)
    try:
        async with asyncio.timeout(60):
            await talk.hello()
            yield kernels, kernel_id, talk
    finally:
        talk.close()
        if kernel_id in kernels:
            await kernels.shutdown_kernel(kernel_id, now=True)


async def says(talk: KernelTalk, characters: int) -> None:
    """Let the kernel say something; returns when it is done."""
    async for _shown in talk.outputs_of(f"display('x' * {characters})"):
        pass


async def says_on(talk: KernelTalk, characters: int) -> None:
    """Let the kernel say something again and again."""
    while True:
        await says(talk, characters)


@pytest.mark.slow
def test_a_page_that_is_away_is_kept_what_it_missed_and_ended_when_that_is_too_much() -> None:
    async def away() -> tuple[int, int, bool]:
        async with kernel_of_a_page(unread_at_most=100_000) as (kernels, kernel_id, talk):
            manager: Any = kernels.get_kernel(kernel_id)
            kernels.start_buffering(kernel_id, "page", {"iopub": manager.connect_iopub()})
            kept = kernels._kernel_buffers[kernel_id]["buffer"]
            while not (few := sum(len(part) for _channel, parts in kept for part in parts)):
                await says(talk, 10)
            with pytest.raises(KernelDied):
                await says_on(talk, 50_000)
            return few, len(kept), kernel_id in kernels

    few, left, is_there = in_a_loop(away())
    assert 0 < few < 100_000
    assert (left, is_there) == (0, False)


@pytest.mark.slow
def test_a_page_that_is_connected_has_nothing_kept_for_it() -> None:
    """Whether it was connected after its last byte was sent or before that."""

    async def late() -> tuple[list[str], bool, PageSession]:
        async with kernel_of_a_page(unread_at_most=100_000) as (kernels, kernel_id, talk):
            session = PageSession(Person("anna", frozenset()), "customer.ipynb")
            session.listens(talk)
            manager: Any = kernels.get_kernel(kernel_id)
            other = KernelTalk(manager.client(), manager.is_alive)
            await other.hello()
            await says(other, 10)
            other.close()
            await session.read_start()
            heard = [message["header"]["msg_type"] for message in session.unread()]
            assert not session.unread()
            return heard, talk.is_listening, session

    async def early() -> tuple[list[str], bool, PageSession]:
        async with kernel_of_a_page(unread_at_most=100_000) as (_kernels, _kernel_id, talk):
            session = PageSession(Person("anna", frozenset()), "customer.ipynb")
            await session.read_start()
            heard = [message["header"]["msg_type"] for message in session.unread()]
            session.listens(talk)
            return heard, talk.is_listening, session

    heard, still_listening, session = in_a_loop(late())
    assert "display_data" in heard
    assert (still_listening, session.start) == (False, None)
    heard, still_listening, session = in_a_loop(early())
    assert (heard, still_listening, session.start) == ([], False, None)


def test_a_page_that_never_connects_is_forgotten_with_its_kernel() -> None:
    async def never() -> tuple[bool, bool]:
        async with kernel_of_a_page(unread_at_most=100_000) as (kernels, kernel_id, talk):
            session = PageSession(Person("anna", frozenset()), "customer.ipynb")
            kernels.sessions[kernel_id] = session
            session.listens(talk)
            listened = talk.is_listening
            await kernels.end(kernel_id)
            return listened, talk.is_listening

    assert in_a_loop(never()) == (True, False)


@pytest.mark.slow
def test_a_page_that_left_in_the_middle_of_a_message_is_not_taken_for_one_that_works_on_it_for_ever() -> None:
    """A phone is locked right after a tap: the kernel was ended after a minute, though it was done at once."""

    async def done() -> float | None:
        async with kernel_of_a_page(unread_at_most=100_000) as (kernels, kernel_id, talk):
            session = kernels.sessions[kernel_id] = PageSession(Person("anna", frozenset()), "customer.ipynb")
            session.note_state("busy")
            manager: Any = kernels.get_kernel(kernel_id)
            kernels.start_buffering(kernel_id, "page", {"iopub": manager.connect_iopub()})
            while session.busy_since is not None:
                await says(talk, 1)
            return session.busy_since

    assert in_a_loop(done()) is None


@pytest.mark.slow
def test_a_page_that_leaves_while_its_kernel_ends_holds_nothing_of_it() -> None:
    """It says farewell, then its connection closes: a socket to a kernel that is gone would ask for it for ever."""

    async def left() -> tuple[bool, bool]:
        async with kernel_of_a_page(unread_at_most=100_000) as (kernels, kernel_id, _talk):
            manager: Any = kernels.get_kernel(kernel_id)
            channel = manager.connect_iopub()
            ending = asyncio.ensure_future(kernels.end(kernel_id))
            await asyncio.sleep(0)  # it has begun
            is_ending = kernel_id in kernels
            kernels.start_buffering(kernel_id, "page", {"iopub": channel})
            await ending
            return is_ending, channel.closed()

    assert in_a_loop(left()) == (True, True)


def test_a_service_that_stops_ends_every_kernel_one_that_is_only_starting_too() -> None:
    async def stopped() -> tuple[list[str], bool]:
        kernels = SessionKernels()
        await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
        starting = asyncio.ensure_future(kernels.start_kernel(kernel_name="python3", path=ApiPath("")))
        failing = asyncio.ensure_future(kernels.start_kernel(kernel_name="python3", path=ApiPath("nowhere")))
        await asyncio.sleep(0)
        assert kernels._pending_kernels
        await kernels.end_all()
        await asyncio.gather(starting, failing, return_exceptions=True)
        return kernels.list_kernel_ids(), starting.exception() is None

    assert in_a_loop(stopped()) == ([], True)


def test_a_kernel_that_works_on_one_message_for_too_long_ends() -> None:
    """No processor limit of the system does it: that would end a page that is open all day."""

    async def ended(state: str) -> bool:
        kernels = SessionKernels(message_seconds=0.0)
        kernel_id = await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
        kernels.sessions[kernel_id] = PageSession(Person("anna", frozenset()), "customer.ipynb")
        try:
            kernels.sessions[kernel_id].note_state("busy")
            kernels.sessions[kernel_id].note_state(state)
            await kernels.cull_kernel_if_idle(kernel_id)
            return kernel_id not in kernels
        finally:
            if kernel_id in kernels:
                await kernels.shutdown_kernel(kernel_id, now=True)

    assert in_a_loop(ended("busy"))
    assert not in_a_loop(ended("idle"))
