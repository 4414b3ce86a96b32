"""The process that reads a workbook: ``python -m data_sources.mapped.sheet_process``. It reads one sheet and ends.

It is asked for ``Wanted``, whose file is open in it already, and answers with groups of rows (``Answer``). Everything
that it imports is imported before it shuts itself in.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import msgspec

from data_sources.box.code_pages import import_code_pages
from data_sources.box.limits import allow_processor_time, shut_in
from data_sources.box.messages import OUT_OF_MEMORY, message_of, say
from data_sources.mapped.damage import FileDamaged
from data_sources.mapped.sheet import Row, rows
from data_sources.mapped.workbook import open_workbook, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

# A group of rows is sent when it has so many, or so many characters.
_MOST_ROWS, _MOST_CHARACTERS = 1000, 1 << 20


class Wanted(msgspec.Struct, frozen=True):
    """Which sheet.

    Attributes:
        descriptor: Of the open file.
        sheet: Its name, or its number from 0.
        seconds: Processor time that it is allowed.
    """

    descriptor: int
    sheet: str | int
    seconds: int


# Rows in their order; then a text, what is wrong with the file, or None: that was all.
Answer = list[Row] | str | None


def main() -> None:
    """Answer the one question."""
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    import_code_pages()
    os.dup2(2, 1)  # what a library prints is not an answer
    say(answers, shut_in().encode())
    wanted = msgspec.msgpack.decode(message_of(questions) or b"", type=Wanted)
    allow_processor_time(wanted.seconds)
    encode = msgspec.msgpack.Encoder().encode
    try:
        for group in _groups(wanted):
            say(answers, encode(group))
        say(answers, encode(None))
    except FileDamaged as damage:
        say(answers, encode(str(damage)))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def _groups(wanted: Wanted) -> Iterator[list[Row]]:
    waiting: list[Row] = []
    characters = 0
    with readable(), os.fdopen(wanted.descriptor, "rb") as file:
        book = open_workbook(file)
        for row in rows(book, book.part_of(wanted.sheet)):
            waiting.append(row)
            characters += sum(map(len, row.cells.values()))
            if len(waiting) == _MOST_ROWS or characters > _MOST_CHARACTERS:
                yield waiting
                waiting, characters = [], 0
    yield waiting


if __name__ == "__main__":
    main()
