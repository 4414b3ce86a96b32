"""Who can look after something: the viewer, and who has an account, or else who writes here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.colleagues import colleagues

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.live.reading import LiveReader


def people_here(store: LiveReader, state: Path) -> tuple[str, ...]:
    """Return them as people call them, the viewer first.

    Args:
        store: Knows who wrote here lately: they count where no Hub says who has an account.
        state: The state folder.
    """
    from clientinfo_kernel.live.errors import LiveUnavailable

    names = colleagues(state)
    mine = store.viewer.own_names
    # A second person of the name came after the viewer logged in: the file has told them apart already.
    own = next((each for each in mine if each in (names or ())), next(iter(mine), ""))
    try:
        names = store.writers() if names is None else names
    except LiveUnavailable:
        names = ()
    return tuple(dict.fromkeys(filter(None, (own, *names))))
