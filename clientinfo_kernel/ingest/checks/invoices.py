"""The dealer system's invoices against the ledger: net, gross, and whether each is there."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import with_invoice_key
from clientinfo_kernel.ingest.checks.finding import findings, where
from clientinfo_kernel.money import cents, net_of

# A number can be used again in another year: an entry belongs to an invoice if it is booked about then.
_EARLIEST, _LATEST = -92, 366
# A final invoice states its whole price or what is left of it after the deposit, which has its own rate (§ 14 (5) UStG).
_RATES_OF_DEPOSITS = (0, 500, 700, 1600, 1900)
# What of a document the dealer system counts: all that was sold or what was charged, with what was moved in the ledger, less
# rebates. The tax on a margin (§ 25a UStG), taken out by hand, is on no invoice: only one that states no tax leaves it out.
_SOLD = ("net_sold", "net_charged", "net_whole", "net_whole_charged")
_NETS = (*_SOLD, *(f"{name}_less_rebates" for name in _SOLD), "net_with_passed_on")
_DEPOSITS = ("net_less_deposit", *(f"net_less_deposit_{rate}" for rate in _RATES_OF_DEPOSITS))
_POSTING = ("key", "source_file", "source_row")
_GROSSES = ("gross_all", "gross_charged", "gross_credited", "gross_less_deposit", "gross_own")


def keyed_as_billed(
    profits: pl.LazyFrame, debtor_entries: pl.LazyFrame, uses: pl.DataFrame
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return both with ``key``, the dealer system's where the ledger spells an invoice's number without its leading zeros.

    Args:
        profits: Attributed profit entries.
        debtor_entries: Result of ``with_settlement``.
        uses: Result of ``billed_numbers.used_again``.
    """
    keyed = with_invoice_key(debtor_entries, uses, "number", "posted_on", "key")
    cut = profits.filter(pl.col("invoice_key") != pl.col("key")).select("key", "invoice_key").unique()
    known = cut.collect(engine="streaming")
    if known.is_empty():
        return profits, keyed
    billed = pl.coalesce("invoice_key", "key").alias("key")
    found = keyed.join(known.unique("key", keep="none").lazy(), on="key", how="left")
    return profits.with_columns(billed), found.with_columns(billed).drop("invoice_key")


