"""One spelling of a document number per debtor: what settles ``RE-2021/5`` is typed ``re-2021/5``, ``RE 2021/5`` or ``RE20215``.

The number is the key by which claims and payments find each other; people type it again on a payment. Numbers that say the
same are one document only where one spelling alone carries claims: ``1/1`` and ``11`` can be two invoices of one customer.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import tax
from clientinfo_kernel.ingest.movements.sides import debtor_of
from clientinfo_kernel.ingest.normalise import document_key

_DEBTOR, _NUMBER = "spelled_for", "document_ref1"
_ONLY_KEY = r"^[A-Z0-9]+$"
_SIDES = (("account", "S", "contra_account"), ("contra_account", "H", "account"))


def with_one_spelling(postings: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Give what is booked on a debtor the number as its claim spells it.

    Args:
        postings: Contract ``ledger.Postings``.
        account_roles: Result of ``with_account_classes``.
    """
    known = postings.with_columns(debtor_of().alias(_DEBTOR)).filter(pl.col(_DEBTOR).is_not_null())
    several = _several_spellings(known)
    if several.is_empty():
        return postings
    spelled = known.join(several.lazy(), on=[_DEBTOR, _NUMBER]).collect(engine="streaming")
    claims = spelled.filter(_is_claim(account_roles)).select(_DEBTOR, "key", pl.col(_NUMBER).alias("spelling")).unique()
    found = several.join(claims.unique([_DEBTOR, "key"], keep="none"), on=[_DEBTOR, "key"]).drop("key")
    changed = found.filter(pl.col(_NUMBER) != pl.col("spelling"))
    if changed.is_empty():
        return postings
    return (
        postings.with_columns(debtor_of().alias(_DEBTOR))
        .join(changed.lazy(), on=[_DEBTOR, _NUMBER], how="left")
        .with_columns(pl.coalesce("spelling", _NUMBER).alias(_NUMBER))
        .drop("spelling", _DEBTOR)
    )


def _several_spellings(known: pl.LazyFrame) -> pl.DataFrame:
    """Return debtor, number and key of the documents of which a debtor has several spellings; one of these is more than a key."""
    number = pl.col(_NUMBER)
    odd = known.filter(~number.str.contains(_ONLY_KEY)).select(_DEBTOR, _NUMBER).unique().collect(engine="streaming")
    if odd.is_empty():
        return odd.with_columns(number.alias("key"))
    odd = odd.with_columns(document_key(number).alias("key")).drop_nulls("key")
    plain = known.filter(number.is_in(odd["key"].unique().implode())).select(_DEBTOR, _NUMBER).unique()
    both = pl.concat([odd, plain.with_columns(number.alias("key")).collect(engine="streaming")])
    return both.filter(pl.len().over(_DEBTOR, "key") > 1)


def _is_claim(account_roles: pl.DataFrame) -> pl.Expr:
    """Return whether a posting charges the debtor with a sale, a deposit or what the year opens with."""
    asks = account_roles.filter(
        pl.col("role").is_in(("revenue", "revenue_deduction"))
        | pl.col("account_class").is_in(("opening_balance", "deposit"))
    )["account"].implode()
    return pl.any_horizontal(
        (pl.col(mine) == pl.col(_DEBTOR)) & (pl.col("side").cast(pl.String) == side) & pl.col(other).is_in(asks)
        for mine, side, other in _SIDES
    ) & ~tax.is_general_reversal().fill_null(value=False)
