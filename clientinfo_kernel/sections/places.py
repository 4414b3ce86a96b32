"""Sections ``[[map_layers]]`` and ``[[branches]]`` of the settings: the operator's map, and where the house is."""

from __future__ import annotations

from typing import Annotated

import msgspec


class MapLayer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of the map. ``url`` has {z}, {x}, {y}; the only host that a page is allowed to call."""

    name: str
    url: str
    attribution: str = ""


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A branch of the house, for maps and distances.

    Attributes:
        name: As the dealer system writes it.
        latitude: Degrees (WGS 84), with ``longitude``; None: the middle of the postal code.
    """

    name: str
    street: str = ""
    postal_code: str = ""
    town: str = ""
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
