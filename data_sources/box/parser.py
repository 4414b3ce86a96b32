"""A process of the box from outside: it is started, asked, and ended when it takes too much."""

from __future__ import annotations

import logging
import math
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from data_sources.box.messages import HEAD_BYTES, OUT_OF_MEMORY, framed, length_of

if TYPE_CHECKING:
    from data_sources.remarks import Code

# By the clock: far more than the processor time that is allowed, for machines that have other work.
DEADLINE_SECONDS = 60.0
_CLOCK_TIMES = 2  # so much of the clock for a second of processor time, where a file may take more of it
_START_SECONDS = 120.0
_END_SECONDS = 5.0
_CHUNK = 1 << 20
_LOG = logging.getLogger("clientinfo")


class Stopped(Exception):
    """The process ended, or was ended, before it had answered; ``reason`` says what it exceeded."""

    def __init__(self, reason: Code) -> None:
        super().__init__(reason)
        self.reason = reason


class Parser:
    """One process that parses.

    Args:
        module: What it runs: a module that shuts itself in (``limits.shut_in``), says how, and then answers.
        descriptor: A file that stays open in it, under the same number.

    Attributes:
        protection: What ``limits.shut_in`` said.
    """

    def __init__(self, module: str, descriptor: int | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # a module of ours
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            cwd="/",
            start_new_session=True,
            pass_fds=() if descriptor is None else (descriptor,),
        )
        try:
            self.protection = self._receive(_CHUNK, time.monotonic() + _START_SECONDS).decode()
        except (EOFError, Stopped) as error:
            self.end()
            raise RuntimeError("the parsers of documents cannot be started") from error
        except BaseException:  # whatever it is: nobody else knows of the process
            self.end()
            raise

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def processor_seconds(self) -> float:
        """The processor time that it has taken (Linux); elsewhere the clock's."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            return time.monotonic()
        # utime and stime, fields 14 and 15 (proc_pid_stat(5)); its name, which can hold anything, is the second
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def warn_if_open(self) -> None:
        """Write a line into the server's log where this machine has no filter of system calls."""
        if self.protection != "filtered":
            _LOG.warning("documents are parsed without a filter of system calls (%s)", self.protection)

    def ask(self, *messages: bytes) -> None:
        """Send messages.

        Raises:
            Stopped: The process ended, or does not take them in time.
        """
        deadline = time.monotonic() + DEADLINE_SECONDS
        try:
            for message in messages:
                self._send(framed(message), deadline)
        except BrokenPipeError:
            raise Stopped(self._why_it_ended()) from None

    def answer(self, most: int, processor_seconds: int = 0) -> bytes:
        """Return its next message.

        Args:
            most: So many bytes at most.
            processor_seconds: How much processor time it is allowed for them, where that is more than a document's.

        Raises:
            Stopped: The process ended, or did not answer in time, or with more than it may.
        """
        try:
            seconds = max(DEADLINE_SECONDS, _CLOCK_TIMES * processor_seconds)
            return self._receive(most, time.monotonic() + seconds)
        except EOFError:
            raise Stopped(self._why_it_ended()) from None

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _why_it_ended(self) -> Code:
        reasons: dict[int, Code] = {-signal.SIGXCPU: "parser_time", OUT_OF_MEMORY: "parser_memory"}
        try:
            return reasons.get(self._process.wait(_END_SECONDS), "parser_crash")
        except subprocess.TimeoutExpired:  # it closed what it answers with, and goes on
            return "parser_time"

    def _send(self, message: bytes, deadline: float) -> None:
        assert self._process.stdin is not None  # noqa: S101  # for the type checker
        descriptor, view = self._process.stdin.fileno(), memoryview(message)
        os.set_blocking(descriptor, False)  # its signature
        while view:
            _wait(deadline, writable=descriptor)
            view = view[os.write(descriptor, view[:_CHUNK]) :]

    def _receive(self, most: int, deadline: float) -> bytes:
        length = length_of(self._exactly(HEAD_BYTES, deadline))
        if length > most:
            raise Stopped("parser_answer")
        return self._exactly(length, deadline)

    def _exactly(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  # for the type checker
        pieces: list[bytes] = []
        while count:
            _wait(deadline, readable=self._process.stdout.fileno())
            piece = os.read(self._process.stdout.fileno(), min(count, _CHUNK))
            if not piece:
                raise EOFError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)


def _wait(deadline: float, *, readable: int | None = None, writable: int | None = None) -> None:
    waiting = select.poll()  # ``select`` itself takes no descriptor above 1023, and a service has many files open
    if readable is not None:
        waiting.register(readable, select.POLLIN)
    if writable is not None:
        waiting.register(writable, select.POLLOUT)
    left = max(0.0, deadline - time.monotonic())
    if not waiting.poll(math.ceil(1000 * left)):
        raise Stopped("parser_time")
