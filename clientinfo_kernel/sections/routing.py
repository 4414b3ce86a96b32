"""Section ``[services.routing]`` of the settings: who says how long a way takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from clientinfo_kernel.sections.services import read_service

if TYPE_CHECKING:
    from collections.abc import Mapping


class RoutingService(msgspec.Struct, frozen=True):
    """Whom to ask about ways.

    Attributes:
        osrm_url: An OSRM server; empty: nobody, the straight line is used.
        seconds: It answers in so long, or the straight line is used.
    """

    osrm_url: str = ""
    seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 5.0


def routing_service(sections: Mapping[str, Mapping[str, Any]]) -> RoutingService:
    """Return what the settings say.

    Args:
        sections: ``Settings.services``.

    Raises:
        SettingsError: A key is unknown or holds what it cannot.
    """
    return read_service(sections.get("routing", {}), "routing", RoutingService, "osrm_url")
