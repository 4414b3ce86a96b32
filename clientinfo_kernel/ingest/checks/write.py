"""All checks of a refresh, and the table that they fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.checks import (
    balances,
    costs,
    debtors,
    divisions,
    due_days,
    invoice_days,
    invoices,
    ledger,
    mapping,
    missing_orders,
    never_billed,
    older_items,
    order_sums,
    orders_of_nobody,
    payers,
    single_items,
    unlisted_debtors,
    warranty,
)
from clientinfo_kernel.ingest.repeated_orders import with_order_numbers

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
        former_accounts: Table ``account_sums`` of the last snapshot, empty where there is none.
    """

    booked: pl.LazyFrame
    account_roles: pl.DataFrame
    customers: pl.DataFrame
    former_accounts: pl.DataFrame


def write_findings(raw: RawTables, book: Book, staged: Staging, writer: SnapshotWriter) -> None:
    """Hold the figures against the other sources, and those of the last snapshot, and write the table ``findings``.

    Args:
        raw: The sources.
        book: The ledger.
        staged: Holds ``debtor`` (entries on debtors), ``profit`` (attributed profit entries) and ``every`` (posted and
            calculated entries).
        writer: Receives the table; it has written ``debtor_accounts``, ``open_items`` and their differences, and ``account_sums`` before.
    """
    profits, on_debtors = invoices.keyed_as_billed(staged.scan("profit"), staged.scan("debtor"), raw.uses)
    bills, splits = raw.billed("invoices"), raw.billed("order_splits")
    accounts = raw.frame("dealer_system", "debtor_accounts")
    orders, lines = raw.scan("dealer_system", "orders"), raw.scan("dealer_system", "order_lines")
    postings, listed = raw.scan("ledger", "postings"), raw.scan("ledger", "open_items")
    compared = invoices.compared(bills, profits, on_debtors, raw.scan("inbox", "invoice_entries"), raw.uses)
    unlike = writer.scan("open_item_differences").collect()
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
        costs.costs_booked_twice(profits),
        costs.costs_unlike_orders(profits, splits, lines),
        order_sums.order_sum_differences(splits, lines, bills),
        divisions.other_divisions(profits, bills, splits),
        warranty.unknown_warranties(profits, bills, splits),
        due_days.due_day_differences(staged.scan("documents"), listed, bills, raw.uses),
        invoice_days.invoice_day_differences(on_debtors, bills),
        debtors.empty_lists(raw.files("ledger", "open_items"), writer.scan("open_items")),
        *debtors.open_item_findings(
            unlike, writer.scan("open_items"), older_items.of_older_items(unlike, listed, on_debtors, bills)
        ),
        single_items.items_settled_otherwise(listed, staged.scan("documents"), on_debtors, unlike),
        debtors.unknown_items(writer.scan("open_items"), on_debtors),
        *balances.balance_findings(raw.scan("ledger", "balances"), book.booked, postings, book.account_roles),
        *invoices.invoice_differences(compared),
        never_billed.never_billed(profits, bills),
        debtors.charged_internal_documents(profits, bills),
        invoices.other_customers(bills, orders),
        missing_orders.missing_orders(orders, splits, lines, bills),
        orders_of_nobody.orders_of_nobody(splits, orders, writer.scan("orders")),
        invoices.foreign_debtors(profits, bills, accounts, splits),
        payers.other_payers(bills, splits),
        payers.payers_not_charged(profits, bills, splits, accounts),
        payers.idle_shares(on_debtors, bills, accounts),
        unlisted_debtors.unlisted_debtors(profits, bills, accounts, _debtors_of(book.customers, writer)),
        mapping.moved_accounts(book.former_accounts.lazy(), writer.scan("account_sums")),
        debtors.contradicting_numbers(raw.scan("ledger", "debtors"), accounts, book.customers, on_debtors),
    ]
    # One after the other: one plan of all holds the rows of all in memory at once.
    every = pl.concat([each.collect(engine="streaming") for each in found])
    named = with_order_numbers(every.lazy(), raw.order_uses, "subject")
    rows = named.sort("kind", "amount", "subject", descending=[False, True, False])
    writer.write_whole("findings", rows.collect())


def _debtors_of(customers: pl.DataFrame, writer: SnapshotWriter) -> pl.LazyFrame:
    """Return whose each debtor account is on the pages: ``debtor_account``, ``customer_number``."""
    accounts = writer.scan("debtor_accounts").select("customer_id", pl.col("account").alias("debtor_account"))
    return accounts.join(customers.lazy().select("customer_id", "customer_number"), on="customer_id")
