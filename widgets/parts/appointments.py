"""The customer's coming appointments in the workshop, with the wish for a courtesy car or to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query.small_frames import earliest_first, where
from clientinfo_kernel.query.table import MOMENT
from widgets.texts.due import due_chip
from widgets.texts.formats import day_and_month, local
from widgets.texts.language import _
from widgets.texts.words import APPOINTMENT_SERVICES, dot_separated, word
from widgets.view_models import Item, Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


def coming_appointments(customer_file: CustomerFile) -> pl.DataFrame:
    """Return the appointments from the key date on, the next one first.

    Returns:
        ``answers.APPOINTMENTS`` with ``starts_at`` (when the vehicle comes, or else goes) and ``license_plate``.
    """
    rows, vehicles = customer_file.appointments(), customer_file.vehicles()
    key_date = customer_file.header().key_date
    plates = {number: plate for number, plate in vehicles[:, ["vehicle_number", "license_plate"]].rows() if number}
    starts = [brought or returned for brought, returned in rows[:, ["bring_at", "return_at"]].rows()]
    added = list(zip(starts, map(plates.get, rows["vehicle_number"].to_list()), strict=True))
    known = rows.hstack(pl.DataFrame(added, {"starts_at": MOMENT, "license_plate": pl.String}, orient="row"))
    coming = where(known, (at is not None and local(at).date() >= key_date for at in starts))
    return earliest_first(coming, "starts_at")


def service_word(row: Mapping[str, Any]) -> str:
    """Return what is wished beside the work: Ersatzwagen; empty where nothing is."""
    return word(APPOINTMENT_SERVICES, row["service"])


def appointment_item(customer_file: CustomerFile, row: Mapping[str, Any]) -> Item:
    """Return an appointment as a line of a list: day and hour, the wish, how far away it is."""
    at = local(row["starts_at"])
    plate = row["license_plate"]
    return Item(
        _("Termin {day} {time}").format(day=day_and_month(at), time=f"{at:%H:%M}"),
        dot_separated(plate, service_word(row), row["note"]),
        chip=due_chip(at.date(), customer_file.header().key_date),
        link=Link(tab="vehicles", item=plate) if plate else None,
    )
