"""Things that are found by themselves: a decorated function in a file of one package, each with a key of its own."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any, Generic, Protocol, TypeVar

from clientinfo_kernel.access.rights import ROLES
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.operation.event_log import event_log, frames_of

Build = Callable[..., Any]


class KeyTaken(ClientInfoError):
    """Two things of a kind have the same key; the message names both places."""


class RegistrationWrong(ClientInfoError):
    """What a file says of its tab or list cannot be; the message names it."""


def refuse_mistakes(kind: str, key: Any, order: Any, roles: Any) -> None:
    """Make sure that a thing of a kind can stand among the others, and that somebody can see it: its file pays for a slip.

    Args:
        kind: What one is called in messages.
        key: Stable word for deep links.
        order: Place among the others.
        roles: Who sees it.

    Raises:
        RegistrationWrong: The key is not a word, the order is not a number, or a role is not known.
    """
    if not (isinstance(key, str) and key):
        raise RegistrationWrong(f"the key of a {kind} must be a word, not {key!r}")
    if not isinstance(order, int | float):
        raise RegistrationWrong(f"the order of the {kind} {key!r} must be a number, not {order!r}")
    if not isinstance(roles, AbstractSet):
        raise RegistrationWrong(f"the roles of the {kind} {key!r} must be a set, not {roles!r}")
    if unknown := roles - set(ROLES):
        odd = ", ".join(sorted(map(repr, unknown)))
        raise RegistrationWrong(
            f"the {kind} {key!r} is for roles that do not exist: {odd}; there are: {', '.join(ROLES)}"
        )


class Registered(Protocol):
    """What a registry holds: a key, and the function that builds the thing."""

    @property
    def key(self) -> str:
        """Stable word for deep links."""

    @property
    def build(self) -> Build:
        """The decorated function."""


Each = TypeVar("Each", bound=Registered)


class Registry(Generic[Each]):
    """All things of a kind.

    Attributes:
        package: Name of the package whose files hold them.
        kind: What one is called in messages.
        broken: Makes what stands for a file that cannot be imported: file name, and a function that tries again.
        taken: Raised for a key that is not free.
        entries: What is registered, by key.
        logged: The files whose failure is in the log already.
    """

    def __init__(
        self, package: str, kind: str, broken: Callable[[str, Build], Each], taken: type[KeyTaken] = KeyTaken
    ) -> None:
        self.package, self.kind, self.broken, self.taken = package, kind, broken, taken
        self.entries: dict[str, Each] = {}
        self.logged: set[str] = set()

    def add(self, each: Each) -> None:
        """Register something. Running a notebook's cell again replaces what it registered before.

        Raises:
            KeyTaken: Another function has this key.
        """
        known = self.entries.get(each.key)
        if known is not None and not _is_same(known.build, each.build):
            raise self.taken(
                f"two {self.kind}s have the key {each.key!r}: {_place(known.build)} and {_place(each.build)};"
                " give one of them another key"
            )
        self.entries[each.key] = each

    def all(self) -> list[Each]:
        """Return what all files of the package register, and something in the place of each that cannot be imported.

        Building that tries the import again and raises what is wrong. The cause is in the log.
        """
        package = importlib.import_module(self.package)
        broken = []
        for module in pkgutil.iter_modules(package.__path__):
            name = f"{package.__name__}.{module.name}"
            try:
                importlib.import_module(name)
            except Exception as error:  # noqa: BLE001  # whatever is wrong with a file costs what it holds only
                self._log(name, error)
                broken.append(self._forget(name))
        return [*self.entries.values(), *broken]

    def _forget(self, module: str) -> Each:
        """Forget what a file registered before it failed, and return what stands for it."""
        for key in [key for key, known in self.entries.items() if known.build.__module__ == module]:
            del self.entries[key]

        def build(asked: Any) -> Any:
            importlib.import_module(module)
            mended = [known for known in self.entries.values() if known.build.__module__ == module]
            return mended[0].build(asked)

        return self.broken(f"{module.rpartition('.')[2]}.py", build)

    def _log(self, module: str, error: Exception) -> None:
        """Log why a file was not imported, once; no customer is open then, so that the message can stand in the log."""
        if module not in self.logged:
            self.logged.add(module)
            reason = f"{type(error).__name__}: {error}"
            event_log().error(f"{self.kind} not imported", module=module, error=reason, frames=frames_of(error))


def _is_same(known: Build, build: Build) -> bool:
    """Return whether a function is registered again: its module was reloaded, or its notebook cell run again."""
    in_notebook = known.__module__ == build.__module__ == "__main__"
    return _place(known) == _place(build) or (in_notebook and known.__qualname__ == build.__qualname__)


def _place(build: Build) -> str:
    """Return where a function stands, as ``file:line``."""
    code = getattr(inspect.unwrap(build), "__code__", None)
    return repr(build) if code is None else f"{code.co_filename}:{code.co_firstlineno}"
