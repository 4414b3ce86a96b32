"""All checks of a refresh, and the table that they fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.checks import balances, costs, debtors, invoices, ledger

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.raw_tables import RawTables
    from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
    from clientinfo_kernel.ingest.staging import Staging


@dataclass(frozen=True)
class Book:
    """The ledger as the figures use it.

    Attributes:
        booked: Result of ``movements.booked``.
        account_roles: Result of ``with_account_classes``.
        customers: All customers, with ``customer_number``.
    """

    booked: pl.LazyFrame
    account_roles: pl.DataFrame
    customers: pl.DataFrame


def write_findings(raw: RawTables, book: Book, staged: Staging, writer: SnapshotWriter) -> None:
    """Hold the figures against the other sources, and write the table ``findings``.

    Args:
        raw: The sources.
        book: The ledger.
        staged: Holds ``debtor`` (entries on debtors), ``profit`` (attributed profit entries) and ``every`` (posted and
            calculated entries).
        writer: Receives the table; it has written ``open_item_differences`` and ``open_items`` before.
    """
    profits, on_debtors = invoices.keyed_as_billed(staged.scan("profit"), staged.scan("debtor"))
    bills, splits = raw.scan("dealer_system", "invoices"), raw.scan("dealer_system", "order_splits")
    accounts = raw.frame("dealer_system", "debtor_accounts")
    postings = raw.scan("ledger", "postings")
    compared = invoices.compared(bills, profits, on_debtors, raw.scan("inbox", "invoice_entries"))
    confirmed = compared.lazy().filter(pl.col("is_posted") & pl.col("net_agrees")).select("key")
    found = [
        ledger.accounts_without_range(book.booked, book.account_roles),
        ledger.untaxed_revenue(profits, confirmed, book.account_roles),
        ledger.unknown_tax_keys(profits),
        ledger.unpaired_reversals(book.booked),
        ledger.opening_differences(on_debtors),
        ledger.services_in_another_year(postings),
        ledger.months_without_postings(postings),
        costs.revenue_without_cost(staged.scan("every")),
        costs.costs_unlike_revenue(profits),
        costs.costs_without_revenue(profits),
        debtors.open_item_findings(writer.scan("open_item_differences").collect(), writer.scan("open_items")),
        debtors.unknown_items(writer.scan("open_items"), on_debtors),
        *balances.balance_findings(raw.scan("ledger", "balances"), book.booked, postings, book.account_roles),
        *invoices.invoice_differences(compared),
        debtors.charged_internal_documents(profits, bills),
        invoices.other_customers(bills, raw.scan("dealer_system", "orders")),
        invoices.foreign_debtors(profits, bills, accounts, splits),
        debtors.contradicting_numbers(raw.scan("ledger", "debtors"), accounts, book.customers, on_debtors),
    ]
    rows = pl.concat(found).sort("kind", "amount", "subject", descending=[False, True, False])
    writer.write_whole("findings", rows.collect(engine="streaming"))
