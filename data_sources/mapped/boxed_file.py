"""A file that is read in the box: a stranger's file can take some time and some memory, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import msgspec

from data_sources.box.parser import Parser, Stopped
from data_sources.mapped.damage import FileDamaged, FileUnread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data_sources.remarks import Code

_Part = TypeVar("_Part")
# Processor time: so much for a file, and for each million bytes of it (a large workbook takes about a second for them).
_SECONDS, _SECONDS_PER_MB = 20, 5
# All answers together: a text that stands in a file once can be in a million cells.
_LEAST_BYTES, _TIMES_LARGER = 256 << 20, 100
_LARGEST_ANSWER = 32 << 20
_REASONS: dict[Code, str] = {
    "parser_time": "reading it takes more processor time than a file of its size may",
    "parser_memory": "reading it takes too much memory",
    "parser_answer": "it unpacks to more text than a file of its size holds",
    "parser_crash": "it makes the reading program crash",
}


def boxed_parts(
    path: Path,
    module: str,
    question: Callable[[int, int], msgspec.Struct],
    understood: Callable[[bytes], _Part | str | None],
) -> Iterator[_Part]:
    """Yield the parts of a file as a process in the box answers with them, one after the other as they are wanted.

    Args:
        path: The file.
        module: What the process runs (``data_sources.box.parser.Parser``).
        question: Makes the question, of the descriptor by which the process has the file open, and of the seconds of
            processor time that it is allowed.
        understood: Decodes an answer: a part; a text, what is wrong with the file; or None: that was all. Raises
            ``ValueError`` (as ``msgspec`` does) for what our own program never says.

    Raises:
        FileDamaged: Something is wrong with it, or it exceeds a limit.
        FileUnread: It cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FileUnread(f"cannot be read: {error.strerror}") from None
    try:
        parser = Parser(module, descriptor)
        try:
            yield from _parts(parser, descriptor, question, understood)
        finally:
            parser.end()
    finally:
        os.close(descriptor)


def _parts(
    parser: Parser,
    descriptor: int,
    question: Callable[[int, int], msgspec.Struct],
    understood: Callable[[bytes], _Part | str | None],
) -> Iterator[_Part]:
    size = os.fstat(descriptor).st_size
    seconds = _SECONDS + _SECONDS_PER_MB * size // 1_000_000
    left = _LEAST_BYTES + _TIMES_LARGER * size
    parser.warn_if_open()
    try:
        parser.ask(msgspec.msgpack.encode(question(descriptor, seconds)))
        while True:
            message = parser.answer(min(left, _LARGEST_ANSWER), seconds)
            left -= len(message)
            try:
                answer = understood(message)
            except ValueError:
                raise Stopped("parser_crash") from None
            match answer:
                case None:
                    return
                case str(damage):
                    raise FileDamaged(damage[:1000])
                case part:
                    yield part
    except Stopped as stopped:
        raise FileDamaged(f"is refused: {_REASONS[stopped.reason]}", stopped.reason) from None
