"""What the start page says of the day: how many rows each list of this person has. It is asked once the page stands."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import NOBODY
from clientinfo_kernel.settings import read_settings
from hub.service.start_answer import StartAnswer

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from widgets.list_counts import ListCounts


class Day(StartAnswer):
    """``api/day``: ``{"lists": {"follow_ups": {"count": 3, "urgent": 1, "branches": []}}}``."""

    def found(self, viewer: Viewer) -> dict[str, Any]:
        """Return the counts of the person's lists."""
        return {"lists": {key: asdict(count) for key, count in _counts().of(viewer).items()}}


@cache
def _counts() -> ListCounts:
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.list_counts import ListCounts

    return ListCounts(CustomerDirectory(read_settings(), NOBODY))