def compared(
    invoices: pl.LazyFrame,
    profits: pl.LazyFrame,
    debtor_entries: pl.LazyFrame,
    waiting: pl.LazyFrame,
    uses: pl.DataFrame,
) -> pl.DataFrame:
    """Return the dealer system's invoices beside what the ledger has of them.

    Internal and cancelled invoices are left out. What rebates, corrections under the same number and the tax on a
    margin (§ 25a UStG, on no invoice) do is allowed for, and so is whether the dealer system counts what is passed on and
    what was paid ahead: one of several sums of the document has to agree. The dealer system rounds per invoice, the ledger
    per posting, half a cent each; a net can be a cent off per posting where the gross says that nothing else is.

    Args:
        invoices: Contract ``dealer_system.Invoices``.
        profits: As ``keyed_as_billed`` returns them.
        debtor_entries: Likewise.
        waiting: Contract ``inbox.InvoiceEntries``: what is not posted yet.
        uses: Result of ``billed_numbers.used_again``.

    Returns:
        Per invoice: ``subject`` (number), ``key``, ``net`` and ``gross`` of the dealer system, ``booked_net`` and
        ``booked_gross`` of the ledger (cents; null: nothing there), ``net_agrees``, ``gross_agrees``, ``is_posted``,
        ``is_due`` (the ledger should have it), and the invoice's file and line.
    """
    correcting = with_invoice_key(invoices, uses, "corrects_invoice_number", name="corrected")
    known = correcting.filter(
        (pl.col("kind").cast(pl.String) != "internal") & ~pl.col("is_cancelled").fill_null(value=False)
    ).select(
        pl.col("invoice_number").alias("subject"),
        pl.col("invoice_key").alias("key"),
        "corrected",
        cents(pl.col("net")).abs().alias("net"),
        cents(pl.col("gross")).abs().alias("gross"),
        "invoiced_on", "source_file", "source_row",
    )  # fmt: skip
    days = known.select("key", "invoiced_on")
    by_document = known.join(_nets(profits, days), on="key", how="left").join(
        _grosses(debtor_entries, days), on="key", how="left"
    )
    first, last = (
        debtor_entries.select(pl.col("posted_on").min(), pl.col("posted_on").max().alias("last")).collect().row(0)
    )
    staged = with_invoice_key(waiting, uses, "document_number", "document_on", "key").select("key").unique()
    staged = staged.with_columns(pl.lit(value=True).alias("is_waiting"))
    posted = (
        profits.select(pl.col("key").alias("corrected")).unique().with_columns(pl.lit(value=True).alias("is_corrected"))
    )
    within = pl.col("invoiced_on").is_between(pl.lit(first, pl.Date), pl.lit(last, pl.Date)).fill_null(value=False)
    return (
        by_document.join(staged, on="key", how="left")
        .join(posted, on="corrected", how="left")
        .with_columns(
            (pl.col("net_sold") + pl.col("passed_on").fill_null(0)).alias("net_with_passed_on"),
            *_less_deposits(),
            *(pl.when(pl.col("net") == pl.col("gross")).then(pl.col(name) - pl.col("tax_by_hand")).alias(f"{name}_untaxed") for name in _NETS[:-1]),
        )
        .with_columns(
            _agrees("net", (*_NETS, *(f"{name}_untaxed" for name in _NETS[:-1]), *_DEPOSITS), _net_rounding()),
            _agrees("gross", _GROSSES, pl.col("gross_entries") // 2),
            pl.col("net_entries").is_not_null().alias("is_posted"),
            (within & pl.col("booked_entries").is_null() & (pl.col("net") != 0) & pl.col("is_waiting").is_null() & pl.col("is_corrected").is_null()).alias("is_due"),
            # What one that states no tax is held against: with the tax that was taken out of it by hand.
            pl.coalesce("net_whole_less_rebates_untaxed", "net_whole_less_rebates").alias("booked_net"),
            pl.col("gross_all").alias("booked_gross"),
        )
        .collect(engine="streaming")
    )  # fmt: skip


def invoice_differences(compared_invoices: pl.DataFrame) -> list[pl.LazyFrame]:
    """Return the invoices whose net or gross disagree, and those that the ledger does not have.

    Args:
        compared_invoices: Result of ``compared``.
    """
    rows = compared_invoices.lazy()
    net = rows.filter(pl.col("is_posted") & ~pl.col("net_agrees"))
    gross = rows.filter(pl.col("is_posted") & pl.col("net_agrees") & ~pl.col("gross_agrees"))
    lost = rows.filter(~pl.col("is_posted") & pl.col("is_due"))
    place = ("subject", "source_file", "source_row")
    return [
        *(
            findings(
                f"{name}_differs",
                each.select(
                    *place,
                    (pl.col(name) - pl.col(f"booked_{name}").abs()).alias("cents"),
                    pl.col(name).alias("stated"),
                    pl.col(f"booked_{name}").alias("booked"),
                ),
            )
            for name, each in (("net", net), ("gross", gross))
        ),
        findings(
            "invoice_not_posted", lost.select(*place, pl.col("net").alias("cents"), pl.col("net").alias("stated"))
        ),
    ]


def foreign_debtors(
    profits: pl.LazyFrame, invoices: pl.LazyFrame, debtor_accounts: pl.DataFrame, splits: pl.LazyFrame
) -> pl.LazyFrame:
    """Return documents booked on the account of a customer whom the dealer system names neither as buyer nor as payer.

    Args:
        profits: As ``keyed_as_billed`` returns them.
        invoices: Contract ``dealer_system.Invoices``.
        debtor_accounts: Contract ``dealer_system.DebtorAccounts``. Accounts for all are nobody's in it.
        splits: Contract ``dealer_system.OrderSplits``.
    """
    owners = debtor_accounts.lazy().select("debtor_account", pl.col("customer_number").alias("debtor_of"))
    parties = [
        frame.filter(pl.col("invoice_number").is_not_null()).select(
            pl.col("invoice_key").alias("key"), pl.col(name).alias("debtor_of")
        )
        for frame, name in (
            (invoices, "customer_number"), (invoices, "paying_customer_number"), (splits, "paying_customer_number"),
        )
    ]  # fmt: skip
    every = pl.concat(parties).filter(pl.col("debtor_of").is_not_null()).unique()
    days = invoices.filter(pl.col("customer_number").is_not_null()).select(
        pl.col("invoice_key").alias("key"), "invoiced_on"
    )
    named = every.join(owners, on="debtor_of").select("key", "debtor_account").unique()
    rows = (
        profits.filter((pl.col("role") == "revenue") & (pl.col("movement") == "invoice"))
        .join(owners.select("debtor_account").unique(), on="debtor_account", how="semi")
        .join(days, on="key")
        .filter(about_then())
        .join(named, on=["key", "debtor_account"], how="anti")
    )
    sums = rows.group_by(pl.col("number").alias("subject")).agg(cents(pl.col("amount")).sum().alias("cents"), *where())
    return findings("debtor_of_another_customer", sums)


def other_customers(invoices: pl.LazyFrame, orders: pl.LazyFrame) -> pl.LazyFrame:
    """Return invoices that name another customer than their order does: one of them earns what the other received.

    Args:
        invoices: Contract ``dealer_system.Invoices``.
        orders: Contract ``dealer_system.Orders``.
    """
    ordered = orders.select("order_number", pl.col("customer_number").alias("ordered_by"))
    rows = invoices.join(ordered, on="order_number").filter(pl.col("customer_number") != pl.col("ordered_by"))
    return findings(
        "customer_of_order_differs",
        rows.select(
            pl.col("invoice_number").alias("subject"),
            cents(pl.col("net")).fill_null(0).alias("cents"),
            "source_file",
            "source_row",
        ),
    )


def _less_deposits() -> list[pl.Expr]:
    """Return the net of a final invoice after its deposit; null where the gross is not of that kind.

    Where the ledger does not say by which rate it offset the deposit, it can be any.
    """
    deposit = pl.col("gross_all") - pl.col("gross_less_deposit")
    of_rest = (deposit > 0) & ((pl.col("gross") - pl.col("gross_less_deposit")).abs() <= pl.col("gross_entries") // 2)
    known = pl.col("deposit_net")
    return [
        pl.when(of_rest).then(pl.col("net_sold") - known).alias("net_less_deposit"),
        *(
            pl.when(of_rest & known.is_null())
            .then(pl.col("net_sold") - net_of(deposit, pl.lit(rate, pl.Int64)))
            .alias(f"net_less_deposit_{rate}")
            for rate in _RATES_OF_DEPOSITS
        ),
    ]


def _nets(profits: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    amount, stands = cents(pl.col("amount")), ~pl.col("is_annulled")
    revenue, rebate = pl.col("role") == "revenue", pl.col("role") == "revenue_deduction"
    counts, of_buyer = revenue & stands, pl.col("of_buyer")
    # Tax is taken out by hand against an account of tax, or where one account of revenue has it and the other has not.
    by_hand = ~of_buyer & (pl.col("of_tax") | (pl.col("lines_of_revenue") > 1))
    taken_out = amount.filter(counts & by_hand).sum()
    # What goes to an interim account comes back from there. What goes to another one, as revenue that is deferred, may not.
    others = counts & ~of_buyer & ~by_hand
    returning, moved = (amount.filter(others & is_so).sum() for is_so in (pl.col("of_current"), ~pl.col("of_current")))
    sold = amount.filter(counts & of_buyer).sum() + taken_out + returning
    charged = amount.filter(counts & of_buyer & (pl.col("amount") > 0)).sum() + taken_out + returning
    rebates = amount.filter(rebate & stands & (pl.col("movement") != "cash_discount")).sum()
    sums = dict(zip(_SOLD, (sold, charged, sold + moved, charged + moved), strict=True))
    own = profits.filter((revenue | rebate) & ~pl.col("of_supplier"))
    rows = own.join(days, on="key").filter(about_then())
    # Asked of few: counting the lines of all postings costs as much as all sums.
    asked = own.filter(revenue & ~of_buyer).select(_POSTING).unique().collect(engine="streaming").lazy()
    counted = rows.join(asked, on=_POSTING, how="semi").group_by(_POSTING)
    lines = counted.agg(revenue.sum().alias("lines_of_revenue"))
    rows = rows.join(lines, on=_POSTING, how="left")
    return rows.group_by("key").agg(
        *(sum_.alias(name) for name, sum_ in sums.items()),
        *((sum_ + rebates).alias(f"{name}_less_rebates") for name, sum_ in sums.items()),
        taken_out.alias("tax_by_hand"),
        stands.sum().cast(pl.Int64).alias("net_entries"),
    )


def _grosses(debtor_entries: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    amount = cents(pl.col("amount"))
    sold = pl.col("movement").is_in(("invoice", "credit_note", "deposit")) & ~pl.col("is_annulled")
    passed_on = pl.col("movement_reason").is_in(("charged_with_invoice", "credited_with_note"))
    is_offset = (pl.col("movement") == "deposit_offset") & ~pl.col("is_annulled")
    offset = amount.filter(is_offset).sum()
    # A line of the tax alone has no net; the others have none where nobody knows their rate.
    net = cents(pl.col("net")).filter(is_offset & (pl.col("movement_reason") != "tax_apart"))
    return (
        debtor_entries.join(days, on="key")
        .filter(about_then())
        .group_by("key")
        .agg(
            amount.filter(sold).sum().alias("gross_all"),
            amount.filter(sold & (amount > 0)).sum().alias("gross_charged"),
            amount.filter(sold & (amount < 0)).sum().alias("gross_credited"),
            (amount.filter(sold).sum() + offset).alias("gross_less_deposit"),
            pl.when(net.is_not_null().all()).then(-net.sum()).alias("deposit_net"),
            amount.filter(passed_on).sum().alias("passed_on"),
            amount.filter(sold & ~passed_on).sum().alias("gross_own"),
            pl.when(sold.any()).then(sold.sum().cast(pl.Int64)).alias("gross_entries"),
            # An invoice on an interim account stands on a debtor, too, though against no revenue.
            pl.len().alias("booked_entries"),
        )
    )


def about_then() -> pl.Expr:
    """Return whether an entry (``posted_on``) can belong to an invoice of its number (``invoiced_on``)."""
    days = (pl.col("posted_on") - pl.col("invoiced_on")).dt.total_days()
    return pl.col("invoiced_on").is_null() | days.is_between(_EARLIEST, _LATEST)


def _net_rounding() -> pl.Expr:
    """Return by how many cents a net can differ: where the gross is compared, too, it tells an error from rounding."""
    is_vouched_for = pl.col("gross").is_not_null() & pl.col("gross_entries").is_not_null()
    return pl.when(is_vouched_for).then("net_entries").otherwise(pl.col("net_entries") // 2)


def _agrees(name: str, sums: tuple[str, ...], rounding: pl.Expr) -> pl.Expr:
    """Return whether one of the sums is the amount but for so many cents; nothing stated, or nothing booked, agrees."""
    near = pl.any_horizontal((pl.col(each).abs() - pl.col(name)).abs() <= rounding for each in sums)
    return (near | pl.col(name).is_null() | rounding.is_null()).fill_null(value=False).alias(f"{name}_agrees")
