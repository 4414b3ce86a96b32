"""The dealership of the audit: one business, in the handwriting of several houses."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from demo_dealership import write_demo
from demo_dealership.habits import Habits

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.second_opinion import Figures

CUSTOMERS, SEED = 60, 8  # with cars taken back in the next year, and numbers that were used before
# In all documents of a house at once; and the usual mixture.
EVERY_HABIT = {each.name: Habits(**{each.name: 100 if each.type == "int" else True}) for each in fields(Habits)}


def dealership(folder: Path, habits: Habits) -> Path:
    """Write the dealership, and return its folder."""
    write_demo(folder, customers=CUSTOMERS, seed=SEED, habits=habits)
    return folder


def without_owners_of(habit: str, figures: dict[str, Figures]) -> dict[str, Figures]:
    """Leave out how fast somebody pays whose payments stand on an account for all."""
    if habit != "collective_debtor":
        return figures
    return {number: replace(each, days_to_pay=None, paid_invoices=0) for number, each in figures.items()}


def without_brochure(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out the brochure's customer, who is written down by hand and has figures of their own (``golden``)."""
    return {number: kinds for number, kinds in found.items() if number != "10012"}
