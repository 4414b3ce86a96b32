"""What is due on a vehicle: general inspection (HU), emission test (AU), service by day or by mileage, a recall."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.due import due_chip, end_chip, month_end
from widgets.texts.language import _
from widgets.texts.words import dot_separated
from widgets.view_models import Chip

# Two months are the time in which a workshop still offers a date.
WARN_DAYS = 61
# Half a year before a contract ends, the next vehicle is talked about.
CONTRACT_WARN_DAYS = 183
GENERAL_INSPECTION, EMISSION_TEST = "next_general_inspection_on", "next_emission_test_on"


def inspection_chip(row: Mapping[str, Any], column: str, key_date: date) -> Chip | None:
    """HU and AU run to the end of their month; a sold vehicle has nothing due."""
    return None if row["sold_on"] else due_chip(month_end(row[column]), key_date, WARN_DAYS)


def service_chip(row: Mapping[str, Any], key_date: date) -> Chip | None:
    """Service is due on its day or at its mileage, whichever is reached."""
    if row["sold_on"]:
        return None
    if row["next_service_km"] and (row["mileage_km"] or 0) >= row["next_service_km"]:
        return Chip(_("km erreicht"), "danger")
    return due_chip(row["next_service_on"], key_date, WARN_DAYS)


def recall_chip(row: Mapping[str, Any], recalled: frozenset[str]) -> Chip | None:
    """Return a warning where a recall of the manufacturer is open.

    Args:
        row: Of ``answers.VEHICLES``.
        recalled: Numbers of the vehicles with an open recall (``open_recalls``).
    """
    is_open = row["vehicle_number"] in recalled and not row["sold_on"]
    return Chip(_("Rückruf offen"), "danger") if is_open else None


def open_recalls(recalls: pl.DataFrame) -> frozenset[str]:
    """Return the numbers of the vehicles that have to come in for a recall (``answers.RECALLS``)."""
    rows = zip(recalls["vehicle_number"].to_list(), recalls["done_on"].to_list(), strict=True)
    return frozenset(vehicle for vehicle, done_on in rows if done_on is None)


def next_inspection(row: Mapping[str, Any]) -> date | None:
    """Return the end of the month of the next HU."""
    return month_end(row[GENERAL_INSPECTION])


def contract_end(row: Mapping[str, Any]) -> date | None:
    """Return the day on which leasing or financing ends, the earlier one; None: no contract is known, or it is sold."""
    ends = [day for day in (row["leasing_end_on"], row["financing_end_on"]) if day is not None]
    return min(ends, default=None) if not row["sold_on"] else None


def contract_chip(row: Mapping[str, Any], key_date: date) -> Chip | None:
    """Return which contract ends, and when: Leasing in 5 Monaten."""
    day = contract_end(row)
    if day is None:
        return None
    until = end_chip(day, key_date, CONTRACT_WARN_DAYS)
    kind = _("Leasing") if day == row["leasing_end_on"] else _("Finanzierung")
    return Chip(f"{kind} {until.text}", until.tone) if until else None


def vehicle_name(row: Mapping[str, Any]) -> str:
    """Make and model, the make once."""
    make, model = _make_and_model(row)
    return f"{make} {model}".strip()


def model_first(row: Mapping[str, Any]) -> str:
    """Model and make, the make once: where there is little room, what is cut off is the make, which most have in common."""
    return dot_separated(*reversed(_make_and_model(row)))


def _make_and_model(row: Mapping[str, Any]) -> tuple[str, str]:
    make, model = row["make"] or "", row["model"] or ""
    return "" if model.casefold().startswith(make.casefold()) else make, model


def with_due(vehicles: pl.DataFrame, recalls: pl.DataFrame, key_date: date) -> tuple[pl.DataFrame, Mapping[str, Chip]]:
    """Return the vehicles with columns for what is due, and the chips for the keys in them.

    Args:
        vehicles: ``answers.VEHICLES``.
        recalls: ``answers.RECALLS``.
        key_date: From which it is seen.

    Returns:
        The vehicles with ``name``, ``inspection_on``, ``emission_on`` (month ends), ``contract_end_on``, and with
        ``inspection_due``, ``emission_due``, ``service_due``, ``contract_due``, ``standing`` (keys), and key -> chip.
    """
    rows = vehicles.to_dicts()
    recalled = open_recalls(recalls)
    chips = {
        "inspection_due": [inspection_chip(row, GENERAL_INSPECTION, key_date) for row in rows],
        "emission_due": [inspection_chip(row, EMISSION_TEST, key_date) for row in rows],
        "service_due": [service_chip(row, key_date) for row in rows],
        "contract_due": [contract_chip(row, key_date) for row in rows],
        "standing": [Chip(_("verkauft")) if row["sold_on"] else recall_chip(row, recalled) for row in rows],
    }
    keys = [pl.Series(name, [chip_key(chip) for chip in column], pl.String) for name, column in chips.items()]
    frame = vehicles.with_columns(
        *keys,
        pl.Series("name", [vehicle_name(row) for row in rows], pl.String),
        pl.Series("contract_end_on", [contract_end(row) for row in rows], pl.Date),
        inspection_on=pl.col(GENERAL_INSPECTION).dt.month_end(),
        emission_on=pl.col(EMISSION_TEST).dt.month_end(),
    )
    return frame, chips_by_key(chip for column in chips.values() for chip in column)
