"""Plan in a process of its own: the one that asks stays free, and its memory does not grow by the solver."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.messages import question, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan
    from data_sources.routing.ways import Ways

_LAST_WORDS = 2000


class PlanFailed(RuntimeError):
    """The process ended without a plan; the message is what it said last."""


class PlanRun:
    """A plan that is being made.

    Args:
        day: Which.
        ways: Between ``translate.places_of(day)``.
        seconds: How long to search, and how long then to look for windows that would fit.
        on_plan: Called from a thread with each plan and whether it is the last one; after the last one, never again.
        on_failure: Called from that thread, in its place, when there will be none.
    """

    def __init__(
        self,
        day: TourDay,
        ways: Ways,
        seconds: tuple[float, float],
        on_plan: Callable[[Plan, bool], None],
        on_failure: Callable[[Exception], None],
    ) -> None:
        self._on_plan, self._on_failure = on_plan, on_failure
        self._is_given_up = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clientinfo_kernel.tours.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        Thread(target=self._ask, args=(question(day, ways, seconds),), name="tours", daemon=True).start()

    def stop(self) -> None:
        """Ask for the best plan so far; it comes as the last one."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()

    def give_up(self) -> None:
        """End it without another report."""
        self._is_given_up = True
        self._process.kill()

    def _ask(self, line: bytes) -> None:
        process, is_final = self._process, False
        failed: Exception | None
        assert process.stdin is not None  # noqa: S101  # both are pipes
        assert process.stdout is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        try:
            process.stdin.write(line)
            process.stdin.flush()
            for said in process.stdout:
                plan, is_final = read_answer(said)
                if not self._is_given_up:
                    self._on_plan(plan, is_final)
            failed = None if is_final else PlanFailed(process.stderr.read()[-_LAST_WORDS:].decode(errors="replace"))
        except Exception as error:  # noqa: BLE001  # the planner waits for an answer, whatever it is
            failed = error
        finally:
            for pipe in (process.stdout, process.stderr):
                pipe.close()
            with suppress(BrokenPipeError):  # it ended before it was asked
                self.stop()
            process.wait()
        if failed is not None and not self._is_given_up:
            self._on_failure(failed)
