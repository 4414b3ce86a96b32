"""Headings of a file to fields of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from data_sources.contract import ORIGIN
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dataframely as dy

    from data_sources.mapped.mapping import TableMapping


@dataclass(frozen=True)
class Binding:
    """Which column of a file (by position) is which field.

    Attributes:
        names: Per column of the file, its name in a record: the heading, made unique.
        positions: Contract field to position.
        constants: Contract field to the value of every record.
        damage: Set where a required field cannot be found: why.
        notes: What is missing without harm.
    """

    names: tuple[str, ...]
    positions: dict[str, int]
    constants: dict[str, str]
    damage: str | None
    notes: tuple[Remark, ...]

    def fields(self, records: pl.DataFrame, file: str) -> pl.DataFrame:
        """Rename the columns of ``records`` (named as ``names``, plus ``source_row``) to contract fields.

        Columns that no field names keep their heading: they stay readable in the record of a reject.
        """
        used = set(self.positions.values())
        taken = {*self.positions, *self.constants, *ORIGIN}
        spare = [name for at, name in enumerate(self.names) if at not in used and name not in taken]
        return records.select(
            *(pl.col(self.names[at]).alias(field) for field, at in self.positions.items()),
            *(pl.lit(value).alias(field) for field, value in self.constants.items()),
            *(pl.col(name).alias(f"[{name}]") for name in spare),
            pl.lit(file).alias("source_file"),
            pl.col("source_row").cast(pl.Int64),
        )


def bind(headings: Sequence[str], mapped: TableMapping, schema: type[dy.Schema]) -> Binding:
    """Find the mapped headings, in any case and with blanks around them."""
    places: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        places.setdefault(_plain(heading), []).append(at)
    required = {name for name, column in schema.columns().items() if not column.nullable}
    faults, notes, positions = [], [], {}
    for field, heading in mapped.headings.items():
        found = places.get(_plain(heading), [])
        if len(found) == 1:
            positions[field] = found[0]
        elif found:
            faults.append(f"the heading {heading!r} stands {len(found)} times")
        elif field in required:
            faults.append(f"the heading {heading!r} is missing")
        elif field not in mapped.optional:
            notes.append(remark("heading_missing", heading=heading, field=field))
    have = ", ".join(heading for heading in headings[:12] if heading) or "none"
    damage = "; ".join(faults) + f" (headings found: {have})" if faults else None
    return Binding(_unique(headings), positions, mapped.constants, damage, tuple(notes))


def _plain(heading: str) -> str:
    return heading.strip().strip("﻿").casefold()


def _unique(headings: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for at, heading in enumerate(headings, 1):
        name = heading.strip() or f"column {at}"
        names.append(name if name not in {*names, *ORIGIN} else f"{name} ({at})")
    return tuple(names)
