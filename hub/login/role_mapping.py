"""Which groups of the other system give which roles of ours: section ``[hub.roles]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.access.rights import ADMIN, GRANTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Rights(NamedTuple):
    """What somebody gets: ``roles`` in the order of GRANTS, and whether they administer accounts."""

    roles: tuple[str, ...]
    admin: bool


class RoleMapping:
    """Groups to roles. A group that it does not name gives nothing, whatever it is called."""

    def __init__(self, roles: Mapping[str, Iterable[str]], spelling: Callable[[str], str] = str) -> None:
        """Keep the mapping.

        Args:
            roles: Group -> roles of GRANTS, or ``admin``.
            spelling: Brings names of one group into one spelling, where the other system has several.
        """
        self._spelling = spelling
        self._roles: dict[str, frozenset[str]] = {}
        for group, given in roles.items():
            key = spelling(group)
            self._roles[key] = self._roles.get(key, frozenset()) | frozenset(given)

    def __bool__(self) -> bool:
        """Return whether roles come from the other system at all."""
        return bool(self._roles)

    def rights(self, groups: Iterable[str]) -> Rights:
        """Return what the members of all these groups get."""
        given: set[str] = set()
        for group in groups:
            given |= self._roles.get(self._spelling(group), frozenset())
        return Rights(tuple(role for role in GRANTS if role in given), ADMIN in given)
