"""All questions about one customer, answered from a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from clientinfo_kernel.header import CustomerHeader


class CustomerFile:
    """One customer's file: each method answers one question with a small frame (schemas: ``answers``)."""

    def header(self) -> CustomerHeader:
        """Everything for the header card."""
        raise NotImplementedError

    def contact_persons(self) -> pl.DataFrame:
        """People to talk to, the main one first (``answers.CONTACT_PERSONS``)."""
        raise NotImplementedError

    def communication(self) -> pl.DataFrame:
        """Numbers and addresses of the customer itself, preferred ones first (``answers.COMMUNICATION``)."""
        raise NotImplementedError

    def cases(self) -> pl.DataFrame:
        """Cases, open ones with the nearest follow-up first (``answers.CASES``)."""
        raise NotImplementedError

    def contact_events(self) -> pl.DataFrame:
        """Contacts, newest first; ``case_id`` null: not linked (``answers.CONTACT_EVENTS``)."""
        raise NotImplementedError

    def inbox_invoices(self) -> pl.DataFrame:
        """Staged invoices of all upstream systems, newest first (``answers.INBOX_INVOICES``)."""
        raise NotImplementedError

    def inbox_customers(self) -> pl.DataFrame:
        """Staged changes of the customer's record, newest first (``answers.INBOX_CUSTOMERS``)."""
        raise NotImplementedError

    def documents(self, entry_id: str | None = None) -> pl.DataFrame:
        """Attached documents with their bytes, of one inbox entry or all (``answers.DOCUMENTS``)."""
        raise NotImplementedError

    def revenue(self) -> pl.DataFrame:
        """Revenue per fiscal year and division, oldest first (``answers.REVENUE``)."""
        raise NotImplementedError

    def open_items(self) -> pl.DataFrame:
        """Open items, oldest first (``answers.OPEN_ITEMS``)."""
        raise NotImplementedError

    def ageing(self) -> pl.DataFrame:
        """Open items by class of age, all classes present, credits apart (``answers.AGEING``)."""
        raise NotImplementedError

    def vehicles(self) -> pl.DataFrame:
        """Vehicles owned or kept, next inspection first (``answers.VEHICLES``)."""
        raise NotImplementedError

    def orders(self, *, current: bool | None = None) -> pl.DataFrame:
        """Order splits, newest first; only current ones, only closed ones, or all (``answers.ORDERS``)."""
        raise NotImplementedError

    def order_lines(self, order: str | None = None, split: int | None = None) -> pl.DataFrame:
        """Lines of one split, of one order, or of all orders (``answers.ORDER_LINES``)."""
        raise NotImplementedError

    def gross_profit(self) -> pl.DataFrame:
        """The five lines per fiscal year, oldest first (``answers.GROSS_PROFIT``)."""
        raise NotImplementedError

    def gross_profit_invoices(self, year: int | None = None) -> pl.DataFrame:
        """The same per invoice, of one fiscal year or all (``answers.GROSS_PROFIT_INVOICES``)."""
        raise NotImplementedError

    def gross_profit_entries(self, year: int | None = None, number: str | None = None) -> pl.DataFrame:
        """Where a figure comes from: the entries of a year or an invoice (``answers.GROSS_PROFIT_ENTRIES``)."""
        raise NotImplementedError

    def place(self) -> pl.DataFrame:
        """Where the customer lives, one row (``answers.PLACE``)."""
        raise NotImplementedError

    def timeline(self, limit: int = 200) -> pl.DataFrame:
        """Everything that happened, newest first (``answers.TIMELINE``)."""
        raise NotImplementedError

    def identity_links(self) -> pl.DataFrame:
        """Other records that are or may be the same customer (``answers.IDENTITY_LINKS``)."""
        raise NotImplementedError

    def sources(self) -> pl.DataFrame:
        """Freshness per source (``answers.SOURCES``)."""
        raise NotImplementedError
