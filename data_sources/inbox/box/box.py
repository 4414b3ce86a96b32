"""The box for documents: one after the other in one process, and a new one after a document that ended it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import msgspec

from data_sources.box.limits import CPU_SECONDS
from data_sources.box.parser import Parser, Stopped
from data_sources.inbox.box.answers import Answer, document_of
from data_sources.inbox.documents import Document
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from types import TracebackType

# So many documents of a reading may take a parser as long as it has; so many more are stopped after a second, since sound ones
# take less; and what comes then waits. Each refresh reads others, so strangers hold nothing up for longer than that.
_PATIENCE, _HASTE = 12, 60
_HASTY_SECONDS = 1
# Those that take longer than that and are read all the same may take so long together, which is as long.
_SLOW_SECONDS = _PATIENCE * CPU_SECONDS
# A mail's attachments are inside of it up to four times (mails in mails); renditions are small.
_TIMES_LARGER, _AT_LEAST = 5, 64 << 20
LATER = remark("parser_later")
STOPPED: frozenset[str] = frozenset({"parser_time", "parser_memory", "parser_answer", "parser_crash"})


class Box:
    """Parses documents of strangers. The process is started with the first document, and again after one that ended it.

    One is for one reading: where many documents of it take too much, it has less and less patience.

    Attributes:
        protection: What the process took from itself (``limits.shut_in``); empty before it is started.
    """

    def __init__(self) -> None:
        self._parser: Parser | None = None
        self._stopped = 0
        self._slow_seconds = 0.0
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

        After many of those, one that takes long, and in the end any, is left for another reading (``LATER``).

        Args:
            file_name: Its own name, without folders.
            content: Its bytes.
        """
        if self._stopped >= _PATIENCE + _HASTE:
            return _unread(file_name, content, LATER)
        is_hasty = self._stopped >= _PATIENCE or self._slow_seconds >= _SLOW_SECONDS
        try:
            document = document_of(self._asked(file_name, content, is_hasty=is_hasty), content)
        except Stopped as stopped:
            self._stop()
            is_left = is_hasty and stopped.reason == "parser_time"
            return _unread(file_name, content, LATER if is_left else remark(stopped.reason))
        except (ValueError, msgspec.MsgspecError):  # what no parser of ours says: the process is not ours any longer
            self._stop()
            return _unread(file_name, content, remark("parser_answer"))
        if document.problem == remark("not_readable", error="MemoryError"):
            self._stop()
            return _unread(file_name, content, remark("parser_memory"))
        return document

    def _asked(self, file_name: str, content: bytes, *, is_hasty: bool) -> Answer:
        parser = self._started()
        seconds = _HASTY_SECONDS if is_hasty else CPU_SECONDS
        before = parser.processor_seconds
        parser.ask(str(seconds).encode(), file_name.encode("utf-8", "replace"), content)
        most = max(_AT_LEAST, _TIMES_LARGER * len(content))
        answer = parser.answer(most)
        taken = parser.processor_seconds - before
        self._slow_seconds += taken if taken > _HASTY_SECONDS else 0
        return msgspec.msgpack.decode(answer, type=Answer)

    def _started(self) -> Parser:
        if self._parser is None:
            self._parser = Parser("data_sources.inbox.box.parsing_process")
            if not self.protection:
                self._parser.warn_if_open()
            self.protection = self._parser.protection
        return self._parser

    def _stop(self) -> None:
        self._stopped += 1
        self._end()

    def _end(self) -> None:
        parser, self._parser = self._parser, None
        if parser is not None:
            parser.end()


def _unread(file_name: str, content: bytes, problem: Remark) -> Document:
    return Document(file_name, "other", "application/octet-stream", content, problem=problem)
