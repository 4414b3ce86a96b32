"""The ways between the places of a day: a routing service's, or the embedded estimate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data_sources.routing.osrm import osrm_ways
from data_sources.routing.ways import Place, Ways, straight_ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.sections.routing import RoutingService
    from clientinfo_kernel.sections.tours import TourSettings


def ways_between(places: Sequence[Place], service: RoutingService, tours: TourSettings) -> Ways:
    """Return the ways between places: the service's, or, where none answers, the straight line with a detour."""
    straight = straight_ways(places, tours.detour, tours.speed_kmh)
    if not service.osrm_url or not places:
        return straight
    answer = osrm_ways(service.osrm_url, places, service.seconds)
    return replace(straight, problem=answer) if isinstance(answer, str) else answer
