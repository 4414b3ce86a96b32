"""What the browser needs for a page, and at which addresses: the pages' script, and the widget packages.

A widget package's front end is its build for the classic notebook (an AMD module), which its wheel brings along. A page
loads one when the first of its widgets is opened; only packages that are named here or in the settings are served.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.page_script.build import BUILT, ENTRY

WIDGET_PACKAGES = ("anywidget", "bqplot", "bqscales", "jupyter-leaflet")
_INSTALLED = Path(sys.prefix) / "share" / "jupyter" / "nbextensions"
_INDEX = "index.js"
_SERVED = frozenset({".js", ".css", ".png", ".svg", ".gif", ".jpg", ".woff2"})


@dataclass(frozen=True)
class PageScript:
    """The bundle.

    Attributes:
        script: Address of the module that a page begins with.
        imports: Addresses of the modules that it imports at once.
        style: Address of its stylesheet.
        files: Its files by their names, the last part of their addresses.
    """

    script: str
    imports: tuple[str, ...]
    style: str
    files: Mapping[str, Path]

    @classmethod
    def built(cls, address: str) -> PageScript:
        """Return the bundle that ``hub.page_script.build`` made.

        Args:
            address: What its files' addresses begin with; ends with a slash.

        Raises:
            FileNotFoundError: None was built.
        """
        entry = json.loads(ENTRY.read_text(encoding="utf-8"))
        return cls(
            script=address + entry["script"],
            imports=tuple(address + name for name in entry["imports"]),
            style=address + entry["style"],
            files={file.name: file for file in BUILT.iterdir() if file != ENTRY},
        )


@dataclass(frozen=True)
class WidgetPackages:
    """The served widget packages.

    Attributes:
        addresses: Of each package's module, by the package's name.
        files: Their files by the part of the address behind ours: ``<name>/<hash>/<file>``.
    """

    addresses: Mapping[str, str]
    files: Mapping[str, Path]

    @classmethod
    def installed(cls, address: str, names: Iterable[str], folder: Path = _INSTALLED) -> WidgetPackages:
        """Return those of ``names`` that are installed.

        Args:
            address: What their addresses begin with; ends with a slash.
            names: Of the packages that pages are allowed to load.
            folder: Where packages put their builds for the classic notebook.
        """
        addresses, files = {}, {}
        for name in sorted(set(names)):
            index = folder / name / _INDEX
            if not index.is_file():
                continue
            version = hashlib.sha256(index.read_bytes()).hexdigest()[:12]
            addresses[name] = f"{address}{name}/{version}/{_INDEX}"
            for file in index.parent.iterdir():
                if file.suffix in _SERVED:
                    files[f"{name}/{version}/{file.name}"] = file
        return cls(addresses, files)


class Preloads:
    """Which scripts an app's pages begin with, learned from the last one: the next page asks for them in its head."""

    def __init__(self) -> None:
        self._scripts: dict[str, tuple[str, ...]] = {}

    def of(self, app: str) -> tuple[str, ...]:
        """Return the addresses of widgets' own scripts (anywidget's ``_esm``) that the last page of this app had."""
        return self._scripts.get(app, ())

    def learn(self, app: str, states: Mapping[str, Any]) -> None:
        """Note the scripts of a page.

        Args:
            app: File name of its notebook.
            states: The states of its widgets by their ids, as the kernel sends them.
        """
        scripts = (state["state"].get("_esm", "") for state in states.values())
        self._scripts[app] = tuple(sorted({each for each in scripts if each.startswith("/")}))
