"""Read a day: its stops from the dealer system's appointments and from what people wrote, its drivers from the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.tour_stops import KINDS_OF_SERVICE, TOUR_STOP, stop_id
from clientinfo_kernel.query.branch_places import branch_places
from clientinfo_kernel.query.exact_point import exact_points
from clientinfo_kernel.tours.clock import DayClock
from clientinfo_kernel.tours.day import CarAway, House, Stop, TourDay
from clientinfo_kernel.tours.drivers import drivers_of
from clientinfo_kernel.tours.of_its_day import ended, is_cancelled, of_its_day
from clientinfo_kernel.tours.stops_by_hand import HOURS_OF_KIND, by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.sections.tours import TourSettings

_APPOINTMENTS = (
    *("customer_id", "appointment_number", "vehicle_number", "bring_at", "return_at", "service", "note"),
    "automatic_wanted",
)
_CUSTOMERS = ("customer_id", "customer_number", "first_name", "name", "phone", "branch")
_PLACES = ("customer_id", "street", "postal_code", "town", "country", "latitude", "longitude", "apart_km")
_VEHICLES = ("customer_id", "vehicle_number", "license_plate", "make", "model")


def read_day(directory: CustomerDirectory, day: date, now: datetime | None = None) -> TourDay:
    """Return a day as it is to be planned.

    Args:
        directory: Who is asked.
        day: Which.
        now: What time it is; None: as the clock says. On its day, nothing that is not held begins before it.

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
        SnapshotMissing: Nothing has been refreshed yet.
        LiveUnavailable: The live store does not answer.
    """
    settings, clock, now = directory.settings, DayClock(day), now or datetime.now(UTC)
    houses = tuple(
        House(each.name, (each.latitude, each.longitude)) for each in branch_places(directory.settings.branches)
    )
    rows = _rows(directory, clock)
    written = _written(directory, rows)
    stops = sorted(_stops(rows, written, clock, settings.tours), key=lambda each: (each.agreed, each.stop_id))
    away = _away(rows, written, clock, settings.tours)
    cars = settings.tours.courtesy_cars
    return TourDay(
        day,
        tuple(each for each in stops if not each.is_cancelled),
        drivers_of(directory, houses, clock),
        houses,
        tuple(each.name for each in cars),
        tuple(away),
        settings.tours.house_minutes * 60,
        clock.seconds(now) if clock.holds(now) else None,
        automatics=tuple(each.name for each in cars if each.gearbox == "automatic"),
        cancelled=tuple(each for each in stops if each.is_cancelled),
    )


def _rows(directory: CustomerDirectory, clock: DayClock) -> list[dict[str, Any]]:
    """Return the appointments of a day with whose they are, where that is, and the vehicle."""
    start, end = clock.midnight, clock.moment(clock.length)
    is_here = (pl.col(name).is_between(start, end, closed="left") for name in ("bring_at", "return_at"))
    is_out = (pl.col("bring_at") < start) & (pl.col("return_at") >= end)  # with a courtesy car, on the days between
    wanted = (pl.any_horizontal(*is_here) | is_out) & pl.col("service").is_in([*KINDS_OF_SERVICE, "loaner"])
    appointments = directory.table("appointments", _APPOINTMENTS, wanted)
    appointments = pl.concat([appointments, by_hand(directory, appointments.schema).filter(wanted)])
    ids = pl.col("customer_id").is_in(appointments["customer_id"].unique().implode())
    frame = appointments.join(directory.table("customers", _CUSTOMERS, ids), on="customer_id", how="left")
    frame = frame.join(directory.table("places", _PLACES, ids), on="customer_id", how="left")
    vehicles = directory.table("vehicles", _VEHICLES, ids).unique(["customer_id", "vehicle_number"], keep="first")
    frame = frame.join(vehicles, on=["customer_id", "vehicle_number"], how="left")
    return _at_exact_points(directory, frame.to_dicts())


def _at_exact_points(directory: CustomerDirectory, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows, with the exact point where somebody set one in the place of what the address alone tells."""
    customer_numbers = sorted({row["customer_number"] for row in rows if row["customer_number"]})
    written = directory.written(CUSTOMER_POINT, customers=customer_numbers) if customer_numbers else pl.DataFrame()
    exact = {
        row["customer_number"]: {"latitude": point.latitude, "longitude": point.longitude, "apart_km": None}
        for row, point in exact_points(rows, written.iter_rows(named=True))
    }
    return [row | exact.get(row["customer_number"], {}) for row in rows]


def _written(directory: CustomerDirectory, rows: list[dict[str, Any]]) -> Mapping[str, dict[str, Any]]:
    customer_numbers = sorted({row["customer_number"] for row in rows if row["customer_number"]})
    if not customer_numbers:
        return {}
    return {
        row["stop_id"]: row for row in directory.written(TOUR_STOP, customers=customer_numbers).iter_rows(named=True)
    }


