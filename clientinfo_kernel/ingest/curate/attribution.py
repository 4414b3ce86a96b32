"""Whose revenue and cost is it: from a ledger entry to the customer (domain.md 2.4).

Revenue and cost belong to who received the service: the customer on the dealer system's invoice, regardless of who pays it
(manufacturer, insurer, leasing bank) and on whose debtor account it stands. Without an invoice they belong to the
debtor of the posting, and entries without a debtor (cost of goods) to the one customer with that document number in
the ledger. Where that leads to nobody, or to several, they stay unassigned and are shown. Internal orders are nobody's.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import in_turn, is_in_turn, is_of_earlier_order
from clientinfo_kernel.ingest.normalise import document_key

_WARRANTY_PAYERS = ("warranty", "goodwill")
_FOUND = ("owner_id", "payer_number", "by_warranty", "is_internal", "invoiced_on", "invoice_key")
# A number can be used again in another year: an entry belongs to an invoice if it is booked about then.
_EARLIEST, _LATEST = -92, 366  # days from the invoice to the entry


def document_owners(
    invoices: pl.LazyFrame, splits: pl.LazyFrame, orders: pl.LazyFrame, customer_ids: pl.DataFrame
) -> pl.DataFrame:
    """Return whom the dealer system's invoices concern.

    Args:
        invoices: Contract ``dealer_system.Invoices``, with ``invoice_key``.
        splits: Contract ``dealer_system.OrderSplits`` (they say who pays), likewise.
        orders: Contract ``dealer_system.Orders`` (they say whose vehicle it was).
        customer_ids: ``customer_number`` -> ``customer_id``.

    Returns:
        One row per ``invoice_key`` (``key``; ``number_key``: that of its number): ``owner_id`` (who received the service), ``payer_number`` (who pays, null: unknown),
        ``by_warranty``, ``is_internal``, ``invoiced_on`` and ``order_number``.
    """
    by_split = (
        splits.filter(pl.col("invoice_number").is_not_null())
        .select(
            pl.col("invoice_key").alias("key"),
            document_key(pl.col("invoice_number")).alias("split_number"),
            pl.col("order_number").alias("split_order"),
            pl.col("paying_customer_number").alias("split_payer"),
            pl.col("invoiced_on").alias("split_on"),
            pl.col("payer").cast(pl.String).is_in(_WARRANTY_PAYERS).alias("split_warranty"),
            (pl.col("payer").cast(pl.String) == "internal").alias("split_internal"),
        )
        .sort("split_internal", "split_warranty", "split_order", descending=[False, True, False])
        .unique("key", keep="first", maintain_order=True)
        .join(
            orders.select(
                *(pl.col("order_number").alias("split_order"), pl.col("customer_number").alias("order_customer")),
                "ordered_at",
            ),
            on="split_order",
            how="left",
        )
        .with_columns(pl.col("split_on").alias("invoiced_on"))
        .with_columns(pl.when(~is_of_earlier_order()).then("order_customer").alias("order_customer"))
        .drop("ordered_at", "invoiced_on")
    )
    facts = invoices.select(
        pl.col("invoice_key").alias("key"),
        document_key(pl.col("invoice_number")).alias("own_number"),
        "customer_number",
        "paying_customer_number",
        "order_number",
        "invoiced_on",
        pl.col("kind").cast(pl.String).is_in(_WARRANTY_PAYERS).alias("invoice_warranty"),
        (pl.col("kind").cast(pl.String) == "internal").alias("invoice_internal"),
    )
    own_orders = orders.select("order_number", "ordered_at", pl.col("customer_number").alias("own_order_customer"))
    own = facts.join(own_orders, on="order_number", how="left").with_columns(
        pl.when(~is_of_earlier_order()).then("own_order_customer").alias("own_order_customer")
    )
    joined = own.join(by_split, on="key", how="full", coalesce=True)
    # What the invoice says counts, then what the order says.
    owners = joined.select(
        "key",
        pl.coalesce("customer_number", "own_order_customer", "order_customer", "paying_customer_number").alias(
            "customer_number"
        ),
        pl.coalesce("paying_customer_number", "split_payer").alias("payer_number"),
        _any("invoice_warranty", "split_warranty").alias("by_warranty"),
        pl.coalesce("invoice_internal", "split_internal").fill_null(value=False).alias("is_internal"),
        pl.coalesce("invoiced_on", "split_on").alias("invoiced_on"),
        pl.coalesce("order_number", "split_order").alias("order_number"),
        pl.coalesce("own_number", "split_number").alias("number_key"),
    )
    ids = customer_ids.lazy().rename({"customer_id": "owner_id"})
    return (
        owners.filter(pl.col("key").is_not_null())
        .join(ids, on="customer_number", how="left")
        .filter(pl.col("owner_id").is_not_null() | pl.col("is_internal"))
        .unique("key", keep="none")
        .select(
            *(
                "key",
                "owner_id",
                "payer_number",
                "by_warranty",
                "is_internal",
                "invoiced_on",
                "order_number",
                "number_key",
            )
        )
        .collect(engine="streaming")
    )


def ledger_owners(debtor_entries: pl.LazyFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """Return whom the ledger's own document numbers concern: those that occur with one customer only.

    A number that several customers have is that of the one who was billed under it; where numbers begin again each
    year, of the one who was billed in that year.

    Returns:
        One row per document key and customer who has it in turn: ``ledger_owner_id`` (null: several in one year), for
        entries ``since`` a day (null: always) and before that of ``until`` (null: for ever).
    """
    known = (
        debtor_entries.select(
            document_key(pl.col("number")).alias("key"), pl.col("debtor_account").alias("account"), "year", "posted_on", _is_billed()
        )
        .filter(pl.col("key").is_not_null())
        .join(debtors.lazy().select("account", pl.col("customer_id").alias("ledger_owner_id")), on="account")
    )  # fmt: skip
    owners = known.select("key", "ledger_owner_id").unique().collect(engine="streaming")
    several = owners.filter(pl.col("key").is_duplicated()).select("key").unique()
    billed = (
        known.filter("is_billed")
        .join(several.lazy(), on="key", how="semi")
        .group_by("key", "year")
        .agg(
            pl.col("ledger_owner_id").min(),
            pl.col("ledger_owner_id").max().alias("other"),
            pl.col("posted_on").min().alias("first_on"),
        )
        .with_columns(pl.when(pl.col("ledger_owner_id") == pl.col("other")).then("ledger_owner_id"))
    )
    alone = owners.join(several, on="key", how="anti").lazy()
    return pl.concat([alone, in_turn(billed.drop("other", "year"))], how="diagonal").collect(engine="streaming")


def _is_billed() -> pl.Expr:
    return pl.col("movement").is_in(("invoice", "credit_note")).alias("is_billed")


def attribute(
    entries: pl.LazyFrame, debtors: pl.DataFrame, owners: pl.DataFrame, by_ledger: pl.DataFrame, names: pl.DataFrame
) -> pl.LazyFrame:
    """Add ``customer_id`` (null: nobody's), ``payer``, ``key``, ``invoice_key``; widen ``is_warranty`` to what a maker pays.

    ``payer`` is the number of the customer who pays, null where it is the customer themselves or nobody knows. A
    document that customer and manufacturer share (goodwill by per cent) is warranty as far as it stands on the
    manufacturer's account. Entries against a creditor have the supplier's number: the order finds their customer.
    ``invoice_key`` is the key of the dealer system's invoice that an entry belongs to, null where none is known.

    Args:
        entries: Result of ``profit_entries``.
        debtors: ``account`` -> ``customer_id``.
        owners: Result of ``document_owners``.
        by_ledger: Result of ``ledger_owners``.
        names: ``customer_id`` -> ``customer_number``.
    """
    debtor_ids = (
        debtors.lazy()
        .join(names.lazy().select("customer_id", pl.col("customer_number").alias("debtor_number")), on="customer_id")
        .select(pl.col("account").alias("debtor_account"), pl.col("customer_id").alias("debtor_id"), "debtor_number")
    )
    fits = pl.col("invoiced_on").is_null() | (
        (pl.col("posted_on") - pl.col("invoiced_on")).dt.total_days().is_between(_EARLIEST, _LATEST)
    )
    chosen = (
        entries.with_columns(pl.when(~pl.col("of_supplier")).then("number").alias("own_number"))
        .join(debtor_ids, on="debtor_account", how="left")
        .join(_by_number(entries, owners, by_ledger).lazy(), on="own_number", how="left")
        .filter(is_in_turn(), is_in_turn(prefix="billed_"))
        .join(_by_order(owners).lazy(), on="order_number", how="left")
        .with_columns(pl.when(fits).then(name).alias(name) for name in _FOUND)
    )
    internal = pl.col("is_internal").fill_null(value=False)
    by_order = pl.when(pl.col("of_supplier")).then("order_owner_id")
    owner = pl.when(~internal).then(pl.coalesce("owner_id", "debtor_id", "ledger_owner_id", by_order))
    owner_known = chosen.with_columns(owner.alias("customer_id")).join(
        names.lazy().select("customer_id", pl.col("customer_number").alias("owner_number")),
        on="customer_id",
        how="left",
    )
    paying = pl.coalesce("debtor_number", "payer_number")
    on_own_account = (pl.col("debtor_number") == pl.col("owner_number")).fill_null(value=False)
    return owner_known.with_columns(
        pl.col("is_warranty") | (pl.col("by_warranty").fill_null(value=False) & ~on_own_account),
        pl.when(paying != pl.col("owner_number")).then(paying).alias("payer"),
        pl.when(internal).then(pl.lit("internal")).otherwise("movement").alias("movement"),
        pl.when(internal).then(pl.lit("internal_document")).otherwise("movement_reason").alias("movement_reason"),
    ).select(*entries.collect_schema().names(), "customer_id", "payer", "key", "invoice_key")


def _by_number(entries: pl.LazyFrame, owners: pl.DataFrame, by_ledger: pl.DataFrame) -> pl.DataFrame:
    """Return ``key``, whom it concerns in the ledger and what the dealer system says of it, per number as it is spelt.

    A number that several customers have in turn has a row for each, with the days of their entries. Each number stands on several entries, so its spelling is looked at once.
    """
    spelled = (
        entries.filter(~pl.col("of_supplier") & pl.col("number").is_not_null())
        .select(pl.col("number").alias("own_number"))
        .unique()
        .collect(engine="streaming")
    )
    known = _billed_in_turn(owners)
    exact = known.select(pl.all().name.suffix("_exact")).rename({"number_key_exact": "key"})
    # A ledger can cut leading zeros off a document number: that spelling counts only where no exact one exists.
    both = (
        spelled.with_columns(document_key(pl.col("own_number")).alias("key"))
        .with_columns(pl.col("key").str.strip_chars_start("0").alias("loose_key"))
        .join(by_ledger, on="key", how="left")
        .join(exact, on="key", how="left")
        .join(_loose(known), on="loose_key", how="left")
    )
    is_exact = pl.col("is_internal_exact").is_not_null()
    names = (*_FOUND, *_TURNS)
    chosen = [pl.when(is_exact).then(f"{name}_exact").otherwise(f"{name}_loose").alias(name) for name in names]
    # Of a number that is there as it is spelt no other one is meant, however often that was used.
    found = both.select("own_number", "key", "ledger_owner_id", "since", "until", *chosen)
    return found.unique(maintain_order=True)


_TURNS = ("billed_since", "billed_until")


def _billed_in_turn(owners: pl.DataFrame) -> pl.DataFrame:
    """Return the owners with ``invoice_key`` and, of numbers that were used again, the days of the entries of each use."""
    known = owners.drop("order_number").rename({"key": "invoice_key"})
    again = pl.col("number_key").is_duplicated() & pl.col("invoiced_on").is_not_null()
    uses = known.filter(again).select(
        pl.col("number_key").alias("key"), "invoice_key", pl.col("invoiced_on").alias("first_on")
    )
    turns = in_turn(uses.lazy()).collect().select("invoice_key", pl.col("since", "until").name.prefix("billed_"))
    return known.join(turns, on="invoice_key", how="left")


def _loose(known: pl.DataFrame) -> pl.DataFrame:
    loose = known.with_columns(pl.col("number_key").str.strip_chars_start("0").alias("loose_key"))
    is_one = pl.col("number_key").n_unique().over("loose_key") == 1
    unique = loose.filter((pl.col("loose_key") != "") & is_one).drop("number_key")
    return unique.select(pl.all().name.suffix("_loose")).rename({"loose_key_loose": "loose_key"})


def _by_order(owners: pl.DataFrame) -> pl.DataFrame:
    """Return the owner of each order whose invoices all concern one customer."""
    known = owners.filter(pl.col("order_number").is_not_null() & ~pl.col("is_internal")).select(
        "order_number", "owner_id"
    )
    return known.unique().unique("order_number", keep="none").rename({"owner_id": "order_owner_id"})


def _any(*flags: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(flag).fill_null(value=False) for flag in flags)
