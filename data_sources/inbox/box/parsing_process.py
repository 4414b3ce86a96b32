"""The process in the box: ``python -m data_sources.inbox.box.parsing_process``. Documents in, answers out, nothing else.

Everything that parsing imports is imported before the process shuts itself in: afterwards no file can be opened.
"""

from __future__ import annotations

import encodings
import importlib
import os
import pkgutil
import sys
from contextlib import suppress
from typing import BinaryIO

import msgspec

from data_sources.inbox.box.answers import HEAD_BYTES, OUT_OF_MEMORY, answer_of, framed, length_of
from data_sources.inbox.box.limits import allow_processor_time, shut_in
from data_sources.inbox.documents import read_document

_PACKAGES = ("email", "html", "pypdf")
_PARSERS = ("cii", "mail", "pdf", "safe_xml", "ubl")
_OF_WINDOWS = ("encodings.cp65001", "encodings.mbcs", "encodings.oem")


def main() -> None:
    """Answer until nobody asks any longer."""
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    _import_everything()
    os.dup2(2, 1)  # what a library prints is not an answer
    answers.write(framed(shut_in().encode()))
    answers.flush()
    while len(head := questions.read(HEAD_BYTES)) == HEAD_BYTES:
        name = _message(questions, head).decode("utf-8", "replace")
        content = _message(questions, questions.read(HEAD_BYTES))
        allow_processor_time()
        try:
            answer = msgspec.msgpack.encode(answer_of(read_document(name, content)))
        except MemoryError:
            sys.exit(OUT_OF_MEMORY)
        answers.write(framed(answer))
        answers.flush()


def _message(questions: BinaryIO, head: bytes) -> bytes:
    return questions.read(length_of(head))


def _import_everything() -> None:
    for _finder, name, _is_package in pkgutil.iter_modules(encodings.__path__, "encodings."):
        if name not in _OF_WINDOWS:
            importlib.import_module(name)
    for package in _PACKAGES:
        found = importlib.import_module(package)
        for each in pkgutil.walk_packages(found.__path__, f"{package}."):
            with suppress(ImportError):  # pypdf can use several libraries, and one of them is there
                importlib.import_module(each.name)
    from stdnum.eu import vat

    for state in (*vat.MEMBER_STATES, "el", "xi", "eu"):
        vat.is_valid(f"{state}0")  # imports the rule of that country
    for name in _PARSERS:
        importlib.import_module(f"data_sources.inbox.{name}")


if __name__ == "__main__":
    main()
