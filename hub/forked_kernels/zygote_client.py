"""The zygote as the service uses it: always a fresh one at hand, and an honest answer where there is none."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from hub.forked_kernels import linux
from hub.forked_kernels.deployed_code import DeployedCode
from hub.forked_kernels.errors import ForkFailed
from hub.forked_kernels.messages import Work
from hub.forked_kernels.metrics import FORK_SECONDS, ZYGOTE_RESTARTS, ZYGOTE_UP
from hub.forked_kernels.warm_process import WarmProcess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hub.forked_kernels.forked_process import ForkedProcess

State: TypeAlias = Literal["stopped", "starting", "up", "down", "off"]

_LOG = logging.getLogger(__name__)
# Waiting for a zygote that starts. A normal kernel imports the same, and a busy machine would do it once per session.
_PATIENCE_SECONDS = 15.0
# Kernels that start at the same time; more only take the processors from each other.
_AT_ONCE = 2 * (os.cpu_count() or 1)
# A zygote that lived so long has not crashed because it was started.
_STEADY_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class Status:
    """How it stands with the zygote, for the operator.

    Attributes:
        state: stopped; starting; up; down (pausing after crashes); off (it must not fork, see the detail).
        detail: Why, "" where there is nothing to say.
        pid: Of the zygote that forks now.
    """

    state: State
    detail: str = ""
    pid: int | None = None


class Zygote:
    """Keeps a zygote running and forks kernels from it. Everything runs in the event loop of the service.

    Args:
        notebooks: The published folder; what its notebooks import is imported once for all of them.
        log: Where troubles are reported.
    """

    def __init__(self, notebooks: Path, log: logging.Logger = _LOG) -> None:
        self._notebooks = notebooks
        self._log = log
        self._code = DeployedCode(notebooks)
        self._status = Status("stopped")
        self._warm: WarmProcess | None = None
        self._settled = asyncio.Event()
        self._renewal = asyncio.Event()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._keeper: asyncio.Task[None] | None = None

    @property
    def status(self) -> Status:
        """How it stands."""
        return self._status

    def start(self) -> None:
        """Start the zygote in the background; forks that are asked for meanwhile wait for it, for a while."""
        if not linux.supported():
            self._enter("off", "kernels are forked on Linux only")
            return
        try:
            linux.adopt_orphans(adopt=True)
        except OSError as error:
            self._enter("off", f"the system refuses to hand orphans to the service ({error})")
            return
        self._enter("starting")
        self._keeper = asyncio.get_running_loop().create_task(self._keep(), name="zygote")
        self._keeper.add_done_callback(self._kept)

    async def stop(self) -> None:
        """End the zygote. Kernels that were forked go on; they end with the service."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
            linux.adopt_orphans(adopt=False)
        self._enter("stopped")

    def renew(self) -> None:
        """Let new sessions come from a new zygote; also tries again what was switched off. Running sessions go on."""
        if self._keeper is not None:
            self._renewal.set()
            self._enter("starting")

    async def fork(self, work: Work, outputs: Sequence[int] = (1, 2)) -> ForkedProcess:
        """Fork a process and wait until it is ready.

        Args:
            work: What it is to be.
            outputs: Descriptors of its standard output and error.

        Raises:
            ForkFailed: There is none; start a normal one.
        """
        wished = time.monotonic()
        await self._wait_for_warm()  # all at the same time, not one after the other
        async with self._turns:
            warm = await self._wait_for_warm()
            try:
                process = await warm.fork(work, outputs)
            except ForkFailed as failure:
                if failure.reason == "late":
                    warm.kill()
                if failure.reason != "lost" or warm.alive():
                    raise
                self._leave(warm)
                process = await (await self._wait_for_warm()).fork(work, outputs)
        FORK_SECONDS.observe(time.monotonic() - wished)
        return process

    def is_newest(self, pid: int | None) -> bool:
        """Return whether what this zygote forked is as good as what would be forked now: no code has changed since."""
        self._renew_if_changed()
        return self._status.state == "up" and pid == self._status.pid

    def _leave(self, dead: WarmProcess) -> None:
        """Ask a dead zygote no more; its keeper is about to notice."""
        if self._warm is dead:
            self._warm = None
            self._enter("starting")

    async def _wait_for_warm(self) -> WarmProcess:
        self._renew_if_changed()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._settled.wait()
        except TimeoutError:
            raise ForkFailed("down", "the zygote is still starting") from None
        if self._warm is None:
            state = self._status.state
            raise ForkFailed("down" if state == "down" else "off", self._status.detail or "kernels are not forked")
        return self._warm

    def _renew_if_changed(self) -> None:
        if self._status.state != "starting" and self._code.changed():
            self._log.info("The code has changed: starting a new zygote.")
            self.renew()

    async def _keep(self) -> None:
        """Keep one zygote after the other; with a pause that grows where they do not live long."""
        crashes = lives = 0
        while True:
            self._renewal.clear()
            self._enter("starting")
            born = time.monotonic()
            if lives:
                ZYGOTE_RESTARTS.inc()
            lives += 1
            try:
                await self._live()
            except ForkFailed as failure:
                if failure.reason in {"threads", "unhealthy"}:
                    self._log.error("Kernels are not forked any more: %s.", failure)
                    self._enter("off", str(failure))
                    await self._renewal.wait()
                    continue
                crashes = 1 if time.monotonic() - born > _STEADY_SECONDS else crashes + 1
                await self._pause(crashes, failure)

    async def _live(self) -> None:
        """Keep one zygote from its start to its renewal.

        Raises:
            ForkFailed: It ended by itself, or must not fork.
        """
        self._code.note()
        warm = await WarmProcess.start(self._notebooks)
        try:
            await self._test(warm)
            self._warm = warm
            self._enter("up")
            self._log.info("Kernels are forked from process %d.", warm.pid)
            ends = [asyncio.ensure_future(each) for each in (warm.gone(), self._renewal.wait())]
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in ends:
                    each.cancel()
                await asyncio.gather(*ends, return_exceptions=True)
        finally:
            self._warm = None
            await warm.stop()
        if not self._renewal.is_set():
            raise ForkFailed("lost", "the zygote has ended")

    async def _test(self, warm: WarmProcess) -> None:
        try:
            process = await warm.fork(Work("check", (), {}))
        except ForkFailed as failure:
            if failure.reason in {"lost", "stuck"} and warm.alive():
                raise ForkFailed("unhealthy", f"the self-test failed ({failure})") from failure
            raise
        process.kill()  # it has said all and is leaving anyway
        process.wait()

    async def _pause(self, crashes: int, failure: ForkFailed) -> None:
        seconds = min(2.0 ** (crashes - 2), _LONGEST_PAUSE_SECONDS) if crashes > 1 else 0.0
        self._log.warning("No kernel can be forked: %s. A new zygote starts in %.0f s.", failure, seconds)
        if seconds:
            self._enter("down", str(failure))
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._renewal.wait()

    def _enter(self, state: State, detail: str = "") -> None:
        self._status = Status(state, detail, self._warm.pid if self._warm is not None else None)
        ZYGOTE_UP.set(state == "up")
        if state == "starting":
            self._settled.clear()
        else:
            self._settled.set()

    def _kept(self, keeper: asyncio.Task[None]) -> None:
        """Stop forking after a mistake of ours: no session must wait for a zygote that never comes."""
        if not keeper.cancelled() and (mistake := keeper.exception()) is not None:
            self._log.error("Kernels are not forked any more.", exc_info=mistake)
            self._enter("off", "an internal error; see the log")
