"""How far an address can be from the middle of its postal code."""

from __future__ import annotations

from math import cos, hypot, radians
from typing import TYPE_CHECKING

from data_sources.places import postal_codes

if TYPE_CHECKING:
    import pytest

_METRES_PER_DEGREE = 111_195


def _third_nearest(code: str) -> int:
    """The third nearest of all other middles, of which those within 300 m are none, by looking at each."""
    every = postal_codes.middles()
    north, east = every[code]
    narrower = cos(radians(north))
    far = sorted(hypot(y - north, (x - east) * narrower) * _METRES_PER_DEGREE for y, x in every.values())
    return round([each for each in far if each > 300][2])


def test_it_is_as_far_as_the_third_nearest_middle_of_all() -> None:
    every = list(postal_codes.middles())
    # the farthest north, south, east and west among them, where there are neighbours on one side only
    edges = [choose(every, key=lambda code, axis=axis: postal_codes.middles()[code][axis]) for axis in (0, 1) for choose in (min, max)]  # fmt: skip
    for code in (*every[::200], *edges):
        assert postal_codes.reach_m(code) == _third_nearest(code), code


def test_of_thousands_of_codes_only_those_around_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ort asks for a dozen codes at once, and somebody waits for it."""
    looked_at = 0

    def counted(north: float, east: float) -> float:
        nonlocal looked_at
        looked_at += 1
        return hypot(north, east)

    monkeypatch.setattr(postal_codes, "hypot", counted)
    postal_codes.reach_m.__wrapped__("95119")
    assert 3 <= looked_at < len(postal_codes.middles()) / 10
