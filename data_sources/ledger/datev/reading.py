"""Reads one file after the other into batches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data_sources.ledger.datev.balances import BalanceList, balances
from data_sources.ledger.datev.checking import Plan, checked, misplaced, not_understood, nothing
from data_sources.ledger.datev.encoding import utf8
from data_sources.ledger.datev.frames import stretches
from data_sources.ledger.datev.headings import Headings, ListHeadings, datev_headings, list_headings
from data_sources.ledger.datev.layout import POSTINGS, Layout, moved_columns
from data_sources.ledger.datev.open_items import DATES, open_items
from data_sources.ledger.datev.quotes import Form
from data_sources.ledger.datev.tables import ISO_DATES, PREPARE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.connector import Batch
    from data_sources.ledger.datev.files import FoundFile
    from data_sources.ledger.datev.header import Header


@dataclass(frozen=True)
class Reading:
    """Reads the files of one folder.

    Attributes:
        encoding: From the settings.
        account_length: Digits of a general ledger account, for lists that do not say it.
    """

    encoding: str | None
    account_length: int | None

    def batches(self, found: FoundFile) -> Iterator[Batch]:
        """Read one file. What goes wrong with a file is its batch's damage, not an error."""
        if found.unreadable:
            yield nothing(found.name, found.table, found.damage)
            return
        try:
            data = found.path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            yield nothing(found.name, found.table, f"the file cannot be read: {reason}")
            return
        text = utf8(data, self.encoding)
        del data  # a large file is in memory once
        if found.header and found.layout:
            headings = datev_headings(text.data)
            plan = _datev_plan(found.header, found.layout, headings)
            moved = moved_columns(found.layout, headings.names)
        elif listed := found.open_items or found.balances:
            headings = list_headings(text.data, listed.heading_line, listed.separator)
            plan, moved = self._list_plan(listed), []
        else:
            yield not_understood(found.name, found.table, text.data, found.damage or "")
            return
        body = text.data[headings.end :]
        export = found.header.export if found.header and plan.table == POSTINGS.table else None
        damage = f"columns are not where DATEV has them: {', '.join(moved[:5])}" if moved else None
        count = 0
        for count, records in enumerate(stretches(body, plan.form, headings.next_line), start=1):  # noqa: B007
            if damage:
                yield misplaced(found.name, plan.table, records, damage)
            else:
                yield replace(checked(found.name, records, plan, damaged=text.damaged), export=export)
        if not count:
            yield nothing(found.name, plan.table, damage)

    def _list_plan(self, items: ListHeadings) -> Plan:
        length = self.account_length
        if isinstance(items, BalanceList):
            return Plan("balances", items.form, items.columns, lambda raw: balances(raw, items, length), ISO_DATES)
        return Plan("open_items", items.form, items.columns, lambda raw: open_items(raw, length), DATES)


def _datev_plan(header: Header, layout: Layout, headings: Headings) -> Plan:
    prepare = PREPARE[header.category]
    columns = {value.position: value.name for value in layout.fields}
    form = Form(";", layout.fewest, len(headings.names), layout.widths)
    return Plan(layout.table, form, columns, lambda raw: prepare(raw, header), ISO_DATES)
