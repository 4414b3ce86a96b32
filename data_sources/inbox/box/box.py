"""The box from outside: a process that parses one document after the other, and is ended when one takes too much."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

import msgspec

from data_sources.inbox.box.answers import HEAD_BYTES, OUT_OF_MEMORY, Answer, document_of, framed, length_of
from data_sources.inbox.documents import Document
from data_sources.remarks import Code, Remark, remark

if TYPE_CHECKING:
    from types import TracebackType

# By the clock: far more than the processor time that is allowed, for machines that have other work.
DEADLINE_SECONDS = 60.0
_START_SECONDS = 120.0
# A mail's attachments are inside of it up to four times (mails in mails); renditions are small.
_TIMES_LARGER, _AT_LEAST = 5, 64 << 20
_CHUNK = 1 << 20
STOPPED: frozenset[str] = frozenset({"parser_time", "parser_memory", "parser_answer", "parser_crash"})
_LOG = logging.getLogger("clientinfo")


class _Stopped(Exception):
    """The process ended, or was ended, before it had answered; ``reason`` says what it exceeded."""

    def __init__(self, reason: Code) -> None:
        super().__init__(reason)
        self.reason = reason


class Box:
    """Parses documents of strangers. The process is started with the first document, and again after one that ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.protection = ""

    def __enter__(self) -> Self:
        """Use it; nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._end()

    def read(self, file_name: str, content: bytes) -> Document:
        """Read a document. One that takes too much time, memory or space for its answer says so (``STOPPED``).

        Args:
            file_name: Its own name, without folders.
            content: Its bytes.
        """
        try:
            answer = self._asked(file_name, content)
            document = document_of(answer, content)
        except _Stopped as stopped:
            self._end()
            return _unread(file_name, content, remark(stopped.reason))
        except (ValueError, msgspec.MsgspecError):  # what no parser of ours says: the process is not ours any longer
            self._end()
            return _unread(file_name, content, remark("parser_answer"))
        if document.problem == remark("not_readable", error="MemoryError"):
            self._end()
            return _unread(file_name, content, remark("parser_memory"))
        return document

    def _asked(self, file_name: str, content: bytes) -> Answer:
        process = self._started()
        most = max(_AT_LEAST, _TIMES_LARGER * len(content))
        deadline = time.monotonic() + DEADLINE_SECONDS
        try:
            _send(process, framed(file_name.encode("utf-8", "replace")) + framed(content), deadline)
            return msgspec.msgpack.decode(_receive(process, most, deadline), type=Answer)
        except (BrokenPipeError, EOFError):
            raise _Stopped(_reason_of(process.wait())) from None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "data_sources.inbox.box.parsing_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                cwd="/",
                start_new_session=True,
            )
            try:
                said = _receive(self._process, _CHUNK, time.monotonic() + _START_SECONDS)
            except (EOFError, _Stopped) as error:
                self._end()
                raise RuntimeError("the parsers of documents cannot be started") from error
            if not self.protection and said != b"filtered":
                _LOG.warning("documents are parsed without a filter of system calls (%s)", said.decode())
            self.protection = said.decode()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _unread(file_name: str, content: bytes, problem: Remark) -> Document:
    return Document(file_name, "other", "application/octet-stream", content, problem=problem)


def _send(process: subprocess.Popen[bytes], message: bytes, deadline: float) -> None:
    assert process.stdin is not None  # noqa: S101  # for the type checker
    descriptor, view = process.stdin.fileno(), memoryview(message)
    os.set_blocking(descriptor, False)  # its signature
    while view:
        _wait(deadline, writable=descriptor)
        view = view[os.write(descriptor, view[:_CHUNK]) :]


def _receive(process: subprocess.Popen[bytes], most: int, deadline: float) -> bytes:
    """Return one message.

    Raises:
        EOFError: The process ended.
        _Stopped: It did not answer in time, or with more than it may.
    """
    length = length_of(_exactly(process, HEAD_BYTES, deadline))
    if length > most:
        raise _Stopped("parser_answer")
    return _exactly(process, length, deadline)


def _exactly(process: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
    assert process.stdout is not None  # noqa: S101  # for the type checker
    pieces: list[bytes] = []
    while count:
        _wait(deadline, readable=process.stdout.fileno())
        piece = os.read(process.stdout.fileno(), min(count, _CHUNK))
        if not piece:
            raise EOFError
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _wait(deadline: float, *, readable: int | None = None, writable: int | None = None) -> None:
    left = deadline - time.monotonic()
    reading, writing = [readable] if readable is not None else [], [writable] if writable is not None else []
    ready = select.select(reading, writing, [], max(0.0, left))
    if not any(ready):
        raise _Stopped("parser_time")


def _reason_of(code: int) -> Code:
    reasons: dict[int, Code] = {-signal.SIGXCPU: "parser_time", OUT_OF_MEMORY: "parser_memory"}
    return reasons.get(code, "parser_crash")
