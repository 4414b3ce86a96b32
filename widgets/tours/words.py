"""The page's own words: kinds of stops, reasons, hours and lengths."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from widgets.texts.formats import number
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.tours.plan import Reason, Unplanned

KINDS: Mapping[StopKind, str] = {"fetch": N_("Holen"), "bring": N_("Bringen")}
FUEL_WORDS: Mapping[str, str] = {
    "empty": N_("leer"),
    "quarter": N_("1/4"),
    "half": N_("1/2"),
    "three_quarters": N_("3/4"),
    "full": N_("voll"),
}
_REASONS: Mapping[Reason, str] = {
    "address": N_("Anschrift ohne sicheren Punkt auf der Karte"),
    "no_driver": N_("Kein Fahrer da, der hierher fährt"),
    "no_courtesy_car": N_("Kein Ersatzwagen frei"),
    "window": N_("Zeitfenster nicht erreichbar"),
    "shift": N_("Kein Fahrer wäre vor Schichtende zurück"),
    "lock": N_("Die Sperre passt nicht zu Schicht und Wegen"),
    "crowded": N_("Alle Fahrer sind in dieser Zeit unterwegs"),
    "way": N_("Keine Straße führt hierher"),
    "waiting": N_("Noch nicht geplant"),
}


def hour(seconds: int) -> str:
    """Return a second of the day as people read it: 07:52."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def hours(start: int, end: int) -> str:
    """Return a span: 07:30 – 09:00."""
    return f"{hour(start)} – {hour(end)}"


def duration(seconds: int) -> str:
    """Return how long something takes: 2:58 h."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02} h"


def kilometres(metres: int) -> str:
    """Return a length: 41 km."""
    return f"{number(Decimal(round(metres / 1000)))} km"


def reason(each: Unplanned) -> str:
    """Return why a stop is not planned, with the hour that would do where one is known."""
    said = _(_REASONS[each.reason])
    if each.earliest is None:
        return said
    if each.reason == "no_courtesy_car":
        return _("{said}, nächster ab {hour}").format(said=said, hour=hour(each.earliest))
    return _("{said}, früheste Ankunft {hour}").format(said=said, hour=hour(each.earliest))
