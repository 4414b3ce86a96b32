"""How the drives of an appointment stand: planned, or done, and when it really was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.tour_stops import KINDS_OF_SERVICE, TOUR_STOP, stop_id
from clientinfo_kernel.tours.of_its_day import is_cancelled, is_of_day, of_its_day
from widgets.texts.formats import local
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.work_list import Desk

_DRIVES = {
    "fetch": (N_("wird geholt {hour}, {driver}"), N_("geholt {hour}, {driver}")),
    "bring": (N_("wird gebracht {hour}, {driver}"), N_("gebracht {hour}, {driver}")),
}


def with_drives(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    """Return appointments with ``drive``: what the page Touren knows of fetching and bringing; empty without a wish.

    Args:
        desk: Whose list it is.
        rows: ``appointment_number``, ``service``, ``bring_at``, ``return_at`` and ``customer_number`` of each.
    """
    customer_numbers = (
        rows.filter(pl.col("service").is_in(list(KINDS_OF_SERVICE)))["customer_number"].drop_nulls().unique()
    )
    written = (
        desk.directory.written(TOUR_STOP, customers=customer_numbers.to_list())
        if len(customer_numbers)
        else pl.DataFrame()
    )
    stops = {row["stop_id"]: row for row in written.iter_rows(named=True)}
    wanted = rows["appointment_number", "service", "bring_at", "return_at"].iter_rows(named=True)
    said = [_of(each, stops) for each in wanted]
    return rows.with_columns(pl.Series("drive", said, pl.String))


def _of(appointment: Mapping[str, Any], stops: Mapping[str, Mapping[str, Any]]) -> str:
    number, kinds = appointment["appointment_number"], KINDS_OF_SERVICE.get(appointment["service"] or "", ())
    rows = ((kind, stops.get(stop_id(number, kind))) for kind in kinds)
    return " · ".join(filter(None, (_drive(kind, row, appointment) for kind, row in rows if row is not None)))


def _drive(kind: str, row: Mapping[str, Any], appointment: Mapping[str, Any]) -> str:
    planned, done = _DRIVES[kind]
    agreed = appointment["bring_at" if kind == "fetch" else "return_at"]
    if is_cancelled(row, agreed):
        return _("entfällt")
    row = of_its_day(row, agreed)
    # ticked on another day: the plan's hour is the best that is known
    is_timed = bool(row["outcome"]) and is_of_day(row["done_at"], agreed)
    moment = row["done_at" if is_timed else "arrives_at"]
    if row["outcome"] == "not_met":
        at = "" if moment is None else f"{local(moment):%H:%M}"
        return _("nicht angetroffen {hour}, {driver}").format(hour=at, driver=row["driver"] or "").strip(" ,")
    words = done if row["outcome"] == "done" else planned
    if moment is None or not row["driver"]:
        return ""
    return _(words).format(hour=f"{local(moment):%H:%M}", driver=row["driver"])
