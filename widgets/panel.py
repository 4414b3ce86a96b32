"""What a panel (tab) is, and how it is found: a decorated function in a file under widgets/panels/."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from clientinfo_kernel.access.rights import ROLES
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.event_log import event_log, frames_of
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.view_models import Chip, ViewModel

Build = Callable[[CustomerFile], ViewModel]
Badge = Callable[[CustomerFile], Chip | None]
EVERYBODY = frozenset(ROLES)
_LAST = 1_000_000


class PanelKeyTaken(ClientInfoError):
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


_PANELS: dict[str, Panel] = {}
_LOGGED: set[str] = set()


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
    """

    def register(build: Build) -> Build:
        known = _PANELS.get(key)
        if known is not None and not _is_same(known.build, build):
            raise PanelKeyTaken(
                f"two tabs have the key {key!r}: {_place(known.build)} and {_place(build)}; give one of them another key"
            )
        _PANELS[key] = Panel(key, title, order, roles, build, badge)
        return build

    return register


def all_panels() -> tuple[Panel, ...]:
    """Return every tab under widgets/panels/, in the order of the tab bar.

    A file that cannot be imported is a tab, too, the last one: its name is its title, and drawing it tries the import
    again and raises what is wrong. The cause is in the log.
    """
    package = importlib.import_module("widgets.panels")
    broken = []
    for module in pkgutil.iter_modules(package.__path__):
        name = f"{package.__name__}.{module.name}"
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with a file costs its own tab only
            _log(name, error)
            broken.append(_broken(name))
    return tuple(sorted((*_PANELS.values(), *broken), key=lambda each: each.order))


def merged(shipped: tuple[Panel, ...], more: tuple[Panel, ...]) -> tuple[Panel, ...]:
    """Return the tabs in their order; one of the second with a known key takes the place of the first."""
    by_key = {panel.key: panel for panel in (*shipped, *more)}
    return tuple(sorted(by_key.values(), key=lambda panel: panel.order))


def _broken(module: str) -> Panel:
    """Forget what a file registered before it failed, and return the tab that stands for it."""
    for key in [key for key, known in _PANELS.items() if known.build.__module__ == module]:
        del _PANELS[key]
    file = f"{module.rpartition('.')[2]}.py"

    def build(customer_file: CustomerFile) -> ViewModel:
        importlib.import_module(module)
        mended = [known for known in _PANELS.values() if known.build.__module__ == module]
        return mended[0].build(customer_file)

    return Panel(file, file, _LAST, EVERYBODY, build)


def _log(module: str, error: Exception) -> None:
    """Log why a file was not imported, once; no customer is open then, so that the message can stand in the log."""
    if module not in _LOGGED:
        _LOGGED.add(module)
        reason = f"{type(error).__name__}: {error}"
        event_log().error("panel not imported", module=module, error=reason, frames=frames_of(error))


def _is_same(known: Build, build: Build) -> bool:
    """Return whether a function is registered again: its module was reloaded, or its notebook cell run again."""
    in_notebook = known.__module__ == build.__module__ == "__main__"
    return _place(known) == _place(build) or (in_notebook and known.__qualname__ == build.__qualname__)


def _place(build: Build) -> str:
    """Return where a function stands, as ``file:line``."""
    code = getattr(inspect.unwrap(build), "__code__", None)
    return repr(build) if code is None else f"{code.co_filename}:{code.co_firstlineno}"
