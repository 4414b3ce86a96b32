"""All questions about one customer, answered from a snapshot and from what people wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.query import answers
from clientinfo_kernel.query.assigned_entries import (
    Inbox,
    as_decided,
    assigned_documents,
    assigned_entries,
    assigned_here,
)
from clientinfo_kernel.query.decided_items import with_decisions
from clientinfo_kernel.query.header import customer_header
from clientinfo_kernel.query.neighbours import neighbours
from clientinfo_kernel.query.payments import ageing, with_ages
from clientinfo_kernel.query.small_frames import marked_first, next_first, sums_by, up_to, where
from clientinfo_kernel.query.standing import standing
from clientinfo_kernel.query.written_file import WrittenFile
from clientinfo_kernel.query.written_rows import NOTHING_WRITTEN, with_cases, with_contacts, with_events
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.query.header import CustomerHeader


@dataclass(frozen=True)
class CustomerFile(WrittenFile):
    """One customer's file: each method returns the answer to one question as a small frame (schemas: ``answers``).

    Several tabs share what was read (``CustomerRows``), and what people wrote (``WrittenFile``); these have the attributes.
    A question about something that ``access`` does not allow raises ``NotPermitted`` before anything is read; answers
    about everything (header, timeline, the customer's own row) leave out what it does not allow.
    """

    def on(self, day: date) -> CustomerFile:
        """Return the file on a key date: receivables, ages, days to pay and exposure as they were then."""
        return replace(self, key_date=day, as_of=day, _read={})

    def asked_for(self, day: date | None) -> CustomerFile:
        """Return the file for a day that somebody asks for; None: as it is.

        On the key date itself the delivered list of open items is what counts. Without one, what is booked for later days
        is left out as on every other day.
        """
        if day is None or (
            day == self.key_date and (self._snapshot.lists_open_items or not self._is_booked_after(day))
        ):
            return self
        return self.on(day)

    def _is_booked_after(self, day: date) -> bool:
        booked = self._all_rows("debtor_entries", ("posted_on",))["posted_on"]
        return bool((booked > day).any())

    @property
    def snapshot_id(self) -> str:
        """The id of the snapshot that answers."""
        return self._snapshot.folder.name

    def header(self) -> CustomerHeader:
        """Return everything for the header card."""
        return self._header

    @cached_property
    def _header(self) -> CustomerHeader:
        written = self.written() if self.as_of is None and self.access.customers else NOTHING_WRITTEN
        rows = as_decided(self._all_rows, self._snapshot, self.customer_number, written.inbox_decisions())
        shown = standing(rows, self.access, self.key_date, written.behind_lights)
        alike = self.identity_links()["certain"].to_list().count(False)  # null: unknown
        return customer_header(
            self.master_record(),
            shown,
            self.debtor_accounts(),
            self.sources(),
            key_date=self.key_date,
            possible_duplicates=alike,
        )

    def contact_persons(self) -> pl.DataFrame:
        """Return the people to talk to, the main one first (``answers.CONTACT_PERSONS``)."""
        return marked_first(self._answer("contact_persons", answers.CONTACT_PERSONS), "is_main")

    def communication(self) -> pl.DataFrame:
        """Return numbers and addresses of the customer itself, preferred ones first (``answers.COMMUNICATION``)."""
        return marked_first(self._answer("communication", answers.COMMUNICATION), "is_preferred")

    def cases(self) -> pl.DataFrame:
        """Return the cases, open ones with the nearest follow-up first (``answers.CASES``)."""
        rows = with_cases(self._begun("cases", answers.CASES), self.written(), self.settings.closed_case_statuses)
        return next_first(rows, "is_open", "follow_up_on")

    def contact_events(self) -> pl.DataFrame:
        """Return the contacts, newest first; ``case_id`` null: not linked (``answers.CONTACT_EVENTS``)."""
        return with_contacts(self._begun("contact_events", answers.CONTACT_EVENTS), self.written())

    def read_again(self) -> None:
        """Look again at what people wrote; the snapshot stays the same for as long as the file is open."""
        super().read_again()
        for follows in ("_header", "_decided_items"):  # the lights follow what accounting decides
            self.__dict__.pop(follows, None)

    def inbox_invoices(self) -> pl.DataFrame:
        """Return the staged invoices of all upstream systems, newest first (``answers.INBOX_INVOICES``)."""
        return self._with_assigned("inbox_invoices", answers.INBOX_INVOICES)

    def inbox_customers(self) -> pl.DataFrame:
        """Return the staged changes of the customer's record, newest first (``answers.INBOX_CUSTOMERS``)."""
        return self._with_assigned("inbox_customers", answers.INBOX_CUSTOMERS)

    def unassigned_ids(self) -> pl.Series:
        """Return the ids of the inbox entries that lead to no customer at all, so that one can be assigned to this one."""
        self.access.require("receivables")
        return self._snapshot.columns("inbox_unassigned", ["entry_id"])["entry_id"]

    def is_customer(self, number: str) -> bool:
        """Return whether somebody has this number, so that a row can be said to be theirs."""
        self.access.require("customers")
        return self._snapshot.find("customers", "customer_number", number) is not None

    def documents(self, entry_id: str | None = None) -> pl.DataFrame:
        """Return the attached documents with their bytes, of one inbox entry or all (``answers.DOCUMENTS``)."""
        own = self._answer("documents", answers.DOCUMENTS)
        assigned = self._assigned(own["entry_id"])
        rows = pl.concat([own, *assigned_documents(self._snapshot, assigned, answers.DOCUMENTS)]) if assigned else own
        return rows if entry_id is None else rows.filter(pl.col("entry_id") == entry_id)

    def revenue(self) -> pl.DataFrame:
        """Return the revenue per fiscal year and division, oldest first (``answers.REVENUE``)."""
        return self._answer("revenue", answers.REVENUE)

    def open_items(self) -> pl.DataFrame:
        """Return the open items, oldest first, with what was decided about each (``answers.OPEN_ITEMS``)."""
        return self._decided_items

    @cached_property
    def _decided_items(self) -> pl.DataFrame:
        items = self._aged_items
        decisions = self.written_rows("open_item") if self.as_of is None else []
        return with_decisions(items, self.customer_number, decisions, self.key_date)

    @cached_property
    def _aged_items(self) -> pl.DataFrame:
        return with_ages(self._begun("open_items", answers.OPEN_ITEMS), self.key_date)

    def ageing(self) -> pl.DataFrame:
        """Return the open items by class of age, all classes present, credits apart (``answers.AGEING``)."""
        return ageing(self._aged_items)

    def vehicles(self) -> pl.DataFrame:
        """Return the vehicles owned or kept, next inspection first (``answers.VEHICLES``)."""
        return self._answer("vehicles", answers.VEHICLES)

    def recalls(self) -> pl.DataFrame:
        """Return the recalls of these vehicles, open ones and those that are done (``answers.RECALLS``)."""
        return self._answer("recalls", answers.RECALLS)

    def appointments(self) -> pl.DataFrame:
        """Return the appointments in the workshop, latest first (``answers.APPOINTMENTS``)."""
        return self._answer("appointments", answers.APPOINTMENTS)

    def orders(self, *, current: bool | None = None) -> pl.DataFrame:
        """Return the order splits, newest first; only current ones, only closed ones, or all (``answers.ORDERS``)."""
        rows = self._answer("orders", answers.ORDERS)
        return rows if current is None else where(rows, (each == current for each in rows["is_current"].to_list()))

    def order_lines(self, order: str | None = None, split: int | None = None) -> pl.DataFrame:
        """Return the lines of one split, of one order, or of all orders (``answers.ORDER_LINES``)."""
        rows = self._answer("order_lines", answers.ORDER_LINES)
        if order is not None:
            rows = rows.filter(pl.col("order") == order)
        return rows if split is None else rows.filter(pl.col("split") == split)

    def gross_profit(self) -> pl.DataFrame:
        """Return the five lines per fiscal year, oldest first (``answers.GROSS_PROFIT``)."""
        return sums_by(self.gross_profit_invoices(), answers.GROSS_PROFIT)

    def gross_profit_invoices(self, year: int | None = None) -> pl.DataFrame:
        """Return the same per invoice, of one fiscal year or all (``answers.GROSS_PROFIT_INVOICES``)."""
        rows = self._answer("gross_profit_invoices", answers.GROSS_PROFIT_INVOICES)
        return rows if year is None else rows.filter(pl.col("year") == year)

    def gross_profit_entries(self, year: int | None = None) -> pl.DataFrame:
        """Return where a figure comes from: the entries of one fiscal year or all (``answers.GROSS_PROFIT_ENTRIES``)."""
        rows = self._answer("profit_entries", answers.GROSS_PROFIT_ENTRIES)
        return rows if year is None else rows.filter(pl.col("year") == year)

    def place(self) -> pl.DataFrame:
        """Return where the customer lives, one row (``answers.PLACE``)."""
        return self._answer("places", answers.PLACE)

    def neighbours(self, point: tuple[float, float], within_km: float) -> pl.DataFrame:
        """Return other customers near a point (degrees) with an appointment on the key date (``neighbours.NEIGHBOURS``)."""
        self.access.require("customers")
        whose = (self._snapshot, self.access, self.customer_id)
        return neighbours(*whose, point, day=self.key_date, within_km=within_km, points=self._points)

    def _points(self, customer_numbers: Sequence[str]) -> list[dict[str, Any]]:
        """Return the exact points of customers; where the store does not answer, none: the page says that it does not."""
        if not self.written().is_known:
            return []
        try:
            return self._read_of_others(CUSTOMER_POINT, customer_numbers)
        except LiveUnavailable:  # since then
            return []

    def timeline(self, limit: int = 200) -> pl.DataFrame:
        """Return everything that happened, newest first, of the kinds that can be seen (``answers.TIMELINE``)."""
        known = self._answer("timeline", answers.TIMELINE)
        known = up_to(known, "at", datetime.combine(self.key_date, time.max, BERLIN))
        return with_events(known, self.written()).head(limit)

    def identity_links(self) -> pl.DataFrame:
        """Return other records that are or might be the same customer (``answers.IDENTITY_LINKS``)."""
        return self._answer("identity_links", answers.IDENTITY_LINKS)

    def sources(self) -> pl.DataFrame:
        """Return the freshness per source (``answers.SOURCES``)."""
        return self._snapshot.sources

    def payments(self) -> pl.DataFrame:
        """Return the payments of invoices, newest first (``answers.PAYMENTS``)."""
        return self._answer("payments", answers.PAYMENTS)

    def invoices(self) -> pl.DataFrame:
        """Return the invoices of the dealer system, newest first (``answers.INVOICES``)."""
        return self._answer("invoices", answers.INVOICES)

    def master_record(self) -> dict[str, Any]:
        """Return the customer's own row, as far as it can be seen (``answers.MASTER_RECORD``)."""
        rows = self._answer("customers", answers.MASTER_RECORD)
        return dict(zip(rows.columns, rows.row(0), strict=True))

    def debtor_accounts(self) -> tuple[str, ...]:
        """Return the debtor accounts of the ledger that are this customer's."""
        return tuple(self._rows("debtor_accounts", ("account",))["account"].to_list())

    def ledger_vat_ids(self) -> list[tuple[str, str]]:
        """Return the VAT IDs that the ledger has of the customer's debtor accounts: account and ID."""
        return self._rows("debtor_accounts", ("account", "vat_id")).filter(pl.col("vat_id").is_not_null()).rows()

    def ledger_documents(self) -> pl.DataFrame:
        """Return the documents on the customer's debtor accounts, newest first (``answers.LEDGER_DOCUMENTS``)."""
        rows = self._answer("debtor_documents", answers.LEDGER_DOCUMENTS)
        return rows if self.as_of is None else rows.filter(pl.col("date") <= self.as_of)

    def movements(self, debtor_account: str | None = None, number: str | None = None) -> pl.DataFrame:
        """Return what was booked on the debtor accounts, of one document or all, oldest first (``answers.MOVEMENTS``)."""
        rows = self._answer("debtor_entries", answers.MOVEMENTS)
        if self.as_of is not None:
            rows = rows.filter(pl.col("posted_on") <= self.as_of)
        if debtor_account is not None:
            rows = rows.filter(pl.col("debtor_account") == debtor_account)
        return rows if number is None else rows.filter(pl.col("number") == number)

    def _with_assigned(self, inbox: Inbox, schema: pl.Schema) -> pl.DataFrame:
        """Return the entries of an inbox, newest first, and with them those that were assigned here."""
        own = self._answer(inbox, schema)
        assigned = self._assigned(own["entry_id"])
        if not assigned:
            return own
        both = pl.concat([own, *assigned_entries(self._snapshot, inbox, assigned, schema)])
        return both.sort("received_at", "entry_id", descending=True, nulls_last=True)

    def _assigned(self, own: pl.Series) -> dict[str, list[str]]:
        decided = self.written_rows("inbox_entry") if self.as_of is None else []
        return assigned_here(decided, self.customer_number, own)
