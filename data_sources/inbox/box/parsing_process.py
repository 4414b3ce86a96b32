"""The process in the box: ``python -m data_sources.inbox.box.parsing_process``. Documents in, answers out, nothing else.

Everything that parsing imports is imported before the process shuts itself in: afterwards no file can be opened.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from contextlib import suppress

import msgspec

from data_sources.box.code_pages import import_code_pages
from data_sources.box.limits import allow_processor_time, shut_in
from data_sources.box.messages import OUT_OF_MEMORY, message_of, say
from data_sources.inbox.box.answers import answer_of
from data_sources.inbox.documents import read_document

_PACKAGES = ("email", "html", "pypdf")
_PARSERS = ("cii", "mail", "pdf", "safe_xml", "ubl")


def main() -> None:
    """Answer until nobody asks any longer."""
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    _import_everything()
    os.dup2(2, 1)  # what a library prints is not an answer
    say(answers, shut_in().encode())
    while seconds := message_of(questions):
        name, content = message_of(questions), message_of(questions)
        if name is None or content is None:
            break
        allow_processor_time(int(seconds))
        try:
            answer = msgspec.msgpack.encode(answer_of(read_document(name.decode("utf-8", "replace"), content)))
        except MemoryError:
            sys.exit(OUT_OF_MEMORY)
        say(answers, answer)


def _import_everything() -> None:
    import_code_pages()
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
