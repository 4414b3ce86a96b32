"""What was typed in a form of the board, as commands: the browser is outside, every value is checked."""

from __future__ import annotations

import re
import secrets
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.live.tour_stops import TOUR_STOP, stop_id
from clientinfo_kernel.tours.drivers import written_days
from widgets.texts.language import _
from widgets.texts.typed import typed_day
from widgets.tours.writing import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.tours.clock import DayClock
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay

# Longer holidays are entered in two.
_MOST_DAYS = 62
_LONGEST = 200
# Which windows are typed for which drives.
_FIELDS: Mapping[str, Mapping[StopKind, tuple[str, str]]] = {
    "fetch": {"fetch": ("from", "to")},
    "bring": {"bring": ("from", "to")},
    "both": {"fetch": ("from", "to"), "bring": ("from2", "to2")},
}
_HOUR = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?(?:\s*(?:h|Uhr))?", re.ASCII)


class TypedWrong(Exception):
    """Something cannot be kept as it was typed; the message is for whoever typed it."""


def wishes_of(directory: CustomerDirectory, day: TourDay, command_id: str, message: Mapping[str, Any]) -> list[Wish]:
    """Return the commands that a form asks for; none where it changes nothing.

    Raises:
        TypedWrong: It cannot be kept.
        CustomerUnknown: Of a new stop.
        LiveUnavailable: The live store does not answer.
    """
    values = {key: value for key, value in message["values"].items() if isinstance(value, str)}
    if any(len(each) > _LONGEST for each in values.values()):
        raise TypedWrong(_("Höchstens {count} Zeichen.").format(count=_LONGEST))
    item = message["item"]
    driver = next((each for each in day.drivers if each.name == item), None)
    stop = day.stop(item) or next((each for each in day.cancelled if each.stop_id == item), None)
    match message["form"]:
        case "driver" if driver is not None:
            return list(_driver_days(directory, day, command_id, driver, values))
        case "tour":
            return _tour(directory, day, command_id, values)
        case "stop" if stop is not None:
            return _stop(day, command_id, stop, values)
        case "new_stop":
            return _new_stops(directory, day, command_id, values)
        case _:
            raise TypedWrong(_("Das gibt es nicht mehr."))


# ---- drivers


def _driver_days(
    directory: CustomerDirectory, day: TourDay, command_id: str, driver: DriverDay, typed: Mapping[str, str]
) -> Iterator[Wish]:
    clock, away = day.clock, typed.get("away", "")
    first, last = _span(clock, typed, "starts", "ends")
    was = (driver.planned[0][0], driver.planned[-1][1]) if driver.planned else None
    values: dict[str, Any] = {"plate": typed.get("plate", "").strip() or None}
    if values["plate"] == driver.plate:
        del values["plate"]
    if (first, last) != was:
        values |= {"starts_at": clock.moment(first), "ends_at": clock.moment(last)}
    if driver.is_extra:
        if away == "day":
            values = {"starts_at": None, "ends_at": None}
        yield from _of_day(directory, day.day, driver.name, f"{command_id}:0", values)
        return
    days = _days(day.day, typed.get("until", "")) if away == "day" else [day.day]
    for number, each in enumerate(days):
        of = type(clock)(each)
        gone: tuple[int, int] | None = None
        if away == "day":
            gone = 0, of.length
        elif away == "part":
            gone = _span(clock, typed, "away_from", "away_until")
        wanted = dict(values) if each == day.day else {}
        if each != day.day or gone != driver.away:  # what stood there as it was seen is not written again
            moments = (None, None) if gone is None else (of.moment(gone[0]), of.moment(gone[1]))
            wanted |= dict(zip(("away_from", "away_until"), moments, strict=True))
        yield from _of_day(directory, each, driver.name, f"{command_id}:{number}", wanted)


def _of_day(
    directory: CustomerDirectory, day: date, driver: str, command_id: str, values: Mapping[str, Any]
) -> Iterator[Wish]:
    """Yield the command that writes these values of a driver's day, unless all of them stand there."""
    row = written_days(directory, day).get(driver, {})
    changed = {name: value for name, value in values.items() if row.get(name) != value}
    if not changed:
        return
    before = {name: row.get(name) for name in changed}
    if row:
        change = Change(command_id, "", DRIVER_DAY, row[DRIVER_DAY.key], row["version"], changed)
        yield Wish(change, before)
    else:
        yield Wish(Add(command_id, "", DRIVER_DAY, {"day": day, "driver": driver, **changed}), before)


