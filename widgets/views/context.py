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
    """

    navigate: Callable[[Link], None]
    map_layers: tuple[Any, ...] = ()
    language: str = "de"
