"""The published apps: what each notebook says about itself, and who is allowed to open it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import ROLES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

# What a notebook can declare in ``needs``: the accounts API, which only administrators can use.
ACCOUNTS = "accounts"
# Its widgets compile text to code: ipyleaflet does, and of the served packages it alone. None of our own pages needs it.
EVALUATION = "evaluation"
_LAST = 1000


@dataclass(frozen=True)
class App:
    """A notebook as an app.

    Attributes:
        file: Its file name, the last part of its address.
        title: German title of its tile.
        text: One line about what it is for.
        icon: Name of its icon (widgets/assets/icons.svg).
        roles: Who is allowed to open it: roles of the house, or ``admin``.
        order: Place among the tiles.
        part_of: File of the app whose start page leads to it: who has that one is not asked to choose between them.
        needs: What its kernel is given beyond the data: ``accounts`` (see ``ACCOUNTS``);
            and what its page's policy allows: ``evaluation`` (see ``EVALUATION``).
        released: The notebook itself, where an analyst wrote it (``hub.service.released_apps``); empty: a file of the folder.
        version: Which version of it that is, and the hash of its content.
    """

    file: str
    title: str
    text: str
    icon: str
    roles: frozenset[str]
    order: int
    needs: frozenset[str] = frozenset()
    part_of: str = ""
    released: str = field(default="", repr=False)
    version: str = ""

    @property
    def evaluates(self) -> bool:
        """Whether its widgets compile text to code."""
        return EVALUATION in self.needs

    def open_to(self, roles: Collection[str]) -> bool:
        """Return whether somebody with these roles is allowed to open it."""
        return not self.roles.isdisjoint(roles)


def catalogue(folder: Path) -> tuple[App, ...]:
    """Return the apps of a folder of notebooks, in the order of their tiles. A notebook that cannot be read is left out."""
    found = (_app(path.name, _metadata(path)) for path in folder.glob("*.ipynb"))
    return tuple(sorted((app for app in found if app is not None), key=lambda app: (app.order, app.title)))


def _metadata(path: Path) -> dict[str, Any] | None:
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return metadata if isinstance(metadata, dict) else None


def _app(file: str, metadata: dict[str, Any] | None) -> App | None:
    if metadata is None:
        return None
    own = metadata.get("clientinfo", {})
    return App(
        file=file,
        title=str(own.get("title", metadata.get("title", file.removesuffix(".ipynb")))),
        text=str(own.get("description", "")),
        icon=str(own.get("icon", "file")),
        roles=frozenset(map(str, own.get("roles", ROLES))),
        order=int(own.get("order", _LAST)),
        needs=frozenset(map(str, own.get("needs", ()))),
        part_of=str(own.get("part_of", "")),
    )
