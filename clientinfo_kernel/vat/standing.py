"""What is known of a customer's VAT ID today, from the proofs that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.checking import trader_of
from clientinfo_kernel.vat.services import vat_services
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientinfo_kernel.query.customer_file import CustomerFile

Due = Literal["", "never", "changed", "old", "not_answered"]


@dataclass(frozen=True)
class VatStanding:
    """What is known of the VAT ID that a customer has now.

    Attributes:
        check: The newest proof that is an answer (``live.vat_checks``); None: there is none.
        attempt: The newest one at all, where it brought no answer since.
        due: Why it should be asked again: ``never`` checked, ``changed`` since then (name or address), too ``old``,
            ``not_answered``; empty: it need not.
    """

    check: Mapping[str, Any] | None
    attempt: Mapping[str, Any] | None
    due: Due


def vat_standing(
    rows: Sequence[Mapping[str, Any]], customer: Mapping[str, Any], today: date, again_after_months: int
) -> VatStanding:
    """Return what the proofs of a customer say about the VAT ID, name and address that they have now.

    Args:
        rows: The customer's proofs in the order in which they were written.
        customer: vat_id, name, street, postal_code, town.
        today: The day.
        again_after_months: An older check is due again.
    """
    now = trader_of(customer)
    about = [row for row in rows if row["vat_id"] == now.vat_id]
    check = next((row for row in reversed(about) if row["result"] != "not_answered"), None)
    attempt = about[-1] if about and about[-1] is not check else None
    if check is None:
        return VatStanding(None, attempt, "not_answered" if attempt else "never")
    asked = tuple(check[name] or "" for name in ("name", "street", "postal_code", "town"))
    if asked != (now.name.strip(), now.street.strip(), now.postal_code.strip(), now.town.strip()):
        return VatStanding(check, attempt, "changed")
    is_old = _months_between(check["created_at"].date(), today) >= again_after_months
    return VatStanding(check, attempt, "old" if is_old else "")


def standing_of(file: CustomerFile) -> VatStanding | None:
    """Return what is known of a customer's VAT ID today; None where the viewer does not see checks, or there is no ID."""
    header = file.header()
    if not header.vat_id or not file.access.allows("receivables"):
        return None
    customer = {name: getattr(header, name) for name in ("vat_id", *FIELDS)}
    months = vat_services(file.settings).again_after_months
    return vat_standing(file.written_rows(VAT_CHECK.name), customer, datetime.now(BERLIN).date(), months)


def _months_between(start: date, end: date) -> int:
    """Return the whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
