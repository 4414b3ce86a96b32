"""The rows of a workbook, read in the box: a stranger's file can take some time and some memory, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from data_sources.box.parser import Parser, Stopped
from data_sources.mapped.damage import FileDamaged, FileUnread
from data_sources.mapped.sheet_process import Answer, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_sources.mapped.sheet import Row
    from data_sources.remarks import Code

# Processor time: so much for a workbook, and for each million bytes of it (a large one takes about a second for them).
_SECONDS, _SECONDS_PER_MB = 20, 5
# All texts of a sheet together: a shared text can stand in a million cells.
_LEAST_BYTES, _TIMES_LARGER = 256 << 20, 100
_LARGEST_GROUP = 32 << 20
_REASONS: dict[Code, str] = {
    "parser_time": "reading it takes more processor time than a workbook of its size may",
    "parser_memory": "reading it takes too much memory",
    "parser_answer": "it unpacks to more text than a workbook of its size holds",
    "parser_crash": "it makes the reading program crash",
}


def boxed_rows(path: Path, sheet: str | int) -> Iterator[Row]:
    """Yield the rows with cells of a sheet, by its name or its number from 0.

    Raises:
        FileDamaged: No such sheet, no Excel file, or one that exceeds what is read.
        FileUnread: It cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FileUnread(f"cannot be read: {error.strerror}") from None
    try:
        parser = Parser("data_sources.mapped.sheet_process", descriptor)
        try:
            yield from _rows(parser, descriptor, sheet)
        except Stopped as stopped:
            raise _refused(stopped.reason) from None
        except msgspec.MsgspecError:  # what our reader never says
            raise _refused("parser_crash") from None
        finally:
            parser.end()
    finally:
        os.close(descriptor)


def _refused(reason: Code) -> FileDamaged:
    return FileDamaged(f"is refused: {_REASONS[reason]}", reason)


def _rows(parser: Parser, descriptor: int, sheet: str | int) -> Iterator[Row]:
    size = os.fstat(descriptor).st_size
    seconds = _SECONDS + _SECONDS_PER_MB * size // 1_000_000
    left = _LEAST_BYTES + _TIMES_LARGER * size
    parser.warn_if_open()
    parser.ask(msgspec.msgpack.encode(Wanted(descriptor, sheet, seconds)))
    decode = msgspec.msgpack.Decoder(Answer).decode
    while True:
        message = parser.answer(min(left, _LARGEST_GROUP), seconds)
        left -= len(message)
        match decode(message):
            case None:
                return
            case str(damage):
                raise FileDamaged(damage[:1000])
            case group:
                yield from group
