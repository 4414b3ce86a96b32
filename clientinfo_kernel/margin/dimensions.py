"""By what a margin can be asked for, and in which rows of the snapshot that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_LINES
from data_sources.dealer_system.invoice_kinds import INVOICE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Level = Literal["cube", "facts", "postings"]
LEVELS: tuple[Level, ...] = ("cube", "facts", "postings")  # coarse and fast first

UNASSIGNED = "unassigned"  # how a filter spells rows that have no value of a dimension
ALL_BUT = "all_but"  # beside values of a filter: rows that have none of them are meant


@dataclass(frozen=True)
class Dimension:
    """Something that margins can be asked by.

    Attributes:
        key: Its name in questions, and the name of its column in answers.
        level: The coarsest rows that know it.
        values: All values that there can be; empty: whatever the sources say.
    """

    key: str
    level: Level
    values: tuple[str, ...] = ()


PAYERS = ("customer", "manufacturer", "insurer", "leasing_bank", "other_customer", "internal")

DIMENSIONS: Mapping[str, Dimension] = {
    each.key: each
    for each in (
        Dimension("year", "cube"),
        Dimension("month", "cube"),
        Dimension("branch", "cube"),
        Dimension("division", "cube", tuple(each for each in DIVISIONS if each != UNASSIGNED)),
        Dimension("payer", "cube", PAYERS),
        Dimension("customer_group", "cube"),
        Dimension("make", "facts"),
        Dimension("model", "facts"),
        Dimension("customer", "facts"),
        Dimension("classification", "facts"),
        Dimension("order_kind", "facts", INVOICE_KINDS),
        Dimension("adviser", "facts"),
        Dimension("account", "postings"),
        Dimension("cost_center", "postings"),
    )
}
# What a question is narrowed by: a range of days is a period as well, by which nothing is grouped.
FILTERS: Mapping[str, Dimension] = {**DIMENSIONS, "day": Dimension("day", "postings")}
# What a list of documents or postings can be narrowed by as well.
ROW_DIMENSIONS: Mapping[str, Dimension] = {
    **FILTERS,
    "number": Dimension("number", "facts"),
    "role": Dimension("role", "postings", tuple(GROSS_PROFIT_LINES)),
}


def finest(levels: Iterable[Level]) -> Level:
    """Return the finest of some levels, the coarsest of all where there is none."""
    return max(levels, key=LEVELS.index, default=LEVELS[0])
