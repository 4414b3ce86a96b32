"""What was typed in a form of the board, as commands: the browser is outside, every value is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.live.tour_stops import TOUR_STOP, stop_id
from clientinfo_kernel.sections.tours import name_as_seen
from clientinfo_kernel.tours.drivers import written_days
from widgets.texts.language import _
from widgets.tours.forms import NAMED
from widgets.tours.other_absences import ask_first
from widgets.tours.said import day_changed_by_others
from widgets.tours.typed_times import NO_SPAN, days_until, span
from widgets.tours.typed_wrong import ChangedByOthers, Mistakes, TypedWrong
from widgets.tours.writing import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay

_LONGEST = 200
# Which windows are typed for which drives.
_FIELDS: Mapping[str, Mapping[StopKind, tuple[str, str]]] = {
    "fetch": {"fetch": ("from", "to")},
    "bring": {"bring": ("from", "to")},
    "both": {"fetch": ("from", "to"), "bring": ("from2", "to2")},
}


@dataclass(frozen=True)
class _Typed:
    """What a form that is sent holds.

    Attributes:
        values: Text of each field that is seen.
        shown: Text of each field as the form was opened.
        version: Of the row that the form was opened for; 0: there was none.
        token: Of the question that was answered; empty: none was.
    """

    values: Mapping[str, str]
    shown: Mapping[str, str]
    version: int
    token: object

    def __getitem__(self, name: str) -> str:
        """Return a text without the blanks around it; empty: there is none."""
        return self.values.get(name, "").strip()

    def has_changed(self, *names: str) -> bool:
        """Return whether one of these fields was changed: what somebody only looked at is not theirs to write."""
        return any(name in self.values and self.values[name] != self.shown.get(name) for name in names)


def wishes_of(directory: CustomerDirectory, day: TourDay, command_id: str, message: Mapping[str, Any]) -> list[Wish]:
    """Return the commands that a form asks for; none where it changes nothing.

    Raises:
        TypedWrong: It cannot be kept.
        TooManyOpened: Of a new stop, when one customer after the other is opened.
        AuditNotWritten: The line about that cannot be written.
        LiveUnavailable: The live store does not answer.
    """
    values, shown = (
        {key: each for key, each in message[of].items() if isinstance(each, str)} for of in ("values", "shown")
    )
    too_long = _("Höchstens {count} Zeichen.").format(count=_LONGEST)
    if wrong := {name: too_long for name, each in values.items() if len(each) > _LONGEST}:
        raise TypedWrong(fields=wrong)
    typed = _Typed(values, shown, message["version"], message.get("ask", ""))
    item = message["item"]
    driver = next((each for each in day.drivers if each.name == item), None)
    stop = day.stop(item) or next((each for each in day.cancelled if each.stop_id == item), None)
    match message["form"]:
        case "driver" if driver is not None:
            return list(_driver_days(directory, day, command_id, driver, typed))
        case "tour":
            return _tour(directory, day, command_id, typed)
        case "stop" if stop is not None:
            return _stop(day, command_id, stop, typed)
        case "new_stop":
            return _new_stops(directory, day, command_id, typed)
        case _:
            raise TypedWrong(_("Das gibt es nicht mehr."))


# ---- drivers


def _driver_days(
    directory: CustomerDirectory, day: TourDay, command_id: str, driver: DriverDay, typed: _Typed
) -> Iterator[Wish]:
    clock, away, mistakes = day.clock, typed["away"], Mistakes()
    values: dict[str, Any] = {}
    if typed.has_changed("plate"):
        values["plate"] = typed["plate"] or None
    if typed.has_changed("starts", "ends"):
        first, last = mistakes.read(lambda: span(clock, typed, "starts", "ends"), NO_SPAN)
        values |= {"starts_at": clock.moment(first), "ends_at": clock.moment(last)}
    if driver.is_extra:
        mistakes.require_none()
        if away == "day":
            values |= {"starts_at": None, "ends_at": None}
        yield from _of_day(directory, (driver.name, day.day), f"{command_id}:0", values, typed.version)
        return
    is_away_changed = typed.has_changed("away", "away_from", "away_until", "until")
    days = [day.day]
    if is_away_changed and away == "day":
        days = mistakes.read(lambda: days_until(day.day, typed["until"]), days)
    elif is_away_changed and away:
        mistakes.read(lambda: span(clock, typed, "away_from", "away_until"), NO_SPAN)
    mistakes.require_none()
    ask_first(directory, driver.name, days[1:], typed.token)
    for number, each in enumerate(days):
        of = type(clock)(each)
        wanted = dict(values) if each == day.day else {}
        if is_away_changed:
            gone = (0, of.length) if away == "day" else span(of, typed, "away_from", "away_until") if away else None
            moments = (None, None) if gone is None else (of.moment(gone[0]), of.moment(gone[1]))
            wanted |= dict(zip(("away_from", "away_until"), moments, strict=True))
        # of the days after it nobody saw a row; what stands there was asked about
        version = typed.version if each == day.day else None
        yield from _of_day(directory, (driver.name, each), f"{command_id}:{number}", wanted, version)


def _of_day(
    directory: CustomerDirectory,
    driver_day: tuple[str, date],
    command_id: str,
    values: Mapping[str, Any],
    version: int | None,
) -> Iterator[Wish]:
    """Yield the command that writes these values of a driver's day, unless all of them stand there.

    Args:
        directory: Who asks.
        driver_day: Whose day is written, and which.
        command_id: Of the command.
        values: What is written.
        version: Of the row that was seen, 0: there was none; None: what stands there is written over.

    Raises:
        TypedWrong: There was none, and somebody has written something else there since then.
    """
    driver, day = driver_day
    row = written_days(directory, day).get(driver, {})
    changed = {name: value for name, value in values.items() if row.get(name) != value}
    if not changed:
        return
    before = {name: row.get(name) for name in changed}
    if not row:
        yield Wish(Add(command_id, "", DRIVER_DAY, {"day": day, "driver": driver, **changed}), before)
        return
    if version == 0 and any(each is not None for each in before.values()):
        raise ChangedByOthers(day_changed_by_others(1))
    change = Change(command_id, "", DRIVER_DAY, row[DRIVER_DAY.key], version or row["version"], changed)
    yield Wish(change, before)


def _tour(directory: CustomerDirectory, day: TourDay, command_id: str, typed: _Typed) -> list[Wish]:
    mistakes = Mistakes()
    name = mistakes.read(lambda: _driver_named(typed["driver"]), "")
    first, last = mistakes.read(lambda: span(day.clock, typed, "starts", "ends"), NO_SPAN)
    mistakes.require_none()
    values = {
        "plate": typed["plate"] or None,
        "starts_at": day.clock.moment(first),
        "ends_at": day.clock.moment(last),
        "branch": typed["branch"] if typed["branch"] in {each.name for each in day.houses} else None,
    }
    # as it is written now: another planner's board shows it before this one
    written = written_days(directory, day.day)
    regular = (each.name for each in day.drivers if not each.is_extra)
    driving = [*regular, *(each for each, row in written.items() if row["starts_at"] is not None)]
    there = next((each for each in driving if each.casefold() == name.casefold()), None)
    if there is None:
        own = next((each for each in written if each.casefold() == name.casefold()), name)
        return list(_of_day(directory, (own, day.day), command_id, values, None))
    if there in written and all(written[there][key] == value for key, value in values.items()):
        return []  # sent again after its answer was lost
    raise TypedWrong(fields={"driver": _("{name} fährt an diesem Tag schon.").format(name=there)})


def _driver_named(typed: str) -> str:
    name = name_as_seen(typed)
    if not name:
        raise TypedWrong(fields={"driver": _("Wer fährt?")})
    return name


# ---- stops


def _stop(day: TourDay, command_id: str, stop: Stop, typed: _Typed) -> list[Wish]:
    if stop.is_done:
        raise TypedWrong(_("Dort war schon jemand."))
    values: dict[str, Any] = {}
    is_cancelled, mistakes = typed["cancelled"] == "yes", Mistakes()
    if typed.has_changed("cancelled"):
        values["is_cancelled"] = is_cancelled
    # the window says for which day it is cancelled
    if typed.has_changed("from", "to") or (typed.has_changed("cancelled") and is_cancelled):
        first, last = mistakes.read(lambda: span(day.clock, typed, "from", "to"), NO_SPAN)
        values |= {"window_from": day.clock.moment(first), "window_until": day.clock.moment(last)}
    if typed.has_changed("note"):
        values["planner_note"] = typed["note"] or None
    if typed.has_changed("car"):
        values |= mistakes.read(lambda: _car(day, typed["car"]), values)
    mistakes.require_none()
    if not values:
        return []
    values = {**stop.ended, **values}
    before = {name: stop.written.get(name) for name in values}
    return [Wish(Change(command_id, stop.customer_number, TOUR_STOP, stop.stop_id, typed.version, values), before)]


def _car(day: TourDay, choice: str) -> dict[str, Any]:
    """Return what a choice of the courtesy car writes; choosing one by name says nothing about its gearbox."""
    if choice == "none":
        return {"is_without_car": True, "wanted_car": None}
    if not choice.startswith(NAMED):
        return {"is_without_car": False, "is_automatic_wanted": choice == "automatic", "wanted_car": None}
    name = choice.removeprefix(NAMED)
    if name not in day.cars:
        raise TypedWrong(fields={"car": _("Diesen Ersatzwagen gibt es nicht.")})
    return {"is_without_car": False, "wanted_car": name}


def _new_stops(directory: CustomerDirectory, day: TourDay, command_id: str, typed: _Typed) -> list[Wish]:
    mistakes = Mistakes()
    customer = mistakes.read(lambda: _customer(directory, typed["customer"]), "")
    # sent again after its answer was lost, it is the same stop
    kind, own = typed["kind"], f"hand-{sha256(command_id.encode()).hexdigest()[:12]}"
    ways = _FIELDS.get(kind, {})
    if not ways:
        raise TypedWrong(fields={"kind": _("Holen oder Bringen?")})
    windows = {way: mistakes.read(partial(span, day.clock, typed, *keys), NO_SPAN) for way, keys in ways.items()}
    car = typed["car"]
    wanted_car: dict[str, Any] = {}
    if car and "fetch" in ways:
        wanted_car = mistakes.read(lambda: _car(day, car), wanted_car)
    mistakes.require_none()
    if kind == "both" and windows["bring"][0] < windows["fetch"][1]:
        raise TypedWrong(fields={"from2": _("Gebracht wird nach dem Holen.")})
    # whom a stop is for stands on the board, with address and number: that is as good as opening them
    ShownCustomers.of(directory.viewer, directory.settings).require_open(customer)
    add = None
    for way, (first, last) in windows.items():
        values: dict[str, Any] = {
            "agreed_at": day.clock.moment((first + last) // 2),
            "window_from": day.clock.moment(first),
            "window_until": day.clock.moment(last),
            "plate": typed["plate"] or None,
            "planner_note": typed["note"] or None,
        }
        if way == "fetch":
            values |= wanted_car
        # both or none of them: whose car is fetched gets it back
        add = Add(f"{command_id}:{way}", customer, TOUR_STOP, values, before=add, entity_id=stop_id(own, way))
    return [] if add is None else [Wish(add, {"is_cancelled": True})]


def _customer(directory: CustomerDirectory, number: str) -> str:
    if not number:
        raise TypedWrong(fields={"customer": _("Zu welchem Kunden?")})
    try:
        return directory.customer(number).customer_number
    except CustomerUnknown:
        raise TypedWrong(fields={"customer": _("Diesen Kunden gibt es nicht.")}) from None
