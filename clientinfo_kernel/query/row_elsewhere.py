"""Rows that only the snapshot holds: what the live store takes over when somebody first changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.tour_stops import KINDS_OF_SERVICE, appointment_of
from clientinfo_kernel.query.written_rows import untouched

if TYPE_CHECKING:
    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.query.customer_file import CustomerFile


def row_elsewhere(
    customer_file: CustomerFile, customer_number: str, entity: Entity, entity_id: str
) -> dict[str, Any] | None:
    """Return a row of the snapshot that nobody has changed yet, as the live store begins it; None: there is none.

    Raises:
        NotPermitted: The viewer is not allowed to see such rows.
    """
    match entity.name:
        case "case":
            found = untouched(customer_file.cases(), entity.key, entity_id)
        case "contact":
            found = untouched(customer_file.contact_events(), entity.key, entity_id)
        case "open_item":
            found = _open_item(customer_file, entity_id)
        case "inbox_entry":
            is_there = entity_id in _entries(customer_file) or entity_id in customer_file.unassigned_ids()
            found = {"entry_id": entity_id} if is_there else None
        case "tour_stop":
            found = {"stop_id": entity_id} if _is_stop(customer_file, entity_id) else None
        case _:
            found = None
    return None if found is None else {**found, "customer_number": customer_number}


def _open_item(customer_file: CustomerFile, item_id: str) -> dict[str, Any] | None:
    item = untouched(customer_file.open_items(), "item_id", item_id)
    if item is None:
        return None
    named = {"item_kind": item["kind"], "item_date": item["date"]}
    return {"item_id": item_id, **named, **{name: item[name] for name in ("debtor_account", "number")}}


def _is_stop(customer_file: CustomerFile, stop_id: str) -> bool:
    number, kind = appointment_of(stop_id)
    wishes = customer_file.appointments().filter(pl.col("appointment_number") == number)["service"].to_list()
    return any(kind in KINDS_OF_SERVICE.get(wish, ()) for wish in wishes)


def _entries(customer_file: CustomerFile) -> set[str]:
    ids = pl.concat([customer_file.inbox_invoices()["entry_id"], customer_file.inbox_customers()["entry_id"]])
    return set(ids.to_list())
