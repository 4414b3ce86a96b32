"""What the board shows of a day and a plan, as the browser gets it: texts are written, hours are minutes of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.tours.breaks import without_break
from widgets.texts.language import _, ngettext
from widgets.tours.said import no_break_said
from widgets.tours.words import KINDS, conflict, duration, hour, hours, kilometres, reason

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
    from clientinfo_kernel.tours.plan import Leg, Plan, Tour, Unplanned

# Tours have these colours by turns; their numbers tell them apart.
COLOURS = 3
_MARGIN_HOURS = 1
_NOON = 12 * 3600


def summary(day: TourDay, plan: Plan) -> str:
    """Return the day in a line: 17 von 20 Stopps geplant · 3 Fahrer · 136 km."""
    planned = len(plan.planned)
    stops = ngettext(
        "{planned} von {count} Stopp geplant",
        "{planned} von {count} Stopps geplant",
        len(day.stops),
        planned=str(planned),
    )
    drivers = ngettext("{count} Fahrer", "{count} Fahrer", len(plan.tours))
    metres = sum(tour.metres for tour in plan.tours)
    count = len(plan.conflicts) + len(without_break(day, plan))
    against = ngettext("{count} passt nicht", "{count} passen nicht", count) if count else ""
    return " · ".join(filter(None, (stops, against, drivers, kilometres(metres))))


def drivers(day: TourDay, plan: Plan) -> list[dict[str, Any]]:
    """Return a line for each driver of the day, also for who does not drive."""
    tours, cars = {tour.driver: tour for tour in plan.tours}, dict(plan.cars)
    lines = []
    for number, driver in enumerate(day.drivers):
        tour = tours.get(driver.name)
        taken = sorted({cars[leg.stop_id] for leg in tour.stops if leg.stop_id in cars}) if tour else []
        lines.append(
            {
                "name": driver.name,
                "number": number + 1,
                "colour": number % COLOURS + 1,
                "about": " · ".join(filter(None, (driver.plate, _stops(tour)))),
                "time": hours(day.clock, tour.legs[0].start, tour.legs[-1].end) if tour else _presence(day, driver),
                "driving": duration(tour.driving) if tour else "–",
                "way": kilometres(tour.metres) if tour else "–",
                "cars": ", ".join(taken) or "–",
                "shifts": [[start // 60, end // 60] for start, end in driver.shifts],
                "legs": [_leg(day, plan, driver, leg, place) for place, leg in _numbered(tour)] if tour else [],
            }
        )
    return lines


def _presence(day: TourDay, driver: DriverDay) -> str:
    """Return when somebody without a tour is there on a day on which that is not as always."""
    if not driver.shifts:
        return _("fährt nicht")
    return hours(day.clock, driver.shifts[0][0], driver.shifts[-1][1]) if driver.away or driver.is_extra else "–"


def stops(day: TourDay, plan: Plan) -> list[dict[str, Any]]:
    """Return a line for each stop of the day in the order of the hours, also for what is not planned or was cancelled."""
    planned, cars = plan.planned, dict(plan.cars)
    lines = []

    def hour_of(stop: Stop) -> int:
        return planned[stop.stop_id][1].start if stop.stop_id in planned else stop.early

    for stop in sorted((*day.stops, *day.cancelled), key=lambda each: (hour_of(each), each.stop_id)):
        driver, leg = planned.get(stop.stop_id, ("", None))
        wish = _("Automatik gewünscht") if stop.is_automatic_wanted and stop.needs_car else ""
        car = cars.get(stop.stop_id, "")
        if stop.chosen_car:
            car, wish = "", _("{car} gewählt").format(car=stop.chosen_car)
        is_cancelled = stop in day.cancelled
        lines.append(
            {
                "id": stop.stop_id,
                "kind": _(KINDS[stop.kind]),
                "who": stop.customer,
                "window": hours(day.clock, stop.early, stop.late),
                "time": _("entfällt") if is_cancelled else "–" if leg is None else hour(day.clock, leg.start),
                "driver": driver or "–",
                "car": " · ".join(filter(None, (car, wish))) or "–",
                "note": stop.note,
                "can_change": not stop.is_done,
            }
        )
    return lines


def unplanned(day: TourDay, plan: Plan) -> list[dict[str, Any]]:
    """Return the stops that are not planned, each with its reason and the one thing that would help."""
    lines = []
    for each in plan.unplanned:
        stop = day.stop(each.stop_id)
        if stop is not None:
            where = ", ".join(filter(None, (stop.town, stop.street)))
            lines.append(
                {
                    "id": stop.stop_id,
                    "who": stop.customer,
                    "customer": stop.customer_number,
                    "kind": _(KINDS[stop.kind]),
                    "window": hours(day.clock, stop.early, stop.late),
                    "reason": reason(day.clock, each),
                    "where": where,
                    "is_waiting": each.reason == "waiting",
                    "help": _help(day, each),
                }
            )
    return lines


def conflicts(day: TourDay, plan: Plan) -> list[dict[str, Any]]:
    """Return the stops that are planned so that nobody can be there, each with what speaks against it, and missing breaks."""
    lines: list[dict[str, Any]] = [_without_break(day, driver) for driver in without_break(day, plan)]
    planned = plan.planned
    for stop_id, what in plan.conflicts:
        stop = day.stop(stop_id)
        if stop is not None:
            driver, leg = planned[stop_id]
            lines.append(
                {
                    "id": stop.stop_id,
                    "who": stop.customer,
                    "kind": _(KINDS[stop.kind]),
                    "window": hour(day.clock, leg.start),
                    "reason": conflict(what, driver),
                    "where": ", ".join(filter(None, (stop.town, stop.street))),
                    "is_waiting": False,
                    "help": {"do": "unlock", "label": _("Sperre aufheben")} if stop.is_locked else None,
                }
            )
    return lines


def _without_break(day: TourDay, driver: DriverDay) -> dict[str, Any]:
    return {
        "id": "",
        "who": driver.name,
        "kind": _("Pause"),
        "window": hours(day.clock, driver.break_early, driver.break_late),
        "reason": no_break_said(day, driver),
        "where": "",
        "is_waiting": False,
        "help": None,
    }


def ahead(day: TourDay) -> int:
    """Return by how many minutes clocks are ahead of the minutes since midnight: not 0 on the days on which they change."""
    noon = day.clock.shown(_NOON)
    return noon.hour * 60 + noon.minute - _NOON // 60


def span(day: TourDay) -> list[int]:
    """Return from which hour to which the timeline reaches (minutes)."""
    starts = [start for each in day.drivers for start, _end in each.shifts] + [each.early for each in day.stops]
    ends = [end for each in day.drivers for _start, end in each.shifts] + [each.late for each in day.stops]
    if not starts:
        return [7 * 60, 18 * 60]
    first, last = min(starts) // 3600, -(-max(ends) // 3600)
    return [max(first - _MARGIN_HOURS, 0) * 60, (last + _MARGIN_HOURS) * 60]


def _stops(tour: Tour | None) -> str:
    count = len(tour.stops) if tour else 0
    return ngettext("{count} Stopp", "{count} Stopps", count)


def _numbered(tour: Tour) -> list[tuple[int, Leg]]:
    numbered, place = [], 0
    for leg in tour.legs:
        place += leg.kind == "stop"
        numbered.append((place, leg))
    return numbered


def _leg(day: TourDay, plan: Plan, driver: DriverDay, leg: Leg, place: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": leg.kind, "start": leg.start / 60, "end": leg.end / 60}
    stop = day.stop(leg.stop_id)
    if stop is None:
        return shown
    car = dict(plan.cars).get(stop.stop_id, "")
    what = dict(plan.conflicts).get(stop.stop_id)
    against = "" if what is None else conflict(what, driver.name)
    return shown | {
        "id": stop.stop_id,
        "number": place,
        "shape": stop.kind,
        "name": stop.customer,
        "time": hour(day.clock, leg.start),
        "car": car,
        "is_locked": stop.is_locked,
        "is_done": bool(stop.outcome),
        "against": against,
        "window": [stop.early / 60, stop.late / 60],
        # read out before and after what stands there: the customer, the hour, the courtesy car
        "before": _("Stopp {place}, {kind},").format(place=place, kind=_(KINDS[stop.kind])),
        "after": _after(day, stop, against),
    }


def _after(day: TourDay, stop: Stop, against: str) -> str:
    said = _("Zeitfenster {window}").format(window=hours(day.clock, stop.early, stop.late))
    locked = _("gesperrt") if stop.is_locked else ""
    return "".join(f", {each}" for each in (said, locked, against) if each)


def _help(day: TourDay, each: Unplanned) -> dict[str, str] | None:
    """Return the button that helps: the window that fits, or a drive without a courtesy car."""
    if each.fits is not None:
        window = hours(day.clock, each.fits.start, each.fits.end)
        return {"do": "window", "label": _("Zeitfenster {window} nehmen").format(window=window)}
    if each.reason == "no_courtesy_car":
        return {"do": "without_car", "label": _("Ohne Ersatzwagen fahren")}
    if each.reason in ("car_taken", "car_unknown"):
        return {"do": "any_car", "label": _("Anderen Ersatzwagen nehmen")}
    if each.reason == "no_automatic":
        return {"do": "any_gearbox", "label": _("Ersatzwagen mit Schaltung nehmen")}
    if each.reason == "lock":
        return {"do": "unlock", "label": _("Sperre aufheben")}
    return None
