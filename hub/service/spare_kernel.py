"""One kernel in stock: started before anybody asks for a page, so that the next page has its kernel at once.

It is forked like every other, has gone through all of a kernel's start, and works for nobody: its environment names a
person without roles until a page takes it, and then is that page's alone. Where there is none in stock (several pages
are opened at the same time, the code was renewed), a page waits for a kernel of its own as it would without a stock.

It has mapped the snapshot's files. After a refresh it would keep the old ones, which are deleted, on the disk, and its
page would begin with the new ones all the same: it is replaced then.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_server.utils import ApiPath
from tornado.ioloop import PeriodicCallback

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import read_settings
from hub.forked_kernels.errors import ForkFailed
from hub.forked_kernels.kernelspec import PUBLISHED
from hub.forked_kernels.metrics import KERNELS_IN_STOCK, KERNELS_STARTED
from hub.forked_kernels.warm_process import appoint
from hub.service.cell_execution import KernelDied, KernelTalk
from hub.service.kernel_environment import environment_of_nobody

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from hub.forked_kernels.zygote_client import Zygote

# The page that took the last one needs the processors first.
_PAUSE_SECONDS = 1.5
# What went wrong is likely to go wrong again, and costs the pages their processors.
_PAUSE_AFTER_FAILURE = 60.0
_HELLO_SECONDS = 20.0
_LOOK_MILLISECONDS = 30_000
# The kernel's own standard error stays on the server: tracebacks are not for pages. Whatever a page sends that a widget
# refuses makes one, which nobody sees: with the source around every line it takes a tenth of a second.
ARGUMENTS = ("--IPKernelApp.capture_fd_output=False", "--InteractiveShell.xmode=Plain")


@dataclass(frozen=True)
class _Stocked:
    kernel_id: str
    talk: KernelTalk
    zygote: int | None
    snapshot: str


def newest_snapshot() -> str:
    """Return the id of the snapshot that pages show now; empty where there is none or it is unknown."""
    try:
        return SnapshotStore(read_settings().state_folder / "snapshots").newest_id()
    except (ClientInfoError, OSError):
        return ""


class Kernels(Protocol):
    """What the stock needs of ``session_kernels.SessionKernels``, which knows the stock."""

    zygote: Zygote | None
    log: logging.Logger | logging.LoggerAdapter[Any]

    def __contains__(self, kernel_id: str) -> bool:
        """Return whether it is known."""

    def get_kernel(self, kernel_id: str) -> Any:
        """Return its manager."""

    async def start_kernel(self, **options: Any) -> str:
        """Start one, and return its id."""

    async def end(self, kernel_id: str) -> None:
        """End one."""

    def end_soon(self, kernel_id: str) -> Any:
        """End one without waiting for it."""


class SpareKernel:
    """The stock.

    Args:
        kernels: Whose kernels they are; they have a zygote.
        snapshot: Says which snapshot a kernel would open now.
    """

    def __init__(self, kernels: Kernels, snapshot: Callable[[], str] = newest_snapshot) -> None:
        self._kernels = kernels
        self._snapshot = snapshot
        self._least_pause = 0.0
        self._stocked: _Stocked | None = None
        self._making: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._making.set_result(None)

    def restock(self, pause: float = _PAUSE_SECONDS) -> asyncio.Future[None]:
        """Make one in a moment, unless there is one or one is being made; the answer is done when that has been tried."""
        if self._stocked is None and self._making.done():
            self._making = asyncio.ensure_future(self._make(pause))
        return self._making

    def watch(self) -> PeriodicCallback:
        """Start to replace what gets old, by new code or a refresh; call inside the running event loop."""
        watch = PeriodicCallback(self.replace_old, _LOOK_MILLISECONDS)
        watch.start()
        return watch

    def replace_old(self) -> None:
        """Let go of the one in stock and make another, where it is not what a new one would be."""
        if self._stocked is not None and not self._is_fresh(self._stocked):
            self._discard(self._stocked)
            self._hold(None)
            self.restock()

    async def take(self, environment: dict[str, str]) -> tuple[str, KernelTalk] | None:
        """Return a kernel that works in this environment from now on, and who talks to it; None: there is none in stock."""
        stocked = self._stocked
        self._hold(None)
        self.restock()
        if stocked is None:
            return None
        if not self._is_fresh(stocked):
            self._discard(stocked)
            return None
        manager: Any = self._kernels.get_kernel(stocked.kernel_id)
        try:
            await appoint(manager.provisioner.process, environment)
        except ForkFailed as failure:
            self._kernels.log.warning("The kernel in stock cannot be used: %s.", failure)
            self._discard(stocked)
            return None
        except asyncio.CancelledError:
            self._discard(stocked)
            raise
        KERNELS_STARTED.labels("forked").inc()
        return stocked.kernel_id, stocked.talk

    async def close(self) -> None:
        """Make none any more, and let go of the one that there is."""
        self._making.cancel()
        await asyncio.gather(self._making, return_exceptions=True)
        if self._stocked is not None:
            self._stocked.talk.close()
            await self._kernels.end(self._stocked.kernel_id)
            self._hold(None)

    def _hold(self, stocked: _Stocked | None) -> None:
        """Have this one in stock from now on, or none."""
        self._stocked = stocked
        KERNELS_IN_STOCK.set(stocked is not None)

    def _is_fresh(self, stocked: _Stocked) -> bool:
        """Return whether it still runs, and has the code and the snapshot that a new one would have."""
        zygote = self._kernels.zygote
        is_of_this_code = zygote is not None and zygote.is_newest(stocked.zygote)
        return stocked.kernel_id in self._kernels and is_of_this_code and stocked.snapshot == self._snapshot()

    def _discard(self, stocked: _Stocked) -> None:
        stocked.talk.close()
        self._kernels.end_soon(stocked.kernel_id)

    async def _make(self, pause: float) -> None:
        try:
            await asyncio.sleep(max(pause, self._least_pause))
            self._hold(await self._started())
            self._least_pause = 0.0
        except (ForkFailed, KernelDied, OSError) as failure:  # the last one is also that it does not answer in time
            # The next page finds out for itself, and asks for one again.
            self._least_pause = _PAUSE_AFTER_FAILURE
            self._kernels.log.info("No kernel in stock: %s", str(failure) or type(failure).__name__)

    async def _started(self) -> _Stocked:
        kernels = self._kernels
        snapshot = self._snapshot()  # before it opens one: a refresh meanwhile makes it old, not new
        kernel_id: str = await kernels.start_kernel(
            kernel_name=PUBLISHED,
            path=ApiPath(""),
            env=environment_of_nobody(),
            extra_arguments=list(ARGUMENTS),
            is_spare=True,
        )
        manager: Any = kernels.get_kernel(kernel_id)
        talk = KernelTalk(manager.client(), manager.is_alive)
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                await talk.hello()
        except BaseException:
            talk.close()
            kernels.end_soon(kernel_id)
            raise
        return _Stocked(kernel_id, talk, manager.provisioner.process.zygote, snapshot)
