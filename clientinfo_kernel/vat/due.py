"""Whose VAT ID is to be asked about, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.corrections import newest_vat_id
from clientinfo_kernel.query.vat_form import written_plainly
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.checking import why_nobody
from clientinfo_kernel.vat.standing import VatStanding, vat_standing
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.vat.services import VatServices

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class DueVatId:
    """A customer's VAT ID that is to be asked about.

    Attributes:
        customer_number: Whose.
        vat_id: Which, written plainly.
        standing: What is known of it; ``standing.due`` says why.
        tried_at: When somebody last asked about this ID; None: nobody did.
        is_tried_today: Whether an attempt of today brought no answer.
    """

    customer_number: str
    vat_id: str
    standing: VatStanding
    tried_at: datetime | None
    is_tried_today: bool


def customers_with_vat_id(directory: CustomerDirectory, numbers: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Return number, ``vat_id``, name and address of who has a VAT ID, with the one that people said to be right.

    Args:
        directory: Who is asked.
        numbers: Of these customers only; None: of all.
    """
    wanted = None if numbers is None else pl.col("customer_number").is_in(sorted(numbers))
    customers = directory.table("customers", ["customer_number", "vat_id", *FIELDS], wanted)
    told: dict[str, list[Mapping[str, Any]]] = {}
    for row in directory.written(CHANGE_NOTICE, customers=numbers).sort("created_at").to_dicts():
        told.setdefault(row["customer_number"], []).append(row)
    has_one = pl.col("vat_id").is_not_null() | pl.col("customer_number").is_in(list(told))
    found = []
    for each in customers.filter(has_one).to_dicts():
        vat_id = newest_vat_id(told.get(each["customer_number"], ()), each["vat_id"]) or each["vat_id"]
        if vat_id:
            found.append(each | {"vat_id": vat_id})
    return found


def due_vat_ids(directory: CustomerDirectory, services: VatServices, today: date) -> list[DueVatId]:
    """Return the VAT IDs that are to be asked about and about which somebody can be asked.

    Those that were never asked about come first, then those that wait the longest since their last attempt: nobody who
    cannot be answered stands in the others' way.

    Raises:
        NotPermitted: The viewer does not see receivables.
        LiveUnavailable: The live store does not answer.
    """
    proofs: dict[str, list[Mapping[str, Any]]] = {}
    for row in directory.written(VAT_CHECK).to_dicts():
        proofs.setdefault(row["customer_number"], []).append(row)
    waiting = []
    for each in customers_with_vat_id(directory):
        number, vat_id = each["customer_number"], written_plainly(each["vat_id"])
        rows = proofs.get(number, [])
        standing = vat_standing(rows, each, today, services.again_after_months)
        if standing.due and not why_nobody(vat_id, services):
            about = max((row["created_at"] for row in rows if row["vat_id"] == vat_id), default=None)
            attempt = standing.attempt
            is_today = attempt is not None and attempt["created_at"].astimezone(BERLIN).date() == today
            waiting.append(DueVatId(number, vat_id, standing, about, is_today))
    return sorted(waiting, key=lambda each: (each.tried_at or _NEVER, each.customer_number))
