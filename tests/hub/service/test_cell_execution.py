"""Cells in a real kernel."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import pytest
from jupyter_client.manager import AsyncKernelManager

from hub.service.cell_execution import CellFailed, KernelDied, KernelTalk
from tests.coroutines import in_a_loop


async def shown(*sources: str) -> list[list[dict[str, Any]]]:
    manager = AsyncKernelManager(kernel_name="python3", transport="ipc")
    await manager.start_kernel()
    talk = KernelTalk(manager.client(), manager.is_alive)
    try:
        async with asyncio.timeout(60):
            await talk.hello()
            return [[output async for output in talk.outputs_of(source)] for source in sources]
    finally:
        talk.close()
        await manager.shutdown_kernel(now=True)


def test_a_page_shows_what_its_cells_show_and_nothing_that_they_print() -> None:
    first, second, third = in_a_loop(shown("x = 41\nprint('noise')", "x + 1", "display('a')\ndisplay('b')"))
    assert first == []
    assert [output["data"]["text/plain"] for output in second] == ["42"]
    assert [output["data"]["text/plain"] for output in third] == ["'a'", "'b'"]


def test_a_failing_cell_tells_the_kind_of_its_error_and_no_value() -> None:
    with pytest.raises(CellFailed) as failed:
        in_a_loop(shown("raise ValueError('Meier, 9.366,83')"))
    assert str(failed.value) == "ValueError"


def test_a_kernel_that_dies_in_a_cell_is_noticed() -> None:
    with pytest.raises(KernelDied):
        in_a_loop(shown("import os; os._exit(1)"))


def test_a_kernel_that_dies_before_its_hello_is_noticed() -> None:
    async def greeted() -> None:
        manager = AsyncKernelManager(kernel_name="python3", transport="ipc")
        await manager.start_kernel()
        talk = KernelTalk(manager.client(), manager.is_alive)
        await manager.signal_kernel(signal.SIGKILL)
        try:
            async with asyncio.timeout(60):
                await talk.hello()
        finally:
            talk.close()
            await manager.shutdown_kernel(now=True)

    with pytest.raises(KernelDied):
        in_a_loop(greeted())
