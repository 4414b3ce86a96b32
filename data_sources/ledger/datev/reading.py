"""Reads one file after the other into batches."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data_sources.connector import UNREAD, Export
from data_sources.formula_texts import without_formulas
from data_sources.ledger.datev.account_lengths import AccountLengths
from data_sources.ledger.datev.balances import BalanceList, balances
from data_sources.ledger.datev.checking import Plan, checked, misplaced, not_understood, nothing
from data_sources.ledger.datev.english_amounts import with_german_amounts
from data_sources.ledger.datev.files import blocks
from data_sources.ledger.datev.layout import POSTINGS, Layout, moved_columns
from data_sources.ledger.datev.open_items import DATES, levels_left_open, missing_headings, open_items
from data_sources.ledger.datev.tables import ISO_DATES, PREPARE
from data_sources.read_as import encoding_note
from data_sources.record_form import Form
from data_sources.record_reader import RecordReader
from data_sources.remarks import Remark
from data_sources.text_blocks import TextBlock

if TYPE_CHECKING:
    import polars as pl

    from data_sources.connector import Batch
    from data_sources.ledger.datev.files import FoundFile
    from data_sources.ledger.datev.header import Header
    from data_sources.ledger.datev.headings import Headings, ListHeadings
    from data_sources.ledger.datev.tables import Prepared

STRETCH = 48 * 1024 * 1024  # bytes: bounds the memory for files larger than DATEV's 99,999 records


@dataclass(frozen=True)
class Reading:
    """Reads the files of one folder.

    Attributes:
        encoding: From the settings.
        lengths: How many digits accounts have.
    """

    encoding: str | None
    lengths: AccountLengths

    def batches(self, found: FoundFile) -> Iterator[Batch]:
        """Read one file. What goes wrong with a file is its batch's damage, not an error."""
        if found.unreadable:
            yield replace(nothing(found.name, found.table, found.damage), content=UNREAD)
            return
        try:
            digest = hashlib.sha256()
            for batch in self._read(found, blocks(found.path, self.encoding, STRETCH, digest)):
                yield replace(batch, content=digest.hexdigest())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            damage = f"the file cannot be read: {reason}"
            yield replace(nothing(found.name, found.table, damage), content=UNREAD)

    def _read(self, found: FoundFile, stretches: Iterator[TextBlock]) -> Iterator[Batch]:
        moved: list[str] = []
        export = None
        if found.header and found.layout and found.headings:
            plan, first_line = _datev_plan(found.header, found.layout, found.headings), found.headings.next_line
            moved = moved_columns(found.layout, found.headings.names)
            export = found.header.export if plan.table == POSTINGS.table else None
        elif listed := found.open_items or found.balances:
            plan, first_line = _list_plan(listed, self.lengths.own(found)), listed.heading_line + 2
            export = _list_export(found) if found.open_items else None
        else:
            yield from (not_understood(found.name, found.table, block, found.damage or "") for block in stretches)
            return
        notes = missing_headings(found.open_items) if found.open_items else ()
        umlauts = _Umlauts(stretches, self.encoding)
        damage = f"columns are not where DATEV has them: {', '.join(moved[:5])}" if moved else None
        for records in RecordReader(plan.form, plan.columns, empty_is_null=True).read(umlauts.blocks(), first_line):
            if damage:
                yield misplaced(found.name, plan.table, records, damage)
            else:
                batch = checked(found.name, records, plan)
                notes += levels_left_open(batch.kept) if found.open_items else ()
                yield replace(batch, export=export, notes=(*notes, *umlauts.notes()))
                notes = ()


@dataclass
class _Umlauts:
    """Says once whether a file has the umlauts of another system where no setting names it: only its blocks tell, as they are read."""

    stretches: Iterator[TextBlock]
    declared: str | None
    waiting: tuple[Remark, ...] = ()
    is_said: bool = False

    def blocks(self) -> Iterator[TextBlock]:
        for block in self.stretches:
            if not self.is_said:
                self.waiting = encoding_note(block.encoding, self.declared)
            yield block

    def notes(self) -> tuple[Remark, ...]:
        said, self.waiting = self.waiting, ()
        self.is_said |= bool(said)
        return said


def _list_export(found: FoundFile) -> Export:
    """Return the day that a list of open items is of, empty if nothing says it, and the file's own time."""
    day = found.listed_on.isoformat() if found.listed_on else ""
    written = dt.datetime.fromtimestamp(found.path.stat().st_mtime, tz=dt.UTC)
    return Export("", "", "", day, "", "", f"{written:%Y%m%d%H%M%S}")


def _list_plan(items: ListHeadings, length: int | None) -> Plan:
    def prepared(raw: pl.DataFrame) -> Prepared:
        values = with_german_amounts(without_formulas(raw), items)
        return balances(values, items, length) if isinstance(items, BalanceList) else open_items(values, length)

    table, dates = ("balances", ISO_DATES) if isinstance(items, BalanceList) else ("open_items", DATES)
    return Plan(table, items.form, items.columns, prepared, dates)


def _datev_plan(header: Header, layout: Layout, headings: Headings) -> Plan:
    prepare = PREPARE[header.category]
    columns = {value.position: value.name for value in layout.fields}
    form = Form(";", fewest=layout.fewest, headings=len(headings.names), widths=layout.widths)
    return Plan(layout.table, form, columns, lambda raw: prepare(raw, header), ISO_DATES)
