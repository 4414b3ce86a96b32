"""Every text that the Hub's and the service's pages can show, found where it stands."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

import hub

PACKAGE = Path(hub.__file__).parent
NOTEBOOKS = PACKAGE.parent / "notebooks"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**", "jinja2.ext:babel_extract")]

Message = str | tuple[str, ...]


@cache
def page_messages() -> dict[Message, str]:
    """The messages of code, templates and notebooks' tiles, each with its place."""
    options = {name: {"encoding": "utf-8"} for name, _method in METHODS}
    # Only our own templates: what is not a template has no text.
    found = extract_from_dir(PACKAGE, METHODS, options, KEYWORDS, directory_filter=lambda path: "proxy" not in path)
    messages: dict[Message, str] = {}
    for file, line, message, _comments, _context in found:
        messages[message] = f"hub/{file}:{line}"
    return messages | dict(tiles())


def tiles() -> Iterator[tuple[str, str]]:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        own = json.loads(path.read_text(encoding="utf-8"))["metadata"]["clientinfo"]
        for key in ("title", "description"):
            yield own[key], f"notebooks/{path.name} ({key})"


def forms(message: Message) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)
