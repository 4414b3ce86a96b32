"""What the supervisor keeps running: real processes."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from hub.supervision.child_process import Child, child_environment
from hub.supervision.exit_reason import exit_reason
from tests.coroutines import in_a_loop

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PATIENCE = 60


def child(log: Path, source: str) -> Child:
    return Child("part", (sys.executable, "-c", source), child_environment(), log)


async def kept_until(part: Child, enough: asyncio.Event) -> None:
    keeping = asyncio.create_task(part.keep())
    try:
        async with asyncio.timeout(PATIENCE):
            await enough.wait()
    finally:
        keeping.cancel()
        await part.stop()


class Counting(logging.Handler):
    """Notes what is logged, and tells when it was often enough."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.said: list[str] = []
        self.enough = asyncio.Event()
        self._times = times

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
        if len(self.said) == self._times:
            self.enough.set()


def said_while_kept(part: Child, times: int) -> list[str]:
    counting = Counting(times)
    log = logging.getLogger("clientinfo")
    log.addHandler(counting)

    async def run() -> None:
        await part.start()
        await kept_until(part, counting.enough)

    try:
        in_a_loop(run())
    finally:
        log.removeHandler(counting)
    return counting.said


def test_what_ends_at_once_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    said = said_while_kept(child(tmp_path / "log", "raise SystemExit(3)"), times=4)
    assert said == [
        f"part ended (exit code 3); starting it again in {pause} s" for pause in ("0.2", "0.4", "0.8", "1.6")
    ]


def test_what_cannot_be_started_now_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    # It takes its own log's folder away, as somebody does who deletes the state folder of a running publication.
    part = child(folder / "log", f"import shutil; shutil.rmtree({str(folder)!r})")
    said = said_while_kept(part, times=4)
    assert sum("cannot be started" in words for words in said) == 2


def test_the_end_of_a_child_that_does_not_want_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.supervision.child_process._PATIENCE", 0.2)
    stubborn = child(
        tmp_path / "log", "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    )

    async def run() -> None:
        await stubborn.start()
        async with asyncio.timeout(PATIENCE):
            while not (tmp_path / "log").read_text():  # noqa: ASYNC110  # it is another process
                await asyncio.sleep(0.01)
        await stubborn.stop()

    in_a_loop(run())
    assert stubborn.pid is None


def test_the_reason_of_an_end_is_its_first_error_of_this_start(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("[E 2026-11-24 10:00:00.000 JupyterHub app:1] an error of yesterday\n")
    start = log.stat().st_size
    with log.open("a") as writer:
        writer.write("[I 2026-11-24 11:00:00.000 JupyterHub app:1] all is well\n")
        writer.write("[E 2026-11-24 11:00:01.000 JupyterHub app:2] Failed to connect to db: postgresql://db/hub\n")
        writer.write(
            "[C 2026-11-24 11:00:01.000 JupyterHub app:3] If you recently upgraded JupyterHub, try\n    more\n"
        )
    assert exit_reason(log, start) == "Failed to connect to db: postgresql://db/hub"


def test_the_reason_of_an_end_without_a_log_line_is_the_exception(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text('Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no such thing\n')
    assert exit_reason(log) == "ValueError: no such thing"
    log.write_text("")
    assert exit_reason(log) == "no reason given"
