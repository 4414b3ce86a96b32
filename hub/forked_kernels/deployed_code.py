"""Noticing a deploy: what is forked must be what lies on the disk."""

from __future__ import annotations

import importlib
import os
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hub.forked_kernels.preload import imports_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = ("clientinfo_kernel", "data_sources", "demo_dealership", "hub", "widgets")
_LOOK_SECONDS = 1.0


class DeployedCode:
    """The code as it was when ``note`` was called last.

    Of a notebook only the imports count: its cells are read again for every page.

    Args:
        notebooks: The published folder.
    """

    def __init__(self, notebooks: Path) -> None:
        self._notebooks = notebooks
        self._folders = [Path(str(importlib.import_module(name).__file__)).parent for name in _PACKAGES]
        self._noted: dict[str, int] = {}
        self._looked = 0.0

    def note(self) -> None:
        """Remember the files as they are now."""
        self._noted = dict(self._state())

    def changed(self) -> bool:
        """Return whether they have changed since; looks once a second at most."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return False
        self._looked = time.monotonic()
        return dict(self._state()) != self._noted

    def _state(self) -> Iterator[tuple[str, int]]:
        """Return what the notebooks import, and our files with their times of change.

        For other people's packages it is the folder in which they are replaced.
        """
        yield from dict.fromkeys(imports_of(self._notebooks), 0).items()
        libraries = Path(sysconfig.get_path("purelib"))
        yield str(libraries), libraries.stat().st_mtime_ns
        for folder in self._folders:
            for parent, folders, names in os.walk(folder):
                folders[:] = [each for each in folders if each[0] not in "._"]
                for name in names:
                    path = Path(parent, name)
                    try:
                        yield str(path), path.stat().st_mtime_ns
                    except OSError:
                        continue  # being replaced right now: a change either way
