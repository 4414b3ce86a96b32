"""The customer's coming appointments in the workshop, with the wish for a courtesy car or to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

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
    plates = customer_file.vehicles().select("vehicle_number", "license_plate").unique("vehicle_number")
    starts = customer_file.appointments().with_columns(starts_at=pl.coalesce("bring_at", "return_at"))
    day = pl.col("starts_at").dt.convert_time_zone("Europe/Berlin").dt.date()
    coming = starts.filter(day >= customer_file.header().key_date)
    return coming.join(plates, on="vehicle_number", how="left", maintain_order="left").sort("starts_at")


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
