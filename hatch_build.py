"""Puts the bundled script of the pages into the wheel; an editable installation builds it when it is first served."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageScriptHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only while a wheel is built
    """Builds what the wheel carries and the repository does not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle, and name what .gitignore would leave out."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from hub.page_script.build import BUILT, ensure_built

        ensure_built()
        build_data["artifacts"].append(f"{BUILT.relative_to(self.root).as_posix()}/*")