def _away(
    rows: list[dict[str, Any]], written: Mapping[str, dict[str, Any]], clock: DayClock, tours: TourSettings
) -> Iterator[CarAway]:
    """Yield the courtesy cars of those who come themselves, and those that were left with customers on earlier days.

    Where no return is agreed, nobody knows how long the car is away: it counts as free.
    """
    for row in rows:
        start, end = row["bring_at"], row["return_at"]
        if start is None or end is None or start >= end:
            continue
        if row["service"] == "loaner":
            yield CarAway(clock.seconds(start), clock.seconds(end))
        elif "fetch" in KINDS_OF_SERVICE.get(row["service"], ()) and start < clock.midnight:
            fetch, bring = (
                of_its_day(written.get(stop_id(row["appointment_number"], kind), {}), row[agreed])
                for kind, agreed in HOURS_OF_KIND.items()
            )
            if fetch.get("is_without_car") or fetch.get("outcome") == "not_met" or is_cancelled(fetch, start):
                continue
            back = clock.seconds(end)
            if row["service"] == "both":
                # with the driver who brings the customer's own one
                back += tours.window_minutes * 30 + tours.service_minutes * 60
                if bring.get("outcome") == "done" and bring.get("done_at") is not None:
                    back = clock.seconds(bring["done_at"])
            yield CarAway(clock.seconds(start), back, fetch.get("courtesy_car") or "")


def _stops(
    rows: list[dict[str, Any]], written: Mapping[str, dict[str, Any]], clock: DayClock, tours: TourSettings
) -> Iterator[Stop]:
    for row in rows:
        for kind in KINDS_OF_SERVICE.get(row["service"], ()):
            agreed = row[HOURS_OF_KIND[kind]]
            if agreed is not None and clock.holds(agreed):
                number = stop_id(row["appointment_number"], kind)
                fetch = written.get(stop_id(row["appointment_number"], "fetch"), {})
                stop = _stop(row, kind, written.get(number, {}), clock, tours)
                car = "" if is_cancelled(fetch, row["bring_at"]) else fetch.get("courtesy_car") or ""
                is_given = kind == "fetch" and bool(car and fetch.get("has_courtesy_car"))
                yield replace(stop, courtesy_car=car, is_handed_over=is_given)


def _stop(
    row: Mapping[str, Any], kind: StopKind, written: Mapping[str, Any], clock: DayClock, tours: TourSettings
) -> Stop:
    raw, over = written, ended(written, row[HOURS_OF_KIND[kind]])
    written = {**raw, **over}
    agreed = clock.seconds(row[HOURS_OF_KIND[kind]])
    half = tours.window_minutes * 30
    window = [_on(clock, written.get(name)) for name in ("window_from", "window_until")]
    early, late = agreed - half, agreed + half
    if window[0] is not None and window[1] is not None:
        early, late = window[0], window[1]
    arrives, done = (_on(clock, written.get(name)) for name in ("arrives_at", "done_at"))
    outcome = written.get("outcome") or ""
    service = tours.service_minutes * 60
    if outcome and done is not None:
        arrives = max(done - service, 0)  # it is ticked when it is over
    is_placed = row["latitude"] is not None and row["longitude"] is not None
    name = " ".join(filter(None, (row["first_name"], row["name"])))
    return Stop(
        stop_id(row["appointment_number"], kind),
        row["appointment_number"],
        kind,
        row["customer_number"] or "",
        name,
        max(early, 0),
        max(late, 0),
        agreed,
        service,
        (row["latitude"], row["longitude"]) if is_placed else None,
        row["apart_km"],
        row["branch"] or "",
        bool(tours.courtesy_cars) and kind == "fetch" and not written.get("is_without_car") and outcome != "not_met",
        bool(row["automatic_wanted"] if written.get("is_automatic_wanted") is None else written["is_automatic_wanted"]),
        wanted_car=written.get("wanted_car") or "",
        driver=written.get("driver") or "",
        arrives=arrives,
        is_locked=bool(written.get("is_locked")),
        outcome=outcome,
        is_handed_over=False,  # as the fetch's row says, for both of its stops
        is_window_set=None not in window,
        is_cancelled=is_cancelled(written, row[HOURS_OF_KIND[kind]]),
        version=written.get("version", 0),
        **{field: row[field] or "" for field in ("street", "postal_code", "town", "country", "phone")},
        note=" · ".join(filter(None, (row["note"], written.get("planner_note")))),
        vehicle=" ".join(filter(None, (row["make"], row["model"]))),
        plate=written.get("plate") or row["license_plate"] or "",
        written=raw,
        ended=over,
    )


def _on(clock: DayClock, moment: datetime | None) -> int | None:
    """Return the second of a moment; None: it is on another day, or there is none."""
    return clock.seconds(moment) if moment is not None and clock.holds(moment) else None
