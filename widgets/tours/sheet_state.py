"""What a driver's sheet shows, as the browser gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.tours.courtesy_cars import car_out
from widgets.texts.contact_links import phone_link
from widgets.texts.language import N_, _
from widgets.texts.navigation import destination, navigation_links
from widgets.tours.words import FUEL_WORDS, KINDS, car_words, hour, hours, kilometres

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.sections.tours import CourtesyCar
    from clientinfo_kernel.tours.day import Stop, TourDay
    from clientinfo_kernel.tours.plan import Leg, Plan, Tour

# What is ticked at a stop: field of the row -> words.
_BOXES: Mapping[StopKind, Mapping[str, str]] = {
    "fetch": {
        "has_keys": N_("Schlüssel und Fahrzeugschein erhalten"),
        "is_inspected": N_("Kilometerstand und Schäden notiert"),
        "has_courtesy_car": N_("Ersatzwagen {car} übergeben"),
    },
    "bring": {
        "has_keys": N_("Schlüssel und Fahrzeugschein übergeben"),
        "is_inspected": N_("Kilometerstand und Schäden notiert"),
        "has_courtesy_car": N_("Ersatzwagen {car} zurückgenommen"),
    },
}
_MINUTE = 60


def sheets(
    day: TourDay, plan: Plan, navigation: Iterable[str], known: Iterable[CourtesyCar] = ()
) -> list[dict[str, Any]]:
    """Return the sheet of each driver who drives.

    Args:
        day: Which day.
        plan: Who drives where when.
        navigation: Which ways the sheet offers (``texts.navigation.FORMS``).
        known: The courtesy cars of the settings.
    """
    words = {each.name: car_words(each) for each in known}
    number_by_driver = {each.name: number for number, each in enumerate(day.drivers, 1)}
    cars = dict(plan.cars)
    return [
        {
            "driver": tour.driver,
            "number": number_by_driver[tour.driver],
            "title": _("Tour {number}").format(number=number_by_driver[tour.driver]),
            "stops": [
                _stop(day, stop, leg, cars.get(leg.stop_id) or car_out(plan, stop), tuple(navigation))
                | {"number": place, "rest": _rest(day, tour, leg)}
                | {"cars": _choice(day, stop, cars.get(leg.stop_id, ""), words)}
                for place, leg in enumerate(tour.stops, 1)
                if (stop := day.stop(leg.stop_id)) is not None
            ],
        }
        for tour in plan.tours
    ]


def _stop(day: TourDay, stop: Stop, leg: Leg, car: str, navigation: tuple[str, ...]) -> dict[str, Any]:
    address = destination(stop.street, stop.postal_code, stop.town, stop.country)
    phone = phone_link(stop.phone)
    way = _("{minutes} Min. Fahrt, {far}").format(minutes=-(-leg.seconds // _MINUTE), far=kilometres(leg.metres))
    boxes = [
        {
            "name": name,
            "label": _(label).format(car=car),
            "template": _(label),
            "is_ticked": bool(stop.written.get(name)),
        }
        for name, label in _BOXES[stop.kind].items()
        if name != "has_courtesy_car" or car
    ]
    return {
        "id": stop.stop_id,
        "customer": stop.customer_number,
        "version": stop.version,
        "shape": stop.kind,
        "kind": _(KINDS[stop.kind]),
        "time": hour(day.clock, leg.start),
        "who": stop.customer,
        "address": address,
        "about": _("Zeitfenster {window}").format(window=hours(day.clock, stop.early, stop.late)) + " · " + way,
        "navigation": [[label, link.href] for label, link in navigation_links(address, navigation)],
        "phone": phone.href if phone else None,
        "car": car,
        "facts": _facts(stop, "" if stop.kind == "fetch" else car),
        "boxes": boxes,
        "mileage": stop.written.get("mileage"),
        "fuel": stop.written.get("fuel") or "",
        "note": stop.written.get("driver_note") or "",
        "outcome": stop.outcome,
    }


def _choice(day: TourDay, stop: Stop, car: str, words: Mapping[str, str]) -> list[list[str]]:
    """Return the courtesy cars to choose from, name and words: a driver who hands over another one than planned says so.

    The one that is written stands there in any case.
    """
    if stop.kind != "fetch" or not car:
        return []
    return [[name, words.get(name, name)] for name in dict.fromkeys((*day.cars, car))]


def _rest(day: TourDay, tour: Tour, stop: Leg) -> str:
    """Return the break that stands right before a stop, or after the last one; empty: none does."""
    at = tour.legs.index(stop)
    before = next((n for n in range(at - 1, -1, -1) if tour.legs[n].kind == "stop"), -1)
    rests = [leg for leg in tour.legs[before + 1 : at] if leg.kind == "break"]
    if rests:
        return _("Pause davor: {time}").format(time=hours(day.clock, rests[0].start, rests[0].end))
    rests = [leg for leg in tour.legs[at:] if leg.kind == "break"] if stop == tour.stops[-1] else []
    return _("Pause danach: {time}").format(time=hours(day.clock, rests[0].start, rests[0].end)) if rests else ""


def _facts(stop: Stop, car: str) -> list[list[str]]:
    vehicle = " ".join(filter(None, (stop.plate, stop.vehicle)))
    facts = ((_("Fahrzeug"), vehicle), (_("Ersatzwagen"), car), (_("Hinweis"), stop.note))
    return [[name, text] for name, text in facts if text]


def fuel_options() -> list[list[str]]:
    """Return how full a tank can be: code and words."""
    return [["", "–"], *([code, _(words)] for code, words in FUEL_WORDS.items())]
