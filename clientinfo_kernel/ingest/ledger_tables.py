"""From postings to the ledger's tables, in the order of the steps: what each posting is, whose, what is owed and earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest import reconcile, tab_sums
from clientinfo_kernel.ingest.account_mapping import chosen_mapping, map_accounts, shipped_mapping
from clientinfo_kernel.ingest.account_sums import former_accounts, write_accounts
from clientinfo_kernel.ingest.chart_of_accounts import chart_of, longest, used_accounts
from clientinfo_kernel.ingest.checks.write import Book, write_findings
from clientinfo_kernel.ingest.curate import attribution, entries, people, profit, receivables
from clientinfo_kernel.ingest.curate.bundles import with_bundle
from clientinfo_kernel.ingest.curate.debtor_owner import debtor_owners
from clientinfo_kernel.ingest.curate.postings import as_delivered
from clientinfo_kernel.ingest.curate.wages import entries_in_sums, nobody_s, pay_in_sums, wage_accounts
from clientinfo_kernel.ingest.house_ranges import house_ranges, with_house_ranges
from clientinfo_kernel.ingest.margin_tables import write_margin
from clientinfo_kernel.ingest.movements.account_classes import cash_discount_account, with_account_classes
from clientinfo_kernel.ingest.movements.booked import booked
from clientinfo_kernel.ingest.movements.companions import with_companions
from clientinfo_kernel.ingest.movements.interim_accounts import interim_accounts, with_interim_invoices
from clientinfo_kernel.ingest.movements.opening_balances import with_new_openings
from clientinfo_kernel.ingest.movements.set_offs import with_set_offs
from clientinfo_kernel.ingest.movements.settlement import with_settlement
from clientinfo_kernel.ingest.repeated_orders import of_orders
from clientinfo_kernel.ingest.staging import Staging, staging
from clientinfo_kernel.query.tables.ledger import DEBTOR_ENTRIES, ORDER_DEPOSITS
from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.identity import Identity
    from clientinfo_kernel.ingest.raw_tables import RawTables
    from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
    from clientinfo_kernel.settings import Settings

# In every German chart the first digit of a personal account tells debtors (1 to 6) from creditors (7 to 9).
_CREDITOR = r"^\s*0*[789]"


def write_ledger(
    raw: RawTables, settings: Settings, identity: Identity, customer_ids: pl.DataFrame, writer: SnapshotWriter
) -> bool:
    """Write the tables of the ledger; return whether it lists the open items of debtors.

    Args:
        raw: What the sources delivered.
        settings: The house's: account mapping, ranges and tax keys, small differences, wages.
        identity: Which records are one customer.
        customer_ids: ``customer_number`` -> ``customer_id``.
        writer: Of the snapshot.

    Raises:
        SettingsError: The account mapping cannot be read.
    """
    account_roles, mapping, wages = _account_roles(raw, settings)
    with staging(writer.folder / "staged") as staged:
        postings = raw.scan("ledger", "postings")
        amounts = staged.keep("booked", booked(postings, account_roles, settings.own_tax_keys()))
        sides = staged.keep("sides", entries.debtor_entries(amounts))
        interim = interim_accounts(amounts)
        opened = with_interim_invoices(with_new_openings(sides), interim)
        on_debtors = staged.keep("debtor", with_settlement(with_set_offs(with_companions(opened), account_roles)))
        owners = attribution.document_owners(
            raw.billed("invoices"),
            raw.billed("order_splits"),
            raw.scan("dealer_system", "orders"),
            customer_ids,
        )
        by_ledger = attribution.ledger_owners(on_debtors, identity.debtors)
        names = identity.customers.select("customer_id", "customer_number")
        profits = nobody_s(entries.profit_entries(amounts, account_roles, interim), wages)
        if not raw.order_uses.is_empty():
            profits = of_orders(profits, raw.order_uses, "posted_on")
        staged.keep("profit", attribution.attribute(profits, identity.debtors, owners, by_ledger, names))
        lists_open_items = _write_receivables(raw, settings, identity, customer_ids, staged, writer)
        _write_profit(raw, settings, identity, account_roles, wages, owners, staged, writer)
        reconcile.write_ledger_side(amounts, account_roles, writer)
        write_accounts(amounts, account_roles, mapping, _account_names(raw), writer)
        delivered = as_delivered(postings, amounts)
        if wages:
            delivered = pay_in_sums(delivered, wages, account_roles, settings.wages)
        writer.write_long("ledger_postings", staged.keep("delivered", delivered))
        book = Book(amounts, account_roles, identity.customers, former_accounts(settings))
        write_findings(raw, book, staged, writer)
    return lists_open_items


def debtors_only(raw: RawTables, table: str) -> pl.LazyFrame:
    """Leave the creditors out of a table of personal accounts: a list of open items can hold both."""
    creditors = raw.scan("ledger", "debtors").filter(pl.col("kind").cast(pl.String) == "creditor").select("account")
    rows = raw.scan("ledger", table).join(creditors, on="account", how="anti")
    return rows.filter(~pl.col("account").str.contains(_CREDITOR))


def _account_roles(raw: RawTables, settings: Settings) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Return what each account is, the mapping that says so, and the accounts whose single postings are not shown."""
    accounts = used_accounts(raw.scan("ledger", "postings"))
    chart, length = chart_of(accounts), longest(accounts)
    if settings.account_mapping is not None:
        chosen = settings.account_mapping
        mapping = chosen_mapping(chosen, settings.path(chosen), length)
    else:
        mapping = shipped_mapping(chart, length)
    mapping = with_house_ranges(mapping, house_ranges(settings))
    # An account that only a list of balances knows is one whose postings are missing.
    listed = raw.frame("ledger", "balances").filter(pl.col("account_kind").cast(pl.String) == "gl")["account"]
    stated = raw.scan("ledger", "postings").select(pl.col("discount_account").drop_nulls().unique())
    discounts = [stated.collect(engine="streaming").to_series(), pl.Series([cash_discount_account(chart, length)])]
    named = pl.concat([accounts["account"], listed, *discounts])
    wages = wage_accounts(accounts["account"], chart, length, settings.wages)
    return with_account_classes(map_accounts(named, mapping), chart, length), mapping, wages


