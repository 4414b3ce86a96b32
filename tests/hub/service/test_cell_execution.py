"""Cells in a real kernel."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import AsyncKernelManager

from hub.service.cell_execution import CellFailed, KernelDied, KernelTalk
from tests.coroutines import in_a_loop

pytestmark = pytest.mark.slow  # each starts a kernel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def test_a_page_shows_what_its_cells_show_and_nothing_that_they_print() -> None:
    first, second, third = in_a_loop(shown("x = 41\nprint('noise')", "x + 1", "display('a')\ndisplay('b')"))
    assert first == []
    assert [output["data"]["text/plain"] for output in second] == ["42"]
    assert [output["data"]["text/plain"] for output in third] == ["'a'", "'b'"]


@asynccontextmanager
async def started() -> AsyncIterator[tuple[AsyncKernelManager, KernelTalk]]:
    """A kernel and what speaks with it.

    Its sockets lie beside its connection file. Without one they are ``kernel-ipc-1`` to ``-5`` of the working folder, for
    every kernel of every worker, and a talk can hear another one's kernel.
    """
    with TemporaryDirectory() as folder:
        connection = str(Path(folder) / "kernel.json")
        manager = AsyncKernelManager(kernel_name="python3", transport="ipc", connection_file=connection)
        await manager.start_kernel()
        talk = KernelTalk(manager.client(), manager.is_alive)
        try:
            yield manager, talk
        finally:
            talk.close()
            await manager.shutdown_kernel(now=True)


@asynccontextmanager
async def kernel() -> AsyncIterator[KernelTalk]:
    async with started() as (_manager, talk), asyncio.timeout(60):
        await talk.hello()
        yield talk


async def shown(*sources: str) -> list[list[dict[str, Any]]]:
    async with kernel() as talk:
        return [[output async for output in talk.outputs_of(source)] for source in sources]


async def shown_widgets(*sources: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What the last cell shows, and the states of all widgets."""
    async with kernel() as talk:
        shown = [[output async for output in talk.outputs_of(source)] for source in sources]
        return shown[-1], await talk.widget_states()


def states_of(found: dict[str, Any], model: str) -> list[dict[str, Any]]:
    return [each["state"] for each in found["states"].values() if each["model_name"] == model]


def test_a_page_gets_the_states_that_its_widgets_have_after_the_last_cell() -> None:
    cells = ("import ipywidgets\nslider = ipywidgets.IntSlider(value=3)\nslider", "slider.value = 4")
    _shown, found = in_a_loop(shown_widgets(*cells))
    assert [state["value"] for state in states_of(found, "IntSliderModel")] == [4]


def test_bytes_of_a_widget_come_along() -> None:
    _shown, found = in_a_loop(shown_widgets("import ipywidgets\nipywidgets.Image(value=b'abc')"))
    assert [path[1:] for path in found["buffer_paths"]] == [["state", "value"]]
    assert found["buffers"] == ["YWJj"]


def test_what_a_cell_displays_inside_of_an_output_stands_in_that_output() -> None:
    cells = (
        "import ipywidgets\nbox, other = ipywidgets.Output(), ipywidgets.Output()",
        "with box:\n    display(1)\ndisplay(2)",
    )
    shown, found = in_a_loop(shown_widgets(*cells))
    assert [output["data"]["text/plain"] for output in shown] == ["2"]
    texts = [[output["data"]["text/plain"] for output in state["outputs"]] for state in states_of(found, "OutputModel")]
    assert sorted(texts) == [[], ["1"]]


def test_nothing_that_the_kernel_says_before_the_page_is_connected_is_lost() -> None:
    async def said() -> list[Any]:
        async with kernel() as talk:
            cell = "import ipywidgets\nlabel = ipywidgets.Label('begun')\nlabel"
            _shown = [output async for output in talk.outputs_of(cell)]
            found: list[Any] = [state["value"] for state in states_of(await talk.widget_states(), "LabelModel")]
            talk._client.execute("label.value = 'finished'")  # as a thread of a cell might
            while "finished" not in found:
                data = [message["content"].get("data", {}) for message in await talk.unread()]
                found += [each["state"].get("value") for each in data if each.get("method") == "update"]
                await asyncio.sleep(0)
            return found

    assert in_a_loop(said()) == ["begun", "finished"]


def test_a_kernel_without_widgets_has_no_states() -> None:
    assert in_a_loop(shown_widgets("1"))[1] == {}


def test_a_failing_cell_tells_the_kind_of_its_error_and_no_value() -> None:
    with pytest.raises(CellFailed) as failed:
        in_a_loop(shown("raise ValueError('Meier, 9.366,83')"))
    assert str(failed.value) == "ValueError"


def test_a_kernel_that_dies_in_a_cell_is_noticed() -> None:
    with pytest.raises(KernelDied):
        in_a_loop(shown("import os; os._exit(1)"))


def test_a_kernel_that_dies_before_its_hello_is_noticed() -> None:
    async def greeted() -> None:
        async with started() as (manager, talk), asyncio.timeout(60):
            await manager.signal_kernel(signal.SIGKILL)
            await talk.hello()

    with pytest.raises(KernelDied):
        in_a_loop(greeted())


def test_kernels_that_run_side_by_side_have_sockets_of_their_own() -> None:
    async def folders() -> set[Path]:
        async with started() as (first, _talk), started() as (second, _other):
            return {Path(each.ip).parent for each in (first, second)}

    assert len(in_a_loop(folders()) - {Path()}) == 2
