"""What a drawn view needs from the page around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from widgets.view_models import Link


@dataclass(frozen=True)
class ViewContext:
    """The page's side of a view.

    Attributes:
        navigate: Follows a link inside the app (another tab, another customer).
        map_layers: ``(name, url, attribution)`` records of the settings, for maps.
        language: ``de`` or ``en``.
        tabs: Keys of the tabs that are there; a link to another one is not offered. None: all are.
    """

    navigate: Callable[[Link], None]
    map_layers: tuple[Any, ...] = ()
    language: str = "de"
    tabs: frozenset[str] | None = None

    def offers(self, link: Link) -> bool:
        """Whether a link may be offered: the tab it leads to may be hidden from this user."""
        return link.tab is None or self.tabs is None or link.tab in self.tabs