def _account_names(raw: RawTables) -> pl.LazyFrame:
    """Return ``account`` and ``account_name``: as the ledger's own list of accounts names it, else its list of balances."""
    listed = raw.scan("ledger", "balances").filter(pl.col("account_kind").cast(pl.String) == "gl")
    names = [
        each.select("account", pl.col("name").alias("account_name"))
        for each in (listed, raw.scan("ledger", "accounts"))
    ]
    return pl.concat(names).drop_nulls().unique("account", keep="last", maintain_order=True)


def _write_profit(  # noqa: PLR0917 - what the steps above have made, in their order
    raw: RawTables,
    settings: Settings,
    identity: Identity,
    account_roles: pl.DataFrame,
    wages: list[str],
    owners: pl.DataFrame,
    staged: Staging,
    writer: SnapshotWriter,
) -> None:
    owned = staged.scan("profit")
    posted = profit.posted_entries(owned, _account_names(raw))
    if wages:
        posted = entries_in_sums(posted, wages)
    every = pl.concat([posted, profit.calculated_costs(owned, account_roles)])
    kept = staged.keep("every", with_bundle(every))
    stored = write_margin(raw, settings, identity.customers, owners, kept, staged, writer)
    known, sums = (rows.filter(pl.col("customer_id").is_not_null()) for rows in (stored, staged.scan("bundles")))
    writer.write("profit_entries", known, ["year", "number", "origin", "posted_on", "account", "role", *ORIGIN])
    writer.write("gross_profit_invoices", profit.gross_profit_invoices(sums), ["year", "date", "number"])
    writer.write("revenue", profit.revenue(sums), ["year"])
    writer.write_whole(
        "unassigned_entries",
        stored.filter(pl.col("customer_id").is_null()).drop("customer_id").collect(engine="streaming"),
    )


def _write_receivables(  # noqa: PLR0917 - what the steps above have made, in their order
    raw: RawTables,
    settings: Settings,
    identity: Identity,
    customer_ids: pl.DataFrame,
    staged: Staging,
    writer: SnapshotWriter,
) -> bool:
    """Write what customers owe; return whether the ledger lists their open items."""
    on_debtors = staged.scan("debtor")
    items = staged.keep("documents", receivables.documents(on_debtors))
    owners = debtor_owners(
        identity.debtors,
        raw.frame("dealer_system", "debtor_accounts"),
        raw.billed("invoices"),
        raw.billed("order_splits"),
        customer_ids,
        uses=raw.uses,
    )
    term_days = people.term_days(raw, identity)
    paid = receivables.payments(on_debtors, items, term_days, settings.small_difference_cents)
    writer.write(
        "payments",
        owners.own(paid, "invoiced_on").drop("is_shared"),
        ["paid_on", *ORIGIN, "debtor_account"],
        descending=True,
    )
    deposits = owners.own(receivables.order_deposits(on_debtors), "posted_on").select(ORDER_DEPOSITS.columns.names())
    writer.write("order_deposits", deposits, ["order", "posted_on", *ORIGIN])
    payable = receivables.with_payable_day(on_debtors.with_columns(pl.col("posted_on").alias("date")), term_days)
    writer.write(
        "debtor_entries", owners.own(payable).select(DEBTOR_ENTRIES.columns.names()), ["posted_on", *ORIGIN, "movement"]
    )
    dated = receivables.with_payable_day(items, term_days)
    writer.write(
        "debtor_documents", owners.own(dated).drop("is_shared"), ["date", "number", "debtor_account"], descending=True
    )
    rebuilt = receivables.rebuilt_open_items(on_debtors, items)
    listed = receivables.listed_open_items(debtors_only(raw, "open_items"))
    has_list = not listed.head(1).collect().is_empty()
    chosen = receivables.open_items(listed if has_list else rebuilt, term_days)
    writer.write("open_items", owners.own(chosen), ["date", "number", "debtor_account", *ORIGIN])
    tab_sums.write_open_balances(chosen, owners.shared, writer)
    reconcile.write_open_item_differences(listed if has_list else None, rebuilt, writer)
    return has_list
