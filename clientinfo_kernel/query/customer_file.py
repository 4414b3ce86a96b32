"""All questions about one customer, answered from a snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.rights import TOPICS, Access
from clientinfo_kernel.query import answers, header
from clientinfo_kernel.query.payments import ageing, ageing_class
from clientinfo_kernel.query.snapshot import Snapshot

if TYPE_CHECKING:
    from clientinfo_kernel.query.header import CustomerHeader


@dataclass(frozen=True)
class CustomerFile:
    """One customer's file: each method answers one question with a small frame (schemas: ``answers``).

    Rows are read once and kept for as long as the file is open, so that several tabs share them. A question about
    something that ``access`` does not allow raises ``NotPermitted`` before anything is read; answers about everything
    (header, timeline, the customer's own row) leave out what it does not allow.

    Attributes:
        snapshot: Where the answers come from.
        customer_id: The customer's place in this snapshot.
        key_date: Day for which ages and delays are computed.
        access: What may be asked.
    """

    snapshot: Snapshot
    customer_id: int
    key_date: date
    access: Access
    _read: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def header(self) -> CustomerHeader:
        """Everything for the header card."""
        return self._header

    @cached_property
    def _header(self) -> CustomerHeader:
        return header.customer_header(self)

    def contact_persons(self) -> pl.DataFrame:
        """People to talk to, the main one first (``answers.CONTACT_PERSONS``)."""
        rows = self._answer("contact_persons", answers.CONTACT_PERSONS)
        return rows.sort(pl.col("is_main").fill_null(value=False), descending=True, maintain_order=True)

    def communication(self) -> pl.DataFrame:
        """Numbers and addresses of the customer itself, preferred ones first (``answers.COMMUNICATION``)."""
        rows = self._answer("communication", answers.COMMUNICATION)
        return rows.sort(pl.col("is_preferred").fill_null(value=False), descending=True, maintain_order=True)

    def cases(self) -> pl.DataFrame:
        """Cases, open ones with the nearest follow-up first (``answers.CASES``)."""
        rows = self._answer("cases", answers.CASES)
        return rows.sort(~pl.col("is_open"), "follow_up_on", nulls_last=True, maintain_order=True)

    def contact_events(self) -> pl.DataFrame:
        """Contacts, newest first; ``case_id`` null: not linked (``answers.CONTACT_EVENTS``)."""
        return self._answer("contact_events", answers.CONTACT_EVENTS)

    def inbox_invoices(self) -> pl.DataFrame:
        """Staged invoices of all upstream systems, newest first (``answers.INBOX_INVOICES``)."""
        return self._answer("inbox_invoices", answers.INBOX_INVOICES)

    def inbox_customers(self) -> pl.DataFrame:
        """Staged changes of the customer's record, newest first (``answers.INBOX_CUSTOMERS``)."""
        return self._answer("inbox_customers", answers.INBOX_CUSTOMERS)

    def documents(self, entry_id: str | None = None) -> pl.DataFrame:
        """Attached documents with their bytes, of one inbox entry or all (``answers.DOCUMENTS``)."""
        rows = self._answer("documents", answers.DOCUMENTS)
        return rows if entry_id is None else rows.filter(pl.col("entry_id") == entry_id)

    def revenue(self) -> pl.DataFrame:
        """Revenue per fiscal year and division, oldest first (``answers.REVENUE``)."""
        return self._answer("revenue", answers.REVENUE)

    def open_items(self) -> pl.DataFrame:
        """Open items, oldest first (``answers.OPEN_ITEMS``)."""
        return self._open_items

    @cached_property
    def _open_items(self) -> pl.DataFrame:
        overdue = (pl.lit(self.key_date) - pl.col("due_on")).dt.total_days().cast(pl.Int32)
        rows = self._rows("open_items").with_columns(overdue.alias("days_overdue"))
        return rows.with_columns(ageing_class(pl.col("days_overdue")).alias("ageing")).select(
            answers.OPEN_ITEMS.names()
        )

    def ageing(self) -> pl.DataFrame:
        """Open items by class of age, all classes present, credits apart (``answers.AGEING``)."""
        return ageing(self.open_items())

    def vehicles(self) -> pl.DataFrame:
        """Vehicles owned or kept, next inspection first (``answers.VEHICLES``)."""
        return self._answer("vehicles", answers.VEHICLES)

    def orders(self, *, current: bool | None = None) -> pl.DataFrame:
        """Order splits, newest first; only current ones, only closed ones, or all (``answers.ORDERS``)."""
        rows = self._answer("orders", answers.ORDERS)
        return rows if current is None else rows.filter(pl.col("is_current") == current)

    def order_lines(self, order: str | None = None, split: int | None = None) -> pl.DataFrame:
        """Lines of one split, of one order, or of all orders (``answers.ORDER_LINES``)."""
        rows = self._answer("order_lines", answers.ORDER_LINES)
        if order is not None:
            rows = rows.filter(pl.col("order") == order)
        return rows if split is None else rows.filter(pl.col("split") == split)

    def gross_profit(self) -> pl.DataFrame:
        """The five lines per fiscal year, oldest first (``answers.GROSS_PROFIT``)."""
        lines = answers.GROSS_PROFIT.names()[1:]
        sums = (
            self.gross_profit_invoices()
            .group_by("year", maintain_order=True)
            .agg(pl.col(lines).sum().cast(answers.MONEY))
        )
        return sums.sort("year")

    def gross_profit_invoices(self, year: int | None = None) -> pl.DataFrame:
        """The same per invoice, of one fiscal year or all (``answers.GROSS_PROFIT_INVOICES``)."""
        rows = self._answer("gross_profit_invoices", answers.GROSS_PROFIT_INVOICES)
        return rows if year is None else rows.filter(pl.col("year") == year)

    def gross_profit_entries(self, year: int | None = None, number: str | None = None) -> pl.DataFrame:
        """Where a figure comes from: the entries of a year or an invoice (``answers.GROSS_PROFIT_ENTRIES``)."""
        rows = self._answer("profit_entries", answers.GROSS_PROFIT_ENTRIES)
        if year is not None:
            rows = rows.filter(pl.col("year") == year)
        return rows if number is None else rows.filter(pl.col("number") == number)

    def place(self) -> pl.DataFrame:
        """Where the customer lives, one row (``answers.PLACE``)."""
        return self._answer("places", answers.PLACE)

    def timeline(self, limit: int = 200) -> pl.DataFrame:
        """Everything that happened, newest first, of the kinds that may be seen (``answers.TIMELINE``)."""
        events = self._answer("timeline", answers.TIMELINE)
        seen = self.access.events()
        if seen is not None:
            events = events.filter(pl.col("kind").is_in(seen))
        return events.filter(pl.col("at").dt.date() <= self.key_date).head(limit)

    def identity_links(self) -> pl.DataFrame:
        """Other records that are or may be the same customer (``answers.IDENTITY_LINKS``)."""
        return self._answer("identity_links", answers.IDENTITY_LINKS)

    def sources(self) -> pl.DataFrame:
        """Freshness per source (``answers.SOURCES``)."""
        return self.snapshot.sources

    def payments(self) -> pl.DataFrame:
        """Payments of invoices, newest first: ``paid_on``, ``number``, ``amount``, ``days``, ``delay``, ``is_settled``."""
        return self._rows("payments")

    def invoices(self) -> pl.DataFrame:
        """Invoices of the dealer system, newest first: ``invoice_number``, ``kind``, ``invoiced_on``, ``net``, ``gross``."""
        return self._rows("invoices")

    def master_record(self) -> dict[str, Any]:
        """The customer's own row: the columns of the snapshot's table ``customers`` that may be seen."""
        hidden = self.access.hidden_fields()
        row = self._rows("customers").row(0, named=True)
        return {name: value for name, value in row.items() if name not in hidden}

    def debtor_accounts(self) -> tuple[str, ...]:
        """Debtor accounts of the ledger that are this customer's."""
        return tuple(self._rows("debtor_accounts")["account"])

    def ledger_documents(self) -> pl.DataFrame:
        """Documents on his debtor accounts, newest first: ``number``, ``date``, ``debit``, ``credit``, ``balance``."""
        return self._rows("debtor_documents")

    def _answer(self, table: str, schema: pl.Schema) -> pl.DataFrame:
        return self._rows(table)[schema.names()]  # columns by name need no query plan

    def _rows(self, table: str) -> pl.DataFrame:
        self.access.require(TOPICS[table])  # the one way to the rows, so that no method can forget it
        if table not in self._read:
            self._read[table] = self.snapshot.rows(table, self.customer_id)
        return self._read[table]
