"""Lines of a document that say by themselves only half of what they are: tax booked apart, and what an invoice passes on.

Who books net and tax as two lines writes the tax of an invoice, a discount or a loss against an account of tax: it is what
the document's other lines of that day are. A fee that the house passes on (a registration, § 10 (1) UStG) is not revenue and
stands on the invoice all the same.
"""

from __future__ import annotations

import polars as pl

_LINE = ("debtor_account", "number", "posted_on")
# Of several kinds on one day the one that a tax line goes with first.
_TAXED = ("write_off", "cash_discount", "deposit", "deposit_offset", "invoice", "credit_note")
_TAX = "tax_apart"
_UNCLEAR = ("paid_out_unknown_account", "money_received_unknown_account", "no_rule")


def with_companions(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Give tax lines the kind of the lines beside them, and make what is charged with an invoice a part of it.

    Args:
        entries: Result of ``with_interim_invoices``.
    """
    stands = pl.col("number").is_not_null() & ~pl.col("is_annulled")
    reason, is_charge = pl.col("movement_reason"), pl.col("amount") > 0
    wanted = (
        entries.filter(stands & reason.is_in((_TAX, *_UNCLEAR)))
        .select("entry", *_LINE, "movement_reason", is_charge.alias("is_charge"))
        .collect(engine="streaming")
    )
    if wanted.is_empty():
        return entries
    beside = (
        entries.filter(stands & pl.col("movement").is_in(_TAXED) & (reason != _TAX))
        .join(wanted.lazy().select(_LINE).unique(), on=list(_LINE), how="semi")
        .group_by(*_LINE, is_charge.alias("is_charge"))
        .agg(
            *((pl.col("movement") == kind).any().alias(kind) for kind in _TAXED),
        )
        .collect(engine="streaming")
    )
    first = pl.coalesce(pl.when(pl.col(kind)).then(pl.lit(kind)) for kind in _TAXED)
    is_tax = pl.col("movement_reason") == _TAX
    with_invoice, with_note = pl.col("is_charge") & pl.col("invoice"), ~pl.col("is_charge") & pl.col("credit_note")
    passed_on = (
        pl.when(with_invoice).then(pl.lit("charged_with_invoice")).when(with_note).then(pl.lit("credited_with_note"))
    )
    kind = pl.when(with_invoice).then(pl.lit("invoice")).when(with_note).then(pl.lit("credit_note"))
    found = wanted.join(beside, on=[*_LINE, "is_charge"]).select(
        "entry",
        pl.when(is_tax).then(first).otherwise(kind).alias("kind"),
        pl.when(is_tax).then(pl.lit(_TAX)).otherwise(passed_on).alias("why"),
    )
    changed = found.filter(pl.col("kind").is_not_null())
    return (
        entries.join(changed.lazy(), on="entry", how="left")
        .with_columns(
            pl.coalesce("kind", "movement").alias("movement"),
            pl.when(pl.col("kind").is_null()).then("movement_reason").otherwise("why").alias("movement_reason"),
        )
        .drop("kind", "why")
    )
