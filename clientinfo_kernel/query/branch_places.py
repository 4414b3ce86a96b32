"""Where the branches of the house are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data_sources.places.postal_codes import middles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.settings import Branch


class BranchPlace(NamedTuple):
    """A branch whose place is known. Degrees, WGS 84."""

    name: str
    address: str
    latitude: float
    longitude: float


def branch_places(branches: Iterable[Branch], first: str = "") -> tuple[BranchPlace, ...]:
    """Return the branches with a known place, in the order of the settings, that named ``first`` before the others.

    A branch without degrees of its own is in the middle of its German postal code; one that has neither is left out.
    """
    placed = [place for place in map(_place, branches) if place is not None]
    return tuple(sorted(placed, key=lambda each: each.name != first))


def _place(branch: Branch) -> BranchPlace | None:
    address = ", ".join(filter(None, (branch.street, " ".join(filter(None, (branch.postal_code, branch.town))))))
    if branch.latitude is not None and branch.longitude is not None:
        return BranchPlace(branch.name, address, branch.latitude, branch.longitude)
    if not branch.postal_code:
        return None
    middle = middles().get(branch.postal_code)
    return BranchPlace(branch.name, address, *middle) if middle else None
