"""``clientinfo tour``: plan the pickups and deliveries of a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.query.customer_record import plain_value
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.routing import routing_service
from clientinfo_kernel.tours.breaks import without_break
from clientinfo_kernel.tours.reading import read_day
from clientinfo_kernel.tours.translate import places_of
from clientinfo_kernel.tours.travel import ways_between
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Leg, Plan, Unplanned
    from data_sources.routing.ways import Ways
    from hub.commands.options import ChosenSettings


@click.group()
def command() -> None:
    """Tours: who fetches and brings which car when."""


@command.command("plan")
@click.argument("day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=1.5, show_default=True, help="How long to search.")
@choose_settings
@options.as_json
def plan(day: Any, seconds: float, settings: ChosenSettings, *, as_json: bool) -> None:
    """Plan a day (2026-11-24); what is locked on the page stays. Nothing is written."""
    from clientinfo_kernel.tours.planning import plan_day  # the solver

    read = settings.read()
    asked = read_day(CustomerDirectory(read), date(day.year, day.month, day.day))
    ways = ways_between(places_of(asked), routing_service(read.services), read.tours)
    found = plan_day(asked, ways, seconds)
    if as_json:
        print_json(as_record(asked, found, ways))
    else:
        _print(asked, found)


def as_record(day: TourDay, plan: Plan, ways: Ways) -> dict[str, Any]:
    """Return a plan as ``--json`` prints it; moments are UTC."""
    cars = dict(plan.cars)

    def moment(seconds: int | None) -> Any:
        return None if seconds is None else plain_value(day.clock.moment(seconds))

    def stop(number: int, leg: Leg) -> dict[str, Any]:
        planned = day.stop(leg.stop_id)
        assert planned is not None  # noqa: S101  # a plan holds stops of its day
        return {
            "number": number,
            "appointment": planned.appointment,
            "kind": planned.kind,
            "customer_number": planned.customer_number,
            "arrives_at": moment(leg.start),
            "leaves_at": moment(leg.end),
            "window_from": moment(planned.early),
            "window_until": moment(planned.late),
            "is_locked": planned.is_locked,
            "courtesy_car": cars.get(leg.stop_id),
        }

    def left(each: Unplanned) -> dict[str, Any]:
        number, _, kind = each.stop_id.rpartition(":")
        fits = each.fits and {"window_from": moment(each.fits.start), "window_until": moment(each.fits.end)}
        named = {"appointment": number, "kind": kind, "reason": each.reason}
        return {**named, "earliest_at": moment(each.earliest), "fits_if": fits}

    tours = [
        {
            "driver": tour.driver,
            "metres": tour.metres,
            "driving_seconds": tour.driving,
            "starts_at": moment(tour.legs[0].start),
            "ends_at": moment(tour.legs[-1].end),
            "stops": [stop(number, leg) for number, leg in enumerate(tour.stops, 1)],
            "breaks": [
                {"starts_at": moment(leg.start), "ends_at": moment(leg.end)} for leg in tour.legs if leg.kind == "break"
            ],
        }
        for tour in plan.tours
    ]
    return {
        "day": day.day.isoformat(),
        "tours": tours,
        "unplanned": [left(each) for each in plan.unplanned],
        "without_break": [each.name for each in without_break(day, plan)],
        "ways": {"source": ways.source, "problem": ways.problem or None},
    }


def _print(day: TourDay, plan: Plan) -> None:
    def hour(seconds: int) -> str:
        return f"{day.clock.shown(seconds):%H:%M}"

    for tour in plan.tours:
        length = f"{tour.driving // 3600:02}:{tour.driving // 60 % 60:02}"
        print(f"{tour.driver}: {len(tour.stops)} stops, {tour.metres / 1000:.0f} km, {length} h driving")
        for number, leg in enumerate(tour.stops, 1):
            stop = day.stop(leg.stop_id)
            if stop is not None:
                print(f"  {number:2} {hour(leg.start)} {stop.kind:5} {stop.customer}, {stop.town} ({stop.appointment})")
    for each in plan.unplanned:
        stop = day.stop(each.stop_id)
        fits = f"; would fit {hour(each.fits.start)}-{hour(each.fits.end)}" if each.fits else ""
        print(f"not planned: {each.stop_id} {stop.customer if stop else ''}: {each.reason}{fits}")
