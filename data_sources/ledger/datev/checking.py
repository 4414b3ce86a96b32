"""From the records of a stretch to a checked batch: name the values, check them, quarantine what breaks a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from data_sources.connector import Batch
from data_sources.contract import REJECT_SCHEMA, no_rows
from data_sources.intake import Intake, TextFormats, rejected
from data_sources.ledger.contract import Accounts, Balances, Debtors, OpenItems, PaymentTerms, Postings
from data_sources.ledger.datev.tables import Prepared
from data_sources.record_form import Form
from data_sources.records import cut_off

if TYPE_CHECKING:
    import dataframely as dy

    from data_sources.records import Records
    from data_sources.text_blocks import TextBlock

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


def checked(file: str, records: Records, plan: Plan) -> Batch:
    """Check the records of a stretch.

    Args:
        file: Name of the file as shown to people.
        records: Its records.
        plan: How to read them.
    """
    prepared = plan.prepare(records.fields)
    rows = prepared.rows.with_columns(pl.lit(file).alias("source_file"))
    intake = Intake(SOURCE, plan.table, SCHEMAS[plan.table], TextFormats(decimal_comma=True, dates=plan.dates))
    result = intake.check(rows, prepared.rule)
    own = result.rejects
    if own.height:
        own = own.drop("record").join(records.written(own["line"]), on="line", how="left", maintain_order="left")
    rejects = pl.concat([own.select(REJECT_SCHEMA.names()), *_rejects(file, plan.table, records.broken)])
    return Batch(plan.table, file, result.kept, rejects.sort("line", maintain_order=True), cut_off(records.broken))


def misplaced(file: str, table: str, records: Records, damage: str) -> Batch:
    """Quarantine all records of a file whose columns do not stand where they should."""
    lines = pl.concat([records.written(None), records.broken.select("line", "record")]).sort("line")
    return Batch(table, file, empty(table), rejected(SOURCE, table, file, lines, "heading_order"), damage)


def not_understood(file: str, table: str, block: TextBlock, damage: str) -> Batch:
    """Quarantine every line of a file that is not what it should be."""
    numbered = block.lines.alias("record").to_frame().with_row_index("line", block.first_line)
    lines = numbered.filter(pl.col("record").str.contains(r"\S"))
    return Batch(table, file, empty(table), rejected(SOURCE, table, file, lines, "file_header"), damage)


def nothing(file: str, table: str, damage: str | None = None) -> Batch:
    """Make the batch of a file without records, or of one that could not be opened."""
    return Batch(table, file, empty(table), REJECT_SCHEMA.to_frame(), damage)


def empty(table: str) -> pl.DataFrame:
    """Return a table of the contract without rows."""
    return no_rows(SCHEMAS[table])


def _rejects(file: str, table: str, broken: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        rejected(SOURCE, table, file, lines, str(rule))
        for (rule,), lines in broken.group_by("rule", maintain_order=True)
    ]
