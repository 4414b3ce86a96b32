"""Section ``[services.geocoder]`` of the settings: who says where an address is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from clientinfo_kernel.sections.services import read_service

if TYPE_CHECKING:
    from collections.abc import Mapping


class Geocoder(msgspec.Struct, frozen=True):
    """Section ``[services.geocoder]`` of the settings.

    Attributes:
        url: Of a server that speaks Nominatim's protocol, without ``/search``.
        seconds: An answer takes no longer.
        pause: Seconds between two questions; the public server of OpenStreetMap asks for one at least.
    """

    url: Annotated[str, msgspec.Meta(min_length=1)]
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 10.0
    pause: Annotated[float, msgspec.Meta(ge=0)] = 1.0


def geocoder_of(sections: Mapping[str, Mapping[str, Any]]) -> Geocoder:
    """Return what the settings say.

    Raises:
        SettingsError: There is no such section, or it cannot work.
    """
    return read_service(sections.get("geocoder", {}), "geocoder", Geocoder, "url")
