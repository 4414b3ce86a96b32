"""The box for documents: one after the other in one process, and a new one after a document that ended it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import msgspec

from data_sources.box.parser import Parser, Stopped
from data_sources.inbox.box.answers import Answer, document_of
from data_sources.inbox.documents import Document
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from types import TracebackType

# A mail's attachments are inside of it up to four times (mails in mails); renditions are small.
_TIMES_LARGER, _AT_LEAST = 5, 64 << 20
STOPPED: frozenset[str] = frozenset({"parser_time", "parser_memory", "parser_answer", "parser_crash"})


class Box:
    """Parses documents of strangers. The process is started with the first document, and again after one that ended it.

    Attributes:
        protection: What the process took from itself (``limits.shut_in``); empty before it is started.
    """

    def __init__(self) -> None:
        self._parser: Parser | None = None
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
            document = document_of(self._asked(file_name, content), content)
        except Stopped as stopped:
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
        parser = self._started()
        parser.ask(file_name.encode("utf-8", "replace"), content)
        most = max(_AT_LEAST, _TIMES_LARGER * len(content))
        return msgspec.msgpack.decode(parser.answer(most), type=Answer)

    def _started(self) -> Parser:
        if self._parser is None:
            self._parser = Parser("data_sources.inbox.box.parsing_process")
            if not self.protection:
                self._parser.warn_if_open()
            self.protection = self._parser.protection
        return self._parser

    def _end(self) -> None:
        parser, self._parser = self._parser, None
        if parser is not None:
            parser.end()


def _unread(file_name: str, content: bytes, problem: Remark) -> Document:
    return Document(file_name, "other", "application/octet-stream", content, problem=problem)
