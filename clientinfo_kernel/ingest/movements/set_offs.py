"""What a debtor has to their credit, moved to another of their documents over a clearing account: no money came."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.money import cents

_DEBTOR = "debtor_account"
_ON_NO_MONEY = ("paid_out_unknown_account", "money_received_unknown_account")
_ON_MONEY = ("money_paid_out", "money_received")
_SIDE = (_DEBTOR, "contra_account", "posted_on", "cents")


def with_set_offs(entries: pl.LazyFrame, account_roles: pl.DataFrame) -> pl.LazyFrame:
    """Make transfers of what leaves one document and reaches another of the same debtor on one day.

    Both legs stand against one clearing account, or one of money on its way, with one amount. Where money had come for
    the first document, what leaves it is that money, and a payment of the second one.

    Args:
        entries: Result of ``with_companions``.
        account_roles: Result of ``with_account_classes``.
    """
    transit = account_roles.filter("is_transit")["account"].implode()
    reason = pl.col("movement_reason")
    is_clearing = reason.is_in(_ON_NO_MONEY) | (reason.is_in(_ON_MONEY) & pl.col("contra_account").is_in(transit))
    legs = entries.filter(is_clearing & pl.col("number").is_not_null() & ~pl.col("is_annulled"))
    amount = cents(pl.col("amount"))
    columns = ("entry", "number", *_SIDE)
    # Little is paid out: what reaches a document is looked at where as much leaves another.
    given = legs.filter(amount > 0).with_columns(amount.alias("cents")).select(columns).collect(engine="streaming")
    if given.is_empty():
        return entries
    sides = given.lazy().select(_SIDE).unique()
    received = (
        legs.filter(amount < 0)
        .with_columns((-amount).alias("cents"))
        .select(columns)
        .join(sides, on=list(_SIDE), how="semi")
        .collect(engine="streaming")
    )
    if received.is_empty():
        return entries
    documents = given.lazy().select(_DEBTOR, "number").unique()
    paid = entries.filter(pl.col("movement") == "payment").join(documents, on=[_DEBTOR, "number"], how="semi")
    no_money = given.join(paid.select(_DEBTOR, "number").unique().collect(), on=[_DEBTOR, "number"], how="anti")
    pairs = _numbered(received).join(_numbered(no_money), on=[*_SIDE, "place"], suffix="_given")
    pairs = pairs.filter(pl.col("number") != pl.col("number_given"))
    moved = pl.concat([pairs["entry"], pairs["entry_given"]]).to_frame("entry").with_columns(is_set_off=True)
    is_set_off = pl.col("is_set_off").fill_null(value=False)
    return (
        entries.join(moved.lazy(), on="entry", how="left")
        .with_columns(
            pl.when(is_set_off).then(pl.lit("transfer")).otherwise("movement").alias("movement"),
            pl.when(is_set_off).then(pl.lit("credit_set_off")).otherwise("movement_reason").alias("movement_reason"),
        )
        .drop("is_set_off")
    )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("entry").with_columns(pl.int_range(pl.len()).over(_SIDE).alias("place"))
