"""A process that the supervisor keeps running."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub.supervision.exit_reason import exit_reason
from hub.supervision.large_logs import put_aside

_LOG = logging.getLogger("clientinfo")
_PATIENCE = 20
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0
_STEADY_SECONDS = 60
_LOOK_SECONDS = 30


@dataclass
class Child:
    """One child: started, started again when it ends by itself, ended with us.

    Attributes:
        name: For messages and the log's file.
        command: Program and arguments.
        environment: Its whole environment.
        log: File for what it prints; None: our own standard error (the journal of systemd).
        restarted: Set whenever it was started again.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None
    restarted: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _log_start: int = 0
    _process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Start it, in a session of its own: a Ctrl-C at the terminal reaches us alone, and we end it in order."""
        target = self.log.open("ab") if self.log is not None else None
        self._log_start = target.tell() if target is not None else 0
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=target or sys.stderr,
                stderr=target or sys.stderr,
                start_new_session=True,
            )
        finally:
            if target is not None:
                target.close()

    async def ended(self) -> int:
        """Wait for its end; return the exit code (negative: the signal)."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return await self._process.wait()

    def exit_reason(self) -> str:
        """Return why it ended, as far as its log says."""
        return exit_reason(self.log, self._log_start) if self.log is not None else "see there"

    async def keep(self) -> None:
        """Start it again whenever it ends by itself, each time a little later while it does not stay."""
        loop = asyncio.get_running_loop()
        pause = _FIRST_PAUSE
        while True:
            started = loop.time()
            code = await self.ended()
            pause = _FIRST_PAUSE if loop.time() - started > _STEADY_SECONDS else min(2 * pause, _LONGEST_PAUSE)
            _LOG.error("%s ended (%s); starting it again in %.1f s", self.name, describe(code), pause)
            await asyncio.sleep(pause)
            try:
                await self.start()
            except OSError as error:  # no memory, or somebody deleted the state folder: the next round waits longer
                _LOG.error("%s cannot be started: %s", self.name, error)  # the traceback says no more
            else:
                self.restarted.set()

    async def stop(self) -> None:
        """Ask it to end; after a while, make it."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
        except TimeoutError:
            _LOG.warning("%s does not end by itself; it is killed", self.name)
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def keep_logs_small(children: Iterable[Child]) -> None:
    """Look at the logs every half minute."""
    logs = [child.log for child in children if child.log is not None]
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        for log in logs:
            try:
                put_aside(log)
            except OSError as error:
                _LOG.warning("%s cannot be put aside: %s", log, error)


def describe(code: int) -> str:
    """Return an exit code in words: ``exit code 1``, ``signal SIGKILL``."""
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def child_environment(**more: str) -> dict[str, str]:
    """Return our environment for a child, without another Hub's variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTERHUB_", "CONFIGPROXY_"))}
    return kept | more
