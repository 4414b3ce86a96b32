"""A real zygote in a real event loop, and real kernels behind jupyter_client, as the service has them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from traitlets import Any as AnyTrait
from traitlets.config import Config

from hub.forked_kernels.forked_process import ForkedProcess
from hub.forked_kernels.kernelspec import PublishedKernelSpecs
from hub.forked_kernels.zygote_client import Zygote
from hub.service.spare_kernel import ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

REPOSITORY = Path(__file__).parents[3]
NOTEBOOKS = REPOSITORY / "notebooks"
PATIENCE = 60.0


class Kernels(AsyncMultiKernelManager):
    """What the service sets: a manager with a zygote."""

    zygote = AnyTrait()


class Kernel:
    """A running kernel and a client of it."""

    def __init__(self, service: Service, kernel_id: str, client: Any) -> None:
        self._service = service
        self._client = client
        self.kernel_id = kernel_id
        self.provisioner = service.kernels.get_kernel(kernel_id).provisioner
        self.process = self.provisioner.process
        self.pid: int = self.provisioner.pid

    @property
    def forked(self) -> bool:
        return isinstance(self.process, ForkedProcess)

    def ask(self, *lines: str) -> Any:
        """Run lines; the value of the last one, by way of JSON."""
        *before, last = lines
        code = "\n".join(["import json", *before, f"answer = json.dumps({last})"])
        reply = self._service.run(
            self._client.execute_interactive(
                code, user_expressions={"answer": "answer"}, timeout=PATIENCE, output_hook=lambda _message: None
            )
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return json.loads(eval(reply["content"]["user_expressions"]["answer"]["data"]["text/plain"]))  # noqa: S307

    def send(self, code: str) -> None:
        """Run code without waiting for it."""

        async def send() -> None:
            self._client.execute(code, stop_on_error=False)

        self._service.run(send())

    def printed(self) -> str:
        """Wait for something that was printed since the last answer."""

        async def printed() -> str:
            while True:
                message = await self._client.get_iopub_msg(timeout=PATIENCE)
                if message["msg_type"] == "stream":
                    return str(message["content"]["text"])

        return str(self._service.run(printed()))

    def shutdown(self) -> None:
        self.leave()
        self._service.run(self._service.kernels.shutdown_kernel(self.kernel_id))

    def leave(self) -> None:
        async def leave() -> None:
            self._client.stop_channels()

        self._service.run(leave())


class Service:
    """An event loop in a thread of its own with a zygote and kernels."""

    def __init__(self, notebooks: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ci-")  # a socket's path has room for 107 characters
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._opened: list[Kernel] = []
        self.zygote: Zygote = self.run(self._zygote(notebooks))
        config = Config()
        config.KernelManager.transport = "ipc"
        config.KernelManager.autorestart = False
        self.kernels = Kernels(
            config=config,
            connection_dir=self._folder.name,
            kernel_spec_manager=PublishedKernelSpecs(),
            zygote=self.zygote,
        )

    @staticmethod
    async def _zygote(notebooks: Path) -> Zygote:
        return Zygote(notebooks)

    def run(self, work: Coroutine[Any, Any, Any], seconds: float = PATIENCE) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def start(self) -> None:
        """Start the zygote and wait until it is settled, one way or the other."""

        async def start() -> None:
            self.zygote.start()

        self.run(start())
        until(lambda: self.zygote.status.state not in {"stopped", "starting"})

    def kernel(self, environment: dict[str, str] | None = None, **options: Any) -> Kernel:
        return self.run(self._kernel(environment, options))

    def at_once(self, count: int) -> list[Kernel]:
        """Kernels that start at the same time."""

        async def all_of_them() -> list[Kernel]:
            return list(await asyncio.gather(*(self._kernel(None, {}) for _ in range(count))))

        return self.run(all_of_them())

    async def _kernel(self, environment: dict[str, str] | None, options: dict[str, Any]) -> Kernel:
        kernel_id = await self.kernels.start_kernel(
            kernel_name="clientinfo",
            env=dict(os.environ) if environment is None else environment,
            extra_arguments=list(ARGUMENTS),
            **options,
        )
        client = self.kernels.get_kernel(kernel_id).client()
        client.start_channels()
        kernel = Kernel(self, kernel_id, client)
        self._opened.append(kernel)
        await client.wait_for_ready(timeout=PATIENCE)
        return kernel

    async def _stop(self) -> None:
        await self.kernels.shutdown_all(now=True)
        await self.zygote.stop()
        self.kernels.context.destroy(linger=0)

    def close(self) -> None:
        if self._loop.is_closed():
            return
        try:
            for kernel in self._opened:
                kernel.leave()
            self.run(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)
            self._loop.close()
            self._folder.cleanup()


def until(reached: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait for a condition; its value."""
    deadline = time.monotonic() + seconds
    while not (value := reached()):
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.02)
    return value


def lives(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def write_notebook(folder: Path, name: str, *cells: str) -> None:
    """A notebook with these code cells."""
    written = [
        {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None} for cell in cells
    ]
    notebook = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / name).write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A service with a warm zygote, for tests that leave it alive."""
    running = Service(NOTEBOOKS)
    running.start()
    assert running.zygote.status.state == "up", running.zygote.status
    yield running
    running.close()


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Callable[[Path], Service]]:
    """Makes a service of the test's own: over a folder of notebooks (none), its zygote not started yet."""
    made: list[Service] = []

    def make(notebooks: Path = tmp_path) -> Service:
        made.append(Service(notebooks))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def imported_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a folder whose notebook imports a module with this source."""

    def make(source: str) -> Path:
        (tmp_path / "imported_by_a_page.py").write_text(source, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        folder = tmp_path / "notebooks"
        folder.mkdir()
        write_notebook(folder, "page.ipynb", "import imported_by_a_page", "1")
        return folder

    return make
