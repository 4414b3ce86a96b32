"""Whose VAT ID is to be asked about, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.corrections import newest_vat_id
from clientinfo_kernel.query.table import MOMENT
from clientinfo_kernel.query.vat_form import spelled_plainly, surely_valid, written_plainly
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.checking import is_anybody, why_nobody
from clientinfo_kernel.vat.standing import vat_standing
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.query.permitted import OpenedSnapshot
    from clientinfo_kernel.sections.vat import VatServices

# ``vat_id``: written plainly; ``due`` and ``result``: as ``VatStanding`` has them; ``tried_at``: when somebody last asked
# about this ID; ``is_tried_today``: an attempt of today brought no answer.
DUE_VAT_IDS = pl.Schema(
    {
        "customer_id": pl.UInt32(),
        "customer_number": pl.String(),
        "vat_id": pl.String(),
        "due": pl.String(),
        "result": pl.String(),
        "tried_at": MOMENT,
        "is_tried_today": pl.Boolean(),
    }
)


def customers_with_vat_id(
    directory: CustomerDirectory, customer_numbers: Collection[str] | None = None, opened: OpenedSnapshot | None = None
) -> list[dict[str, Any]]:
    """Return number, ``vat_id``, name and address of who has a VAT ID, with the one that people said to be right.

    Args:
        directory: Who is asked.
        customer_numbers: Of these customers only; None: of all.
        opened: The snapshot in which they are looked up; None: the newest.
    """
    snapshot = opened or directory.opened()
    customers = snapshot.coded("customers", ["customer_id", "customer_number", "vat_id", *FIELDS])
    rows = customers.rows
    if customer_numbers is not None:
        known = snapshot.customer_ids(pl.Series(sorted(customer_numbers), dtype=pl.String))
        rows = rows.select(pl.all().gather(known.drop_nulls().unique().sort()))
    notices: dict[str, list[Mapping[str, Any]]] = {}
    for row in directory.written(CHANGE_NOTICE, customers=customer_numbers).sort("created_at").to_dicts():
        notices.setdefault(row["customer_number"], []).append(row)
    has_one = pl.col("vat_id").is_not_null() | pl.col("customer_number").is_in(list(notices))
    found = []
    for each in customers.decoded(rows.filter(has_one)).to_dicts():
        vat_id = newest_vat_id(notices.get(each["customer_number"], ()), each["vat_id"]) or each["vat_id"]
        if vat_id:
            found.append(each | {"vat_id": vat_id})
    return found


def due_vat_ids(
    directory: CustomerDirectory, services: VatServices, today: date, opened: OpenedSnapshot | None = None
) -> pl.DataFrame:
    """Return the VAT IDs that are to be asked about and about which somebody can be asked (``DUE_VAT_IDS``).

    Those that were never asked about come first, then those that wait the longest since their last attempt: nobody who
    cannot be answered stands in the others' way.

    Args:
        directory: Who is asked.
        services: Who can be asked about VAT IDs.
        today: The day.
        opened: The snapshot whose customers they are; None: the newest.

    Raises:
        NotPermitted: The viewer does not see receivables.
        LiveUnavailable: The live store does not answer.
    """
    snapshot = opened or directory.opened()
    proofs: dict[str, list[Mapping[str, Any]]] = {}
    for row in directory.written(VAT_CHECK).to_dicts():
        proofs.setdefault(row["customer_number"], []).append(row)
    # Of most customers nobody has asked or said anything: they are not looked at one by one.
    notices = directory.written(CHANGE_NOTICE, columns=("customer_number", "subject"))
    reported = notices.filter(pl.col("subject") == "vat_id")["customer_number"]
    known = {*proofs, *reported}
    rest = _untouched(snapshot, services, known)
    waiting = []
    for each in customers_with_vat_id(directory, known, snapshot) if known else ():
        number, vat_id = each["customer_number"], written_plainly(each["vat_id"])
        rows = proofs.get(number, [])
        standing = vat_standing(rows, each, today, services.again_after_months)
        if standing.due and not why_nobody(vat_id, services):
            about = max((row["created_at"] for row in rows if row["vat_id"] == vat_id), default=None)
            attempt = standing.attempt
            is_today = attempt is not None and attempt["created_at"].astimezone(BERLIN).date() == today
            found = (each["customer_id"], number, vat_id, standing.due, standing.result, about, is_today)
            waiting.append(found)
    touched = pl.DataFrame(waiting, DUE_VAT_IDS, orient="row")
    return pl.concat([rest, touched]).sort("tried_at", "customer_id", nulls_last=False)


def _untouched(snapshot: OpenedSnapshot, services: VatServices, known: Iterable[str]) -> pl.DataFrame:
    """Return the due ones of whom nothing is written in the live store, neither an answer nor another ID."""
    ids = snapshot.customer_ids(pl.Series(list(known), dtype=pl.String)).drop_nulls()
    customers = snapshot.coded("customers", ("customer_id", "customer_number", "vat_id")).rows.lazy()
    others = ~pl.col("customer_id").is_in(ids.implode())
    given = customers.filter(pl.col("vat_id").is_not_null() & others).collect()
    if not services.vies_url:  # nobody asks about a German one whose check digit is right, and most are
        given = given.filter(~surely_valid(given["vat_id"]))
    plain = given.with_columns(spelled_plainly("vat_id"))
    rows = plain.filter(is_anybody(plain["vat_id"], services))
    never = {"due": pl.lit("never"), "result": pl.lit(""), "tried_at": pl.lit(None, MOMENT)}
    return rows.with_columns(**never, is_tried_today=pl.lit(value=False)).select(DUE_VAT_IDS.names())
