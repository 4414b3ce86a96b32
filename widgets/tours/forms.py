"""The forms of the planner's board: a driver's day, another tour, a stop, and one without an appointment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.date_field import date_field_texts
from widgets.texts.formats import day as day_words
from widgets.texts.language import _
from widgets.texts.pick_field import pick_field_texts
from widgets.tours.words import KINDS, car_words, hour, weekday_and_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.sections.tours import CourtesyCar
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay

_FIRST, _LAST = "07:30", "16:30"


# What stands before the name of a courtesy car in the choice of one.
NAMED = "car:"


def form_of(day: TourDay, what: str, item: str, cars: Sequence[CourtesyCar] = ()) -> dict[str, Any] | None:
    """Return a form as the browser draws it; None: there is none for that.

    Args:
        day: Which day is planned.
        what: Which form: ``driver``, ``tour``, ``stop``, ``new_stop``.
        item: Whose: the driver's name, the stop's id; empty: of nothing that is there.
        cars: The courtesy cars of the settings.
    """
    driver = next((each for each in day.drivers if each.name == item), None)
    stop = day.stop(item) or next((each for each in day.cancelled if each.stop_id == item), None)
    match what:
        case "driver" if driver is not None:
            title, fields, note = driver.name, _driver(day, driver), _("Warum jemand fehlt, wird nicht festgehalten.")
        case "tour":
            title, fields = _("Weitere Tour"), _tour(day)
            note = _("Für diesen Tag: Aushilfe, Werkstattfahrer, Fahrer einer anderen Filiale.")
        case "stop" if stop is not None:
            title, fields, note = f"{_(KINDS[stop.kind])}: {stop.customer}", _stop(day, stop, cars), ""
        case "new_stop":
            title, fields = _("Weiterer Stopp"), _new_stop(day, cars)
            note = _("Ohne Termin im Händlersystem.")
        case _:
            return None
    return {
        "form": what,
        "item": item,
        "version": driver.version if driver is not None else stop.version if stop is not None else 0,
        "title": f"{title}, {weekday_and_day(day.day)}",
        "note": note,
        "fields": fields,
        "save": _("Speichern"),
        "cancel": _("Abbrechen"),
        "dates": date_field_texts(),
        "pick": pick_field_texts(),
    }


def _field(key: str, label: str, kind: str, value: object = "", **more: object) -> dict[str, Any]:
    return {"key": key, "label": label, "kind": kind, "value": value, **more}


def _plates(day: TourDay) -> list[str]:
    return sorted({each.plate for each in day.drivers if each.plate})


def _driver(day: TourDay, driver: DriverDay) -> list[dict[str, Any]]:
    clock, away = day.clock, driver.away
    is_whole = away is not None and away[0] <= 0 and away[1] >= clock.length
    part = away if away is not None and not is_whole else None
    kinds = [["", _("fährt")], ["day", _("fährt nicht")], ["part", _("zeitweise nicht da")]]
    spare = [each for each in kinds if each[0] != "part"]
    return [
        _field("plate", _("Auto"), "text", driver.plate, suggestions=_plates(day)),
        _field(
            *("away", _("Anwesenheit"), "choice", "day" if is_whole else "part" if part else ""),
            options=spare if driver.is_extra else kinds,
        ),
        _field("starts", _("Schicht von"), "time", hour(clock, driver.planned[0][0]) if driver.planned else _FIRST),
        _field("ends", _("Schicht bis"), "time", hour(clock, driver.planned[-1][1]) if driver.planned else _LAST),
        *(
            []
            if driver.is_extra
            else [
                _field("away_from", _("nicht da von"), "time", _time(day, part, 0), only=["away", "part"]),
                _field("away_until", _("nicht da bis"), "time", _time(day, part, 1), only=["away", "part"]),
                _field("until", _("bis einschließlich"), "date", day_words(day.day), only=["away", "day"]),
            ]
        ),
    ]


def _time(day: TourDay, span: tuple[int, int] | None, end: int) -> str:
    return "" if span is None else hour(day.clock, span[end])


def _tour(day: TourDay) -> list[dict[str, Any]]:
    return [
        _field("driver", _("Fahrer"), "text", required=True),
        _field("plate", _("Auto"), "text", suggestions=_plates(day)),
        _field("starts", _("Schicht von"), "time", _FIRST),
        _field("ends", _("Schicht bis"), "time", _LAST),
        _field("branch", _("Filiale"), "choice", day.houses[0].name, options=[[each.name] * 2 for each in day.houses]),
    ]


def _stop(day: TourDay, stop: Stop, cars: Sequence[CourtesyCar]) -> list[dict[str, Any]]:
    return [
        _field("from", _("Zeitfenster von"), "time", hour(day.clock, stop.early)),
        _field("to", _("Zeitfenster bis"), "time", hour(day.clock, stop.late)),
        *([_car(_wish(stop), cars)] if _takes_car(day, stop) else []),
        _field("note", _("Hinweis für den Fahrer"), "text", stop.written.get("planner_note") or ""),
        _field("cancelled", _("entfällt: der Kunde kommt selbst"), "check", stop.is_cancelled),
    ]


def _takes_car(day: TourDay, stop: Stop) -> bool:
    return bool(day.cars) and stop.kind == "fetch" and not stop.is_handed_over


def _wish(stop: Stop) -> str:
    if not stop.needs_car:
        return "none"
    if stop.chosen_car:
        return f"{NAMED}{stop.chosen_car}"
    return "automatic" if stop.is_automatic_wanted else "any"


def _car(wish: str, cars: Sequence[CourtesyCar]) -> dict[str, Any]:
    options = [["any", _("ja")], ["automatic", _("ja, mit Automatik")], ["none", _("keinen")]]
    options += [[f"{NAMED}{each.name}", car_words(each)] for each in cars]
    if wish not in {value for value, _label in options}:  # the settings no longer name it: it stands there all the same
        options.append([wish, wish.removeprefix(NAMED)])
    return _field("car", _("Ersatzwagen"), "choice", wish, options=options)


def _new_stop(day: TourDay, cars: Sequence[CourtesyCar]) -> list[dict[str, Any]]:
    kinds = [["fetch", _("Holen")], ["bring", _("Bringen")], ["both", _("Holen und Bringen")]]
    return [
        _field("customer", _("Kunde"), "customer", required=True),
        _field("kind", _("Fahrt"), "choice", "fetch", options=kinds),
        _field("plate", _("Kennzeichen"), "text"),
        _field("from", _("Zeitfenster von"), "time", "09:00"),
        _field("to", _("Zeitfenster bis"), "time", "10:00"),
        _field("from2", _("Bringen von"), "time", "15:00", only=["kind", "both"]),
        _field("to2", _("Bringen bis"), "time", "16:00", only=["kind", "both"]),
        *([_car("any", cars)] if day.cars else []),
        _field("note", _("Hinweis für den Fahrer"), "text"),
    ]
