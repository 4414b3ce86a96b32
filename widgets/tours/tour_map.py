"""The map of a day: the houses, the tours as lines, each stop with its number, and what is not planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.distance import distance_km
from widgets.texts.language import _
from widgets.tours.board_state import COLOURS
from widgets.tours.words import KINDS, hour, hours
from widgets.views.orientation_map import OrientationMap, map_words, offered_layers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.sections.places import MapLayer
    from clientinfo_kernel.tours.clock import DayClock
    from clientinfo_kernel.tours.day import Stop, TourDay
    from clientinfo_kernel.tours.plan import Plan, Tour

_HEIGHT = 460
# What is not planned and lies farther away is on the map where it is looked for: the others are seen at first.
_FAR_KM = 80


class TourMap(OrientationMap):
    """The map without internet, with tours on it."""

    def show(self, day: TourDay, plan: Plan) -> None:
        """Show a plan."""
        with self.hold_sync():
            self.points, self.lines = _points(day, plan), _lines(day, plan)
            self.label = _("Karte der Touren am Tag. Pfeiltasten verschieben, + und - ändern den Maßstab.")
            self.words = _words()


def tour_map(layers: Iterable[MapLayer] = ()) -> TourMap:
    """Return a map that keeps what is looked at while plans change, on the layers of the settings, too."""
    return TourMap(height=_HEIGHT, stays=True, layers=offered_layers(layers), words=_words())


def _words() -> dict[str, str]:
    return map_words(_("Alles zeigen"))


def _points(day: TourDay, plan: Plan) -> list[dict[str, Any]]:
    # The last ones lie below: houses, then what is not planned, then the tours.
    planned = {
        leg.stop_id: (number, place, leg.start)
        for number, tour in _numbered(day, plan)
        for place, leg in enumerate(tour.stops, 1)
    }
    home = day.houses[0].place if day.houses else None
    stops = [_stop(day.clock, each, planned.get(each.stop_id), home) for each in day.stops if each.place]
    stops.sort(key=lambda each: not each["number"])
    houses = [
        {"latitude": each.place[0], "longitude": each.place[1], "label": each.name, "text": "", "radius": 0}
        | {"kind": "branch"}
        for each in day.houses
    ]
    return [*stops, *houses]


def _stop(
    clock: DayClock, stop: Stop, planned: tuple[int, int, int] | None, home: tuple[float, float] | None
) -> dict[str, Any]:
    assert stop.place is not None  # noqa: S101  # the others are not on the map
    tour, number, start = planned or (0, 0, 0)
    said = (
        hour(clock, start)
        if planned
        else _("nicht geplant, Zeitfenster {window}").format(window=hours(clock, stop.early, stop.late))
    )
    return {
        "latitude": stop.place[0],
        "longitude": stop.place[1],
        "label": stop.customer,
        "text": f"{_(KINDS[stop.kind])}, {said}",
        "radius": 0,
        "kind": "stop",
        "id": stop.stop_id,
        "tour": tour % COLOURS + 1 if planned else 0,
        "number": number,
        "shape": stop.kind,
        "locked": stop.is_locked,
        "far": not planned and home is not None and distance_km(stop.place, home) > _FAR_KM,
    }


def _numbered(day: TourDay, plan: Plan) -> list[tuple[int, Tour]]:
    order = {each.name: number for number, each in enumerate(day.drivers)}
    return [(order[tour.driver], tour) for tour in plan.tours if tour.driver in order]


def _lines(day: TourDay, plan: Plan) -> list[dict[str, Any]]:
    lines = []
    for number, tour in _numbered(day, plan):
        home = day.houses[day.drivers[number].house].place
        places = [home]
        for leg in tour.legs:
            stop = day.stop(leg.stop_id)
            here = home if stop is None or stop.place is None else stop.place
            if here != places[-1]:
                places.append(here)
        lines.append({"tour": number % COLOURS + 1, "places": [list(each) for each in places]})
    return lines
