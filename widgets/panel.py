"""What a panel (tab) is, and how it is found: a decorated function in a file under widgets/panels/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientinfo_kernel.access.rights import ROLES
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.registry import KeyTaken, Registry, refuse_mistakes
from widgets.view_models import Chip, ViewModel

Build = Callable[[CustomerFile], ViewModel]
Badge = Callable[[CustomerFile], Chip | None]
EVERYBODY = frozenset(ROLES)
_LAST = 1_000_000


class PanelKeyTaken(KeyTaken):
    """Two tabs have the same key; the message names both places."""


@dataclass(frozen=True)
class Panel:
    """A tab.

    Attributes:
        key: Stable word for deep links (``?tab=gross_profit``).
        title: German title; translated when it is drawn.
        order: Place from left to right.
        roles: Who sees it.
        build: A customer's file -> what the tab shows.
        badge: A customer's file -> the count at the tab.
    """

    key: str
    title: str
    order: int
    roles: frozenset[str]
    build: Build
    badge: Badge | None = None

    def __post_init__(self) -> None:
        """Refuse what would take the whole page down, or nobody would see.

        Raises:
            RegistrationWrong: The key, the order or a role cannot be.
        """
        refuse_mistakes("panel", self.key, self.order, self.roles)


def _broken(file: str, build: Build) -> Panel:
    return Panel(file, file, _LAST, EVERYBODY, build)


REGISTRY: Registry[Panel] = Registry("widgets.panels", "panel", _broken, PanelKeyTaken)


def panel(
    key: str, title: str, order: int, roles: frozenset[str] = EVERYBODY, badge: Badge | None = None
) -> Callable[[Build], Build]:
    """Register a function as a tab.

    Args:
        key: Stable word for deep links (``?tab=gross_profit``).
        title: German title, marked by ``N_``; translated when it is drawn.
        order: Place from left to right.
        roles: Who sees it; the kernel refuses the others its figures, too.
        badge: Optional count at the tab.

    Raises:
        PanelKeyTaken: Another function has this key. Running a notebook's cell again is not another function.
        RegistrationWrong: The key, the order or a role cannot be.
    """

    def register(build: Build) -> Build:
        REGISTRY.add(Panel(key, title, order, roles, build, badge))
        return build

    return register


def all_panels() -> tuple[Panel, ...]:
    """Return every tab under widgets/panels/, in the order of the tab bar.

    A file that cannot be imported is a tab, too, the last one: its name is its title, and drawing it tries the import
    again and raises what is wrong. The cause is in the log.
    """
    return tuple(sorted(REGISTRY.all(), key=lambda each: each.order))


def merged(shipped: tuple[Panel, ...], more: tuple[Panel, ...]) -> tuple[Panel, ...]:
    """Return the tabs in their order; one of the second with a known key takes the place of the first."""
    by_key = {panel.key: panel for panel in (*shipped, *more)}
    return tuple(sorted(by_key.values(), key=lambda panel: panel.order))
