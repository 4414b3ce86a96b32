"""Writing what questions across customers are answered from: the margin facts, the month cube, and each entry's fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.curate import bundles, dimensions, margin
from clientinfo_kernel.ingest.movements.fiscal_years import first_days, year_names
from clientinfo_kernel.query.tables.gross_profit import PROFIT_ENTRIES

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.raw_tables import RawTables
    from clientinfo_kernel.ingest.snapshot_writer import SnapshotWriter
    from clientinfo_kernel.ingest.staging import Staging
    from clientinfo_kernel.settings import Settings


def write_margin(  # noqa: PLR0917 - what the steps of the build have made, in their order
    raw: RawTables,
    settings: Settings,
    customers: pl.DataFrame,
    owners: pl.DataFrame,
    entries: pl.LazyFrame,
    staged: Staging,
    writer: SnapshotWriter,
) -> pl.LazyFrame:
    """Write ``margin_facts``, ``margin_cube``, ``customer_months`` and ``fiscal_years``; return the entries, each with its ``fact``.

    What they are the sum of is kept as ``bundles`` (``dimensions.with_dimensions``).

    Args:
        raw: The dealer system's tables.
        settings: Whether advisers can be asked for, and how many labour units an hour has.
        customers: ``Identity.customers``.
        owners: Result of ``attribution.document_owners``.
        entries: Result of ``bundles.with_bundle``.
        staged: Keeps frames that are used several times.
        writer: Receives the tables.
    """

    def table(name: str) -> pl.LazyFrame:
        """Read a table of the dealer system, without the people where the house does not ask by them."""
        is_billed = name in {"invoices", "order_splits"}
        rows = raw.billed(name) if is_billed else raw.scan("dealer_system", name)
        people = {"orders": "service_advisor", "invoices": "salesperson"}
        if settings.margin.advisers or name not in people:
            return rows
        return rows.with_columns(pl.lit(None, pl.String).alias(people[name]))

    orders, splits, vehicles = table("orders"), table("order_splits"), table("vehicles")
    documents = staged.keep(
        "documents_asked_by",
        dimensions.document_dimensions(owners, table("invoices"), splits, orders, vehicles),
    )
    of_orders = dimensions.order_dimensions(orders, vehicles)
    known = staged.keep(
        "bundles", dimensions.with_dimensions(bundles.bundled(entries), documents, of_orders, customers)
    )
    units = {make.lower(): count for make, count in settings.margin.units_per_hour.items()}
    makes = of_orders.select(pl.col("supplier_order").alias("order_number"), "make")
    # Asked for five times by the facts: summing up the lines of all orders each time is dear.
    labour = staged.keep(
        "sold_labour",
        margin.sold_labour(table("order_lines"), splits, makes, units, settings.margin.other_units_per_hour),
    )
    postings = raw.scan("ledger", "postings")
    years = year_names(postings)
    facts = margin.margin_facts(known, labour, owners, documents, years)
    declared = margin.as_table(facts, customers)
    writer.write_whole("margin_facts", declared)
    writer.write_whole("margin_cube", margin.cube(declared))
    writer.write_whole("customer_months", margin.customer_months(declared))
    writer.write_whole("fiscal_years", first_days(postings, years))
    placed = staged.keep("facts_of_bundles", margin.facts_of(known, facts))
    return entries.join(placed, on=list(bundles.BUNDLE)).select(PROFIT_ENTRIES.columns.names())
