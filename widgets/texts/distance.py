"""How far and which way, in words: 12,4 km nordöstlich von Hof."""

from __future__ import annotations

from decimal import Decimal
from math import asin, atan2, cos, degrees, radians, sin, sqrt

from widgets.texts.formats import number
from widgets.texts.language import N_, _

# Mean radius of the Earth (IUGG), km.
_EARTH_KM = 6371.0088
_WAYS = (
    N_("nördlich"), N_("nordöstlich"), N_("östlich"), N_("südöstlich"),
    N_("südlich"), N_("südwestlich"), N_("westlich"), N_("nordwestlich"),
)  # fmt: skip
# Nearer than this, a way has no meaning where one of both points is the middle of a postal code.
_SAME_PLACE_KM = 1.0


def distance_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the length of the great circle between two points (latitude, longitude in degrees), in km."""
    (north, east), (to_north, to_east) = ((radians(axis) for axis in point) for point in (start, end))
    half = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def bearing(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the direction in which one sets out from ``start`` to ``end``: degrees from north, clockwise (0 to 360)."""
    (north, east), (to_north, to_east) = ((radians(axis) for axis in point) for point in (start, end))
    y = sin(to_east - east) * cos(to_north)
    x = cos(north) * sin(to_north) - sin(north) * cos(to_north) * cos(to_east - east)
    return degrees(atan2(y, x)) % 360


def far_from(name: str, start: tuple[float, float], end: tuple[float, float], blur_km: float = 0.0) -> str:
    """Return where ``end`` is, seen from a place of this name: ``12,4 km nordöstlich von Hof (Luftlinie)``.

    Args:
        name: Of the place.
        start: Where it is.
        end: What is looked for.
        blur_km: So far both can be from these points, together: no digit and no way is said that they do not bear.
    """
    far = distance_km(start, end)
    if far <= blur_km:
        return _("höchstens etwa {far} km von {name}").format(
            far=number(Decimal(max(round(far + blur_km), 1))), name=name
        )
    if far < _SAME_PLACE_KM:
        return _("weniger als 1 km von {name}").format(name=name)
    way = _WAYS[round(bearing(start, end) / 45) % 8]
    if blur_km:
        return _("etwa {far} km {way} von {name} (Luftlinie)").format(
            far=number(Decimal(round(far))), way=_(way), name=name
        )
    written = number(Decimal(f"{far:.1f}" if far < 10 else f"{far:.0f}"))  # noqa: PLR2004  # two digits are enough
    return _("{far} km {way} von {name} (Luftlinie)").format(far=written, way=_(way), name=name)
