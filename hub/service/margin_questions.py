"""What the start page says of saved questions about margins."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import NOBODY
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from hub.service.start_answer import StartAnswer

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from widgets.margin.question_tiles import QuestionTiles


class MarginQuestions(StartAnswer):
    """``api/questions``: ``{"questions": [{"question_id": ..., "name": "Werkstatt Hof", "figure": "1.234 €", ...}]}``."""

    def found(self, viewer: Viewer) -> dict[str, Any]:
        """Return the tiles; somebody who is not allowed to see gross profits has none."""
        tiles = _tiles().of(viewer) if viewer.access.allows("gross_profit") else []
        return {"questions": [asdict(tile) for tile in tiles]}


@cache
def _tiles() -> QuestionTiles:
    from widgets.margin.question_tiles import QuestionTiles

    return QuestionTiles(CustomerDirectory(read_settings(), NOBODY))
