"""Customers found by a name and what they drive: ``Müller Hof Golf``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.query.driven_models import model_beside, model_words
from clientinfo_kernel.search.ranking import is_sure

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from clientinfo_kernel.query.permitted import OpenedSnapshot
    from clientinfo_kernel.search import Hit

_MOST_LOOKED_AT = 30  # customers of a name whose vehicles are looked at


def with_drivers(
    text: str,
    hits: list[Hit],
    opened: OpenedSnapshot,
    search: Callable[[str, int], list[Hit]],
    vehicles_of: Callable[[str], pl.DataFrame],
) -> list[Hit]:
    """Return hits with those first whom the other words of a text find and who drive the model that it names.

    What was found for certain by all words stays alone: Opel is the name of some.

    Args:
        text: As typed.
        hits: What was found by all of its words.
        opened: The snapshot, as far as the viewer is allowed to see it.
        search: Finds so many customers by a text.
        vehicles_of: Reads the vehicles of a customer by their number; raises ``CustomerUnknown`` for one who is gone.
    """
    if any(is_sure(hit.score) for hit in hits) or (beside := model_beside(text, opened)) is None:
        return hits
    drivers = []
    for hit in search(beside.rest, _MOST_LOOKED_AT):
        if not is_sure(hit.score):
            break
        try:
            vehicles = vehicles_of(hit.customer_number)
        except CustomerUnknown:  # a refresh came between
            continue
        plates = [
            plate
            for make, model, plate in vehicles[:, ["make", "model", "license_plate"]].rows()
            if beside.model <= model_words(f"{make or ''} {model or ''}")
        ]
        if plates:
            drivers.append(_by_vehicle(hit, plates))
    known = {hit.customer_number for hit in drivers}
    return [*drivers, *(hit for hit in hits if hit.customer_number not in known)]


def _by_vehicle(hit: Hit, plates: list[str | None]) -> Hit:
    """Return a hit that leads to the vehicle, where there is one of that model with a plate."""
    if len(plates) > 1 or not plates[0]:
        return hit
    return replace(hit, license_plate=plates[0], met=(*hit.met, ("license_plate", plates[0])))
