"""What accounting decided and customers allowed, for lists: over all customers at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.advertising import permissions
from clientinfo_kernel.query.decided_items import ITEM_ID, with_decisions_of_all
from clientinfo_kernel.query.payments import with_ages
from clientinfo_kernel.query.tables.ledger import OPEN_ITEMS as ITEMS
from widgets.parts.row_parts import Part
from widgets.texts.words import word
from widgets.texts.written import CONSENT_CHANNELS

if TYPE_CHECKING:
    from widgets.work_list import Desk

# Customers whose consents are asked for by their numbers.
_FEW = 2000


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


def advertising_part(desk: Desk) -> Part:
    """Return what gives rows the channels on which their customers (``customer_id``) may be advertised to (``advertising``)."""
    return Part(("advertising",), lambda rows, _columns: rows.hstack([_advertising(desk, rows["customer_id"])]))


def _advertising(desk: Desk, ids: pl.Series) -> pl.Series:
    numbers = None  # of all, where to ask for each takes longer
    if len(ids) <= _FEW:
        known = desk.of_customers(ids.to_frame("customer_id"), only=("customer_number",))
        numbers = known["customer_number"].drop_nulls().unique()
    said: dict[str, list[dict[str, Any]]] = {}
    for each in desk.directory.written(CONSENT, customers=numbers).sort("created_at").iter_rows(named=True):
        said.setdefault(each["customer_number"], []).append(each)

    @cache
    def of_one(channel: str, statement: str) -> str:
        return channels([{"channel": channel, "statement": statement, "stated_on": None}])

    def channels(consents: list[dict[str, Any]]) -> str:
        return ", ".join(word(CONSENT_CHANNELS, each.channel) for each in permissions(consents) if each.is_allowed)

    of_nobody = channels([])
    texts = [
        of_one(each[0]["channel"], each[0]["statement"]) if len(each) == 1 else channels(each) for each in said.values()
    ]
    words = pl.Enum(list(dict.fromkeys((of_nobody, *texts))))
    stated = pl.DataFrame(
        {"customer_id": desk.customer_ids(pl.Series(list(said), dtype=pl.String)), "advertising": texts},
        schema={"customer_id": pl.UInt32, "advertising": words},
    )
    found = ids.to_frame("customer_id").join(stated, on="customer_id", how="left", maintain_order="left")
    return found["advertising"].fill_null(of_nobody)
