"""What a grid says while what it shows cannot be written down, and so must not be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.unwritten import unwritten_words

if TYPE_CHECKING:
    from clientinfo_kernel.errors import AuditNotWritten
    from widgets.views.grid_traits import GridState


def refusal(error: AuditNotWritten) -> str:
    """Return what is said in the grid."""
    title, text = unwritten_words(error)
    return f"{title}. {text}"


def refused_state(version: int, numbering: int, words: str) -> GridState:
    """Return the state of a grid whose rows must not be shown at present.

    Args:
        version: As of any other state.
        numbering: Likewise.
        words: Why.
    """
    return {
        "version": version,
        "numbering": numbering,
        "count": 0,
        "sort": None,
        "filtered": False,
        "sums": [],
        "rows": [],
        "widest": [],
        "refused": words,
    }
