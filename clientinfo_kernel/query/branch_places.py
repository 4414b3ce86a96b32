"""Where the branches of the house are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.access.branch_name import branch_key
from data_sources.places.postal_codes import middles, reach_m

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.sections.places import Branch


class BranchPlace(NamedTuple):
    """A branch whose place is known.

    Attributes:
        latitude, longitude: Degrees, WGS 84.
        reach_m: It is within so many metres of that point; 0: it is there.
        is_own: Whether it is the viewer's.
    """

    name: str
    address: str
    latitude: float
    longitude: float
    reach_m: int = 0
    is_own: bool = False


def branch_places(branches: Iterable[Branch], first: str = "") -> tuple[BranchPlace, ...]:
    """Return the branches with a known place, in the order of the settings, that named ``first`` before the others.

    A branch without degrees of its own is in the middle of its German postal code; one that has neither is left out.
    """
    own = branch_key(first)
    placed = [
        place._replace(is_own=bool(own) and branch_key(place.name) == own) for place in map(_place, branches) if place
    ]
    return tuple(sorted(placed, key=lambda each: not each.is_own))


def _place(branch: Branch) -> BranchPlace | None:
    address = ", ".join(filter(None, (branch.street, " ".join(filter(None, (branch.postal_code, branch.town))))))
    if branch.latitude is not None and branch.longitude is not None:
        return BranchPlace(branch.name, address, branch.latitude, branch.longitude)
    if not branch.postal_code:
        return None
    middle, reach = middles().get(branch.postal_code), reach_m(branch.postal_code)
    return BranchPlace(branch.name, address, *middle, reach) if middle and reach else None
