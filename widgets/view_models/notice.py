"""A message in the place of figures, or above them."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.view_models.base import Link, Tone, ViewModel


@dataclass(frozen=True)
class Notice(ViewModel):
    """A message: what is so, why, what to do next."""

    title: str
    text: str = ""
    tone: Tone = "neutral"
    link: tuple[str, Link] | None = None