def _tour(directory: CustomerDirectory, day: TourDay, command_id: str, typed: Mapping[str, str]) -> list[Wish]:
    name = typed.get("driver", "").strip()
    if not name:
        raise TypedWrong(_("Wer fährt?"))
    if name in {each.name for each in day.drivers}:
        raise TypedWrong(_("{name} fährt an diesem Tag schon.").format(name=name))
    first, last = _span(day.clock, typed, "starts", "ends")
    branch = typed.get("branch", "")
    values = {
        "plate": typed.get("plate", "").strip() or None,
        "starts_at": day.clock.moment(first),
        "ends_at": day.clock.moment(last),
        "branch": branch if branch in {each.name for each in day.houses} else None,
    }
    return list(_of_day(directory, day.day, name, command_id, values))


def _days(first: date, typed: str) -> list[date]:
    last = typed_day(typed, first, ahead=True) if typed.strip() else first
    if last is None:
        raise TypedWrong(_("Bis wann? Ein Datum, bitte."))
    count = (last - first).days + 1
    if not 1 <= count <= _MOST_DAYS:
        raise TypedWrong(_("Das Ende muss 1 bis {count} Tage weit sein.").format(count=_MOST_DAYS))
    return [first + timedelta(days=by) for by in range(count)]


# ---- stops


def _stop(day: TourDay, command_id: str, stop: Stop, typed: Mapping[str, str]) -> list[Wish]:
    if stop.is_done:
        raise TypedWrong(_("Dort war schon jemand."))
    values: dict[str, Any] = {}
    window = _span(day.clock, typed, "from", "to")
    if window != (stop.early // 60 * 60, stop.late // 60 * 60):
        values |= {"window_from": day.clock.moment(window[0]), "window_until": day.clock.moment(window[1])}
    values |= {"planner_note": typed.get("note", "").strip() or None, "is_cancelled": typed.get("cancelled") == "yes"}
    if "car" in typed:
        values["is_without_car"] = typed["car"] == "none"
        if typed["car"] != "none":
            values["is_automatic_wanted"] = typed["car"] == "automatic"
            if values["is_automatic_wanted"] == stop.is_automatic_wanted:
                del values["is_automatic_wanted"]
    # what nobody has said yet and what is said to be no mean the same
    changed = {name: value for name, value in values.items() if (stop.written.get(name) or None) != (value or None)}
    if "is_automatic_wanted" in values:
        changed["is_automatic_wanted"] = values["is_automatic_wanted"]
    if not changed:
        return []
    before = {name: stop.written.get(name) for name in changed}
    return [Wish(Change(command_id, stop.customer_number, TOUR_STOP, stop.stop_id, stop.version, changed), before)]


def _new_stops(directory: CustomerDirectory, day: TourDay, command_id: str, typed: Mapping[str, str]) -> list[Wish]:
    number = typed.get("customer", "").strip()
    if not number:
        raise TypedWrong(_("Zu welchem Kunden?"))
    customer = directory.customer(number).customer_number
    kind, own = typed.get("kind", ""), f"hand-{secrets.token_hex(6)}"
    ways = _FIELDS.get(kind, {})
    if not ways:
        raise TypedWrong(_("Holen oder Bringen?"))
    windows = {way: _span(day.clock, typed, *keys) for way, keys in ways.items()}
    if kind == "both" and windows["bring"][0] < windows["fetch"][1]:
        raise TypedWrong(_("Gebracht wird nach dem Holen."))
    car = typed.get("car", "")
    wishes = []
    for way, (first, last) in windows.items():
        values: dict[str, Any] = {
            "agreed_at": day.clock.moment((first + last) // 2),
            "window_from": day.clock.moment(first),
            "window_until": day.clock.moment(last),
            "plate": typed.get("plate", "").strip() or None,
            "planner_note": typed.get("note", "").strip() or None,
        }
        if way == "fetch" and car:
            values |= {"is_without_car": car == "none", "is_automatic_wanted": car == "automatic"}
        add = Add(f"{command_id}:{way}", customer, TOUR_STOP, values, entity_id=stop_id(own, way))
        wishes.append(Wish(add, {"is_cancelled": True}))
    return wishes


def _hour(text: str) -> time:
    """Return the hour that a text means: ``7:30``, ``07.30``, ``730``, ``7``.

    Raises:
        ValueError: It means none.
    """
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def _span(clock: DayClock, typed: Mapping[str, str], first: str, last: str) -> tuple[int, int]:
    try:
        start, end = (clock.at(_hour(typed.get(name, ""))) for name in (first, last))
    except ValueError:
        raise TypedWrong(_("Von wann bis wann? Uhrzeiten wie 07:30, bitte.")) from None
    if start >= end:
        raise TypedWrong(_("Das Ende liegt vor dem Anfang."))
    return start, end
