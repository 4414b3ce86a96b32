"""The page's own words: kinds of stops, reasons, hours and lengths."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from widgets.texts.formats import day, number
from widgets.texts.language import N_, _
from widgets.texts.words import dot_separated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.sections.tours import CourtesyCar
    from clientinfo_kernel.tours.clock import DayClock
    from clientinfo_kernel.tours.plan import Conflict, Reason, Unplanned

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
    "no_automatic": N_("Kein Ersatzwagen mit Automatik frei"),
    "car_taken": N_("Der gewählte Ersatzwagen ist unterwegs"),
    "car_unknown": N_("Den gewählten Ersatzwagen gibt es nicht"),
    "backwards": N_("Das Zeitfenster endet, bevor es beginnt"),
    "window": N_("Zeitfenster nicht erreichbar"),
    "shift": N_("Kein Fahrer wäre vor Schichtende zurück"),
    "lock": N_("Die Sperre passt nicht zu Schicht und Wegen"),
    "crowded": N_("Alle Fahrer sind in dieser Zeit unterwegs"),
    "way": N_("Keine Straße führt hierher"),
    "not_fetched": N_("Das Auto wird nicht geholt"),
    "too_close": N_("Zwischen Holen und Bringen ist zu wenig Zeit"),
    "waiting": N_("Noch nicht geplant"),
    "done": N_("Schon erledigt, auf keiner Tour"),
}


_CONFLICTS: Mapping[Conflict, str] = {
    "overlap": N_("Um diese Zeit kann {driver} nicht da sein"),
    "shift": N_("{driver} wäre außerhalb der Schicht unterwegs"),
    "hour": N_("Außerhalb des Zeitfensters"),
    "not_fetched": N_("Das Auto ist dann nicht im Haus"),
    "no_car": N_("Kein Ersatzwagen frei"),
}


_WEEKDAYS = (N_("Mo"), N_("Di"), N_("Mi"), N_("Do"), N_("Fr"), N_("Sa"), N_("So"))


def weekday_and_day(of: date) -> str:
    """Return a day as planners and drivers say it: Di 24.11.2026."""
    return f"{_(_WEEKDAYS[of.weekday()])} {day(of)}"


def hour(clock: DayClock, seconds: int) -> str:
    """Return a second of the day as clocks show it: 07:52, also on the days on which they are changed."""
    return f"{clock.shown(seconds):%H:%M}"


def hours(clock: DayClock, start: int, end: int) -> str:
    """Return a span: 07:30 – 09:00."""
    return f"{hour(clock, start)} – {hour(clock, end)}"


def car_words(car: CourtesyCar) -> str:
    """Return a courtesy car as people know it: EW 1 · HO-EW 1 · Polo (Automatik)."""
    named = dot_separated(car.name, car.plate, car.model)
    return _("{car} (Automatik)").format(car=named) if car.gearbox == "automatic" else named


def conflict(what: Conflict, driver: str) -> str:
    """Return what speaks against a stop that people held."""
    return _(_CONFLICTS[what]).format(driver=driver)


def duration(seconds: int) -> str:
    """Return how long something takes: 2:58 h."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02} h"


def kilometres(metres: int) -> str:
    """Return a length: 41 km."""
    return f"{number(Decimal(round(metres / 1000)))} km"


def reason(clock: DayClock, each: Unplanned) -> str:
    """Return why a stop is not planned, with the hour that would do where one is known."""
    said = _(_REASONS[each.reason])
    if each.earliest is None:
        return said
    if each.reason == "car_taken":
        return _("{said}, wieder da ab {hour}").format(said=said, hour=hour(clock, each.earliest))
    if each.reason in ("no_courtesy_car", "no_automatic"):
        return _("{said}, nächster ab {hour}").format(said=said, hour=hour(clock, each.earliest))
    return _("{said}, früheste Ankunft {hour}").format(said=said, hour=hour(clock, each.earliest))
