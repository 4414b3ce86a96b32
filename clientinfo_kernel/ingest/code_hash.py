"""The source of our rules as a hash, so that an upgrade reads and builds again without anybody thinking of it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_RULES = (".py", ".toml", ".csv")


@cache
def code_of(package: str) -> str:
    """Return a hash of the code and the shipped tables of a package; some ten milliseconds, once per process."""
    digest = hashlib.sha256()
    for name, place in sorted(_rules(files(package)), key=lambda found: found[0]):
        content = place.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _rules(folder: Traversable, path: str = "") -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        name = f"{path}/{each.name}"
        if each.is_dir():
            # Whoever compiled the modules first perhaps kept what Python made of them to themselves; we need none of it.
            yield from () if each.name == "__pycache__" else _rules(each, name)
        elif name.endswith(_RULES):
            yield name, each
