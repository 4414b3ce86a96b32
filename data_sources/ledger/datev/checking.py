"""From the records of a stretch to a checked batch: name the values, check them, quarantine what breaks a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from data_sources.connector import Batch
from data_sources.contract import REJECT_SCHEMA
from data_sources.intake import Intake, TextFormats, rejected
from data_sources.ledger.contract import Accounts, Balances, Debtors, OpenItems, PaymentTerms, Postings
from data_sources.ledger.datev.encoding import REPLACEMENT
from data_sources.ledger.datev.frames import frame
from data_sources.ledger.datev.quotes import Form
from data_sources.ledger.datev.tables import Prepared

if TYPE_CHECKING:
    import dataframely as dy

    from data_sources.ledger.datev.records import Records

SOURCE = "ledger"
SCHEMAS: dict[str, type[dy.Schema]] = {
    "accounts": Accounts,
    "debtors": Debtors,
    "postings": Postings,
    "payment_terms": PaymentTerms,
    "open_items": OpenItems,
    "balances": Balances,
}


@dataclass(frozen=True)
class Plan:
    """How the records of one file become rows of a table.

    Attributes:
        table: Member of the contract.
        form: What a record looks like.
        columns: Names of the values by position, counted from 1.
        prepare: From those text columns to the contract's columns.
        dates: strptime formats that the prepared dates have.
    """

    table: str
    form: Form
    columns: dict[int, str]
    prepare: Callable[[pl.DataFrame], Prepared]
    dates: tuple[str, ...]


def checked(file: str, records: Records, plan: Plan, *, damaged: bool) -> Batch:
    """Check the records of a stretch.

    Args:
        file: Name of the file as shown to people.
        records: Its records.
        plan: How to read them.
        damaged: Some bytes of the file had no meaning in its encoding: the records with U+FFFD are refused.
    """
    raw = frame(records, plan.columns, plan.form.separator)
    prepared = plan.prepare(raw)
    rows = prepared.rows.with_columns(pl.lit(file).alias("source_file"))
    rule = prepared.rule
    if damaged:
        is_damaged = pl.col("source_row").is_in(_damaged_lines(records))
        rule = pl.coalesce(pl.when(is_damaged).then(pl.lit("unreadable_character")), rule)
    intake = Intake(SOURCE, plan.table, SCHEMAS[plan.table], TextFormats(decimal_comma=True, dates=plan.dates))
    result = intake.check(rows, rule)
    as_written = pl.Series("record", [records.raw(line) for line in result.rejects["line"].to_list()], pl.String)
    refused = [
        _rejects(file, plan.table, records, [line for line, name in records.broken.items() if name == broken], broken)
        for broken in sorted(set(records.broken.values()))
    ]
    rejects = pl.concat([result.rejects.with_columns(as_written), *refused]).sort("line", maintain_order=True)
    cut = [line for line, name in records.broken.items() if name == "truncated"]
    damage = f"the file is cut off in line {cut[0]}; export it again" if cut else None
    return Batch(plan.table, file, result.kept, rejects, damage)


def misplaced(file: str, table: str, records: Records, damage: str) -> Batch:
    """Quarantine all records of a file whose columns do not stand where they should."""
    rejects = _rejects(file, table, records, _all_lines(records), "heading_order")
    return Batch(table, file, empty(table), rejects, damage)


def not_understood(file: str, table: str, data: bytes, damage: str) -> Batch:
    """Quarantine every line of a file that is not what it should be."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    frame_ = pl.DataFrame(
        {"line": [number for number, _ in lines], "record": [line.rstrip(b"\r").decode() for _, line in lines]},
        schema={"line": pl.Int64, "record": pl.String},
    )
    return Batch(table, file, empty(table), rejected(SOURCE, table, file, frame_, "file_header"), damage)


def nothing(file: str, table: str, damage: str | None = None) -> Batch:
    """Make the batch of a file without records, or of one that could not be opened."""
    return Batch(table, file, empty(table), REJECT_SCHEMA.to_frame(), damage)


def empty(table: str) -> pl.DataFrame:
    """Return a table of the contract without rows."""
    return pl.DataFrame(SCHEMAS[table].create_empty())


def _all_lines(records: Records) -> list[int]:
    return sorted([*records.lines.tolist(), *records.broken])


def _rejects(file: str, table: str, records: Records, lines: list[int], rule: str) -> pl.DataFrame:
    found = pl.DataFrame(
        {"line": lines, "record": [records.raw(line) for line in lines]},
        schema={"line": pl.Int64, "record": pl.String},
    )
    return rejected(SOURCE, table, file, found, rule)


def _damaged_lines(records: Records) -> list[int]:
    """Return the line numbers of the records that contain U+FFFD."""
    places, at = [], records.data.find(REPLACEMENT)
    while at >= 0:
        places.append(at)
        at = records.data.find(REPLACEMENT, at + len(REPLACEMENT))
    index = np.searchsorted(records.record_ends, np.array(places, np.int64), side="right")
    index = index[index < len(records.record_lines)]
    return [int(line) for line in np.unique(records.record_lines[index])]
