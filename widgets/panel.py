"""What a panel (tab) is, and how it is found: a decorated function in a file under widgets/panels/."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from clientinfo_kernel.access.rights import ROLES
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.view_models import Chip, ViewModel

Build = Callable[[CustomerFile], ViewModel]
Badge = Callable[[CustomerFile], Chip | None]
EVERYBODY = frozenset(ROLES)


@dataclass(frozen=True)
class Panel:
    """A tab: its key (for deep links), title, place, the roles that may see it, and its function."""

    key: str
    title: str
    order: int
    roles: frozenset[str]
    build: Build
    badge: Badge | None = None


_PANELS: dict[str, Panel] = {}


def panel(
    key: str, title: str, order: int, roles: frozenset[str] = EVERYBODY, badge: Badge | None = None
) -> Callable[[Build], Build]:
    """Register a function as a tab.

    Args:
        key: Stable word for deep links (``?tab=gross_profit``).
        title: German title; translated when it is drawn.
        order: Place from left to right.
        roles: Who may see it; the kernel refuses the others its figures, too.
        badge: Optional count at the tab.
    """

    def register(build: Build) -> Build:
        _PANELS[key] = Panel(key, title, order, roles, build, badge)
        return build

    return register


def all_panels() -> tuple[Panel, ...]:
    """Every tab under widgets/panels/, in the order of the tab bar."""
    package = importlib.import_module("widgets.panels")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"widgets.panels.{module.name}")
    return tuple(sorted(_PANELS.values(), key=lambda each: each.order))
