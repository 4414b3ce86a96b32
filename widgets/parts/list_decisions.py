"""What accounting decided and customers allowed, for lists: over all customers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.advertising import permissions
from clientinfo_kernel.query.decided_items import ITEM_ID, with_decisions_of_all
from clientinfo_kernel.query.payments import with_ages
from clientinfo_kernel.query.tables.ledger import OPEN_ITEMS as ITEMS
from widgets.texts.words import word
from widgets.texts.written import CONSENT_CHANNELS

if TYPE_CHECKING:
    from widgets.work_list import Desk


def decided_items(desk: Desk) -> pl.DataFrame:
    """Return the open items about which something was decided (``answers.OPEN_ITEMS`` and ``customer_number``).

    Raises:
        NotPermitted: The viewer is not allowed to see receivables.
        LiveUnavailable: The live store does not answer.
    """
    decisions = desk.directory.written(OPEN_ITEM_DECISION)
    customer_numbers = decisions["customer_number"].unique().implode()
    known = desk.table(
        "customers", ("customer_id", "customer_number"), pl.col("customer_number").is_in(customer_numbers)
    )
    wanted = pl.col("customer_id").is_in(known["customer_id"].implode())
    items = desk.table("open_items", ITEMS.columns.names(), wanted)
    items = items.join(known, on="customer_id", how="left", maintain_order="left")
    decided = items.filter(ITEM_ID.is_in(decisions["item_id"].implode()))
    owners = decided["customer_number"]
    aged = with_ages(decided.drop("customer_number"), desk.key_date)
    return with_decisions_of_all(aged, owners.to_list(), decisions.to_dicts(), desk.key_date).with_columns(owners)


def with_advertising(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the channels on which each customer may be advertised to (column ``advertising``).

    Args:
        desk: Where the consents are.
        rows: Have ``customer_number``.
    """
    consents = desk.directory.written(CONSENT, customers=rows["customer_number"].drop_nulls().unique())
    said: dict[str, list[dict[str, object]]] = {}
    for each in consents.sort("created_at").iter_rows(named=True):
        said.setdefault(each["customer_number"], []).append(each)

    def channels(consents: list[dict[str, object]]) -> str:
        return ", ".join(word(CONSENT_CHANNELS, each.channel) for each in permissions(consents) if each.is_allowed)

    known = pl.DataFrame(
        {"customer_number": list(said), "advertising": [channels(each) for each in said.values()]},
        schema={"customer_number": pl.String, "advertising": pl.String},
    )
    if known.is_empty():  # where nobody said anything, nothing is looked for either
        return rows.with_columns(advertising=pl.lit(channels([])))
    joined = rows.join(known, on="customer_number", how="left", maintain_order="left")
    return joined.with_columns(pl.col("advertising").fill_null(channels([])))
