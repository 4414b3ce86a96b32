"""Lines of a document that say by themselves only half of what they are: tax booked apart, and what an invoice passes on.

Who books net and tax as two lines writes the tax of an invoice, a discount or a loss against an account of tax: it is what
the document's other lines of that day are. A fee that the house passes on (a registration, § 10 (1) UStG) is not revenue and
stands on the invoice all the same. What is charged later under the invoice's number, as interest or a fee taken to other
income, is a claim beside it: who pays the invoice has paid it.
"""

from __future__ import annotations

import polars as pl

_LINE = ("debtor_account", "number", "posted_on")
# Of several kinds on one day the one that a tax line goes with first.
_TAXED = ("write_off", "cash_discount", "deposit", "deposit_offset", "invoice", "credit_note")
_TAX = "tax_apart"
_NO_RULE = "no_rule"
_UNCLEAR = ("paid_out_unknown_account", "money_received_unknown_account", _NO_RULE)


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
    billed = entries.filter(stands & pl.col("movement").is_in(_TAXED) & (reason != _TAX))
    beside = (
        _among(billed, wanted, _LINE)
        .group_by(*_LINE, is_charge.alias("is_charge"))
        .agg(
            *((pl.col("movement") == kind).any().alias(kind) for kind in _TAXED),
        )
        .collect(engine="streaming")
    )
    invoices = _among(billed.filter(pl.col("movement") == "invoice"), wanted, _LINE[:2])
    first_days = invoices.group_by(_LINE[:2]).agg(pl.col("posted_on").min().alias("invoiced_on"))
    first = pl.coalesce(pl.when(pl.col(kind)).then(pl.lit(kind)) for kind in _TAXED)
    is_tax = pl.col("movement_reason") == _TAX
    with_invoice, with_note = pl.col("is_charge") & pl.col("invoice"), ~pl.col("is_charge") & pl.col("credit_note")
    later = pl.col("is_charge") & (reason == _NO_RULE) & (pl.col("posted_on") > pl.col("invoiced_on"))
    cases = (
        (with_invoice, "invoice", "charged_with_invoice"),
        (with_note, "credit_note", "credited_with_note"),
        (later, "dunning_charge", "charged_beside_invoice"),
    )
    kind, passed_on = (pl.coalesce(pl.when(case[0]).then(pl.lit(case[place])) for case in cases) for place in (1, 2))
    known = wanted.join(beside, on=[*_LINE, "is_charge"], how="left").join(
        first_days.collect(), on=list(_LINE[:2]), how="left"
    )
    found = known.select(
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


def _among(entries: pl.LazyFrame, wanted: pl.DataFrame, key: tuple[str, ...]) -> pl.LazyFrame:
    """Return the entries that share a key with those wanted."""
    return entries.join(wanted.lazy().select(key).unique(), on=list(key), how="semi")
