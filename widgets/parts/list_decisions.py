"""What accounting decided and customers allowed, for lists: over all customers at once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.consents import CONSENT_CHANNELS as CHANNELS
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.advertising import permissions
from clientinfo_kernel.query.decided_items import ITEM_ID, with_decisions_of_all
from clientinfo_kernel.query.payments import with_ages
from clientinfo_kernel.query.tables.ledger import OPEN_ITEMS as ITEMS
from widgets.parts.list_rows import with_values_of
from widgets.parts.row_parts import Part
from widgets.texts.words import word
from widgets.texts.written import CONSENT_CHANNELS
from widgets.view_models import Source

if TYPE_CHECKING:
    from widgets.work_list import Desk

# Customers whose consents are asked for by their numbers.
_FEW = 2000
_ALLOWED, _SAID = "advertising", ("channel", "statement")
_CONSENT = ("customer_number", *_SAID, "stated_on", "created_at")


def decided_items(desk: Desk) -> pl.DataFrame:
    """Return the open items about which something was decided (``answers.OPEN_ITEMS`` and ``customer_number``).

    Raises:
        NotPermitted: The viewer is not allowed to see receivables.
        LiveUnavailable: The live store does not answer.
    """
    decisions = desk.directory.written(OPEN_ITEM_DECISION)
    items = _items_of(desk, decisions["customer_number"])
    return _with_decisions(desk, items.filter(ITEM_ID.is_in(decisions["item_id"].implode())), decisions)


def claims_of(desk: Desk, customer_numbers: pl.Series) -> pl.DataFrame:
    """Return what some customers owe, with what was decided about each item (``answers.OPEN_ITEMS`` and ``customer_number``).

    Raises:
        NotPermitted: The viewer is not allowed to see receivables.
        LiveUnavailable: The live store does not answer.
    """
    items = _items_of(desk, customer_numbers, pl.col("balance") > 0).with_columns(ITEM_ID.alias("item_id"))
    decisions = desk.directory.written(OPEN_ITEM_DECISION, customers=customer_numbers.unique().to_list())
    # what one id names several times is decided about once
    return _with_decisions(desk, items.unique("item_id", keep="first", maintain_order=True).drop("item_id"), decisions)


def _items_of(desk: Desk, customer_numbers: pl.Series, where: pl.Expr | None = None) -> pl.DataFrame:
    """Return open items of customers (``tables.ledger.OPEN_ITEMS``), with their ``customer_number``."""
    known = desk.with_ids(customer_numbers.unique().to_frame("customer_number")).drop_nulls("customer_id")
    wanted = pl.col("customer_id").is_in(known["customer_id"].implode())
    items = desk.table("open_items", ITEMS.columns.names(), wanted if where is None else wanted & where)
    return items.join(known, on="customer_id", how="left", maintain_order="left")


def _with_decisions(desk: Desk, items: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    owners = items["customer_number"]
    aged = with_ages(items.drop("customer_number"), desk.key_date)
    return with_decisions_of_all(aged, owners, decisions, desk.key_date).with_columns(owners)


def advertising_part(desk: Desk) -> Part:
    """Return what gives rows the channels on which advertising to their customers (``customer_id``) is allowed (``advertising``)."""
    customers = desk.coded("customers", ("customer_id",)).rows.height
    every = Source("customer_id", customers, lambda _columns: pl.DataFrame([_advertising_to_all(desk, customers)]))
    return Part(
        (_ALLOWED,),
        lambda rows, _columns: rows.hstack([_advertising(desk, rows["customer_id"], customers)]),
        source=every,
        texts=_every_set_of_channels(),
    )


def _every_set_of_channels() -> list[str]:
    """Return what can stand in ``advertising``, whatever customers say."""
    words = [word(CONSENT_CHANNELS, channel) for channel in CHANNELS]
    return [", ".join(some) for count in range(len(words) + 1) for some in combinations(words, count)]


def _advertising(desk: Desk, ids: pl.Series, customers: int) -> pl.Series:
    if len(ids) > _FEW:  # to ask for each takes longer
        return _advertising_to_all(desk, customers).gather(ids).fill_null(_channels([]))
    known = desk.of_customers(ids.to_frame("customer_id"), only=("customer_number",))
    stated = _stated(desk, known["customer_number"].drop_nulls().unique())
    found = ids.to_frame("customer_id").join(stated, on="customer_id", how="left", maintain_order="left")
    return found[_ALLOWED].fill_null(_channels([]))


def _advertising_to_all(desk: Desk, customers: int) -> pl.Series:
    """Return the channels of all customers (an Enum), by their ids."""
    stated = _stated(desk, None).drop_nulls("customer_id")
    words = stated.schema[_ALLOWED]
    codes = pl.repeat(0, customers, dtype=pl.UInt32, eager=True)  # what holds for who said nothing
    codes.scatter(stated["customer_id"], stated[_ALLOWED].to_physical().cast(pl.UInt32))
    return codes.cat.to(words).alias(_ALLOWED)


def _stated(desk: Desk, numbers: pl.Series | None) -> pl.DataFrame:
    """Return what customers who said something allow: ``customer_id``, ``advertising`` (an Enum; first of who said nothing).

    Args:
        desk: Where it is written.
        numbers: Of these customers; None: of all.
    """
    said = desk.directory.written(CONSENT, customers=numbers, columns=_CONSENT).sort("created_at")
    # Most customers said one thing, and there are few things to say: only those who said several are looked at one by one.
    is_only = pl.len().over("customer_number") == 1
    alone = said.filter(is_only).select("customer_number", *_SAID)
    alone = with_values_of(alone, _SAID, _ALLOWED, lambda each: _channels([{**each, "stated_on": None}]))
    several: dict[str, list[dict[str, Any]]] = {}
    for each in said.filter(~is_only).iter_rows(named=True):
        several.setdefault(each["customer_number"], []).append(each)
    others = {"customer_number": list(several), _ALLOWED: [_channels(each) for each in several.values()]}
    both = pl.concat([alone.drop(_SAID), pl.DataFrame(others, {"customer_number": pl.String, _ALLOWED: pl.String})])
    of_nobody = _channels([])
    words = pl.Enum([of_nobody, *(text for text in both[_ALLOWED].unique().sort() if text != of_nobody)])
    return both.select(desk.customer_ids(both["customer_number"]).alias("customer_id"), pl.col(_ALLOWED).cast(words))


def _channels(consents: list[dict[str, Any]]) -> str:
    return ", ".join(word(CONSENT_CHANNELS, each.channel) for each in permissions(consents) if each.is_allowed)
