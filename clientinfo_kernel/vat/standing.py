"""What is known of a customer's VAT ID today, from the proofs that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.corrections import reported_address, reported_vat_id
from clientinfo_kernel.sections.vat import vat_services
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.checking import trader_of
from clientinfo_kernel.vat.proof import as_kept
from data_sources.vat_ids.answer import FIELDS
from data_sources.vat_ids.evatr import DATED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientinfo_kernel.query.customer_file import CustomerFile

Due = Literal["", "never", "changed", "old", "not_answered", "unknown"]


@dataclass(frozen=True)
class VatStanding:
    """What is known of the VAT ID that a customer has now.

    Attributes:
        check: The newest proof that is an answer (``live.vat_checks``); None: there is none.
        result: What it says about today, by the days that it names; empty: there is none.
        attempt: The newest one at all, where it brought no answer since.
        due: Why it should be asked again: ``never`` checked, ``changed`` since then (name or address), too ``old``,
            ``not_answered``; empty: it need not. ``old`` is also what says something else today than on its day.
            ``unknown``: the store does not answer.
        reported: The ID that it is about, where people said it and no source has it yet.
        moved: When people said that the customer's address is another one than the one that was asked about, or would
            be now (UTC): the check is due once the source has it, for it is the source's address that is asked about.
    """

    check: Mapping[str, Any] | None
    result: Literal["", "valid", "invalid"]
    attempt: Mapping[str, Any] | None
    due: Due
    reported: str | None = None
    moved: datetime | None = None


def vat_standing(
    rows: Sequence[Mapping[str, Any]], customer: Mapping[str, Any], today: date, again_after_months: int
) -> VatStanding:
    """Return what the proofs of a customer say about the VAT ID, name and address that they have now.

    Args:
        rows: The customer's proofs, in any order.
        customer: vat_id, name, street, postal_code, town.
        today: The day.
        again_after_months: An older check is due again.
    """
    now = trader_of(customer)
    about = sorted((row for row in rows if row["vat_id"] == as_kept("vat_id", now.vat_id)), key=_moment)
    check = next((row for row in reversed(about) if row["result"] != "not_answered"), None)
    later = [row for row in about if check is None or _moment(row) > _moment(check)]
    attempt = later[-1] if later else None
    if check is None:
        return VatStanding(None, "", attempt, "not_answered" if attempt else "never")
    result = result_on(check, today)
    if any((check[name] or "") != as_kept(name, getattr(now, name)) for name in FIELDS):
        return VatStanding(check, result, attempt, "changed")
    asked_on = check["created_at"].astimezone(BERLIN).date()
    is_old = _months_between(asked_on, today) >= again_after_months or result != result_on(check, asked_on)
    return VatStanding(check, result, attempt, "old" if is_old else "")


def result_on(check: Mapping[str, Any], today: date) -> Literal["valid", "invalid"]:
    """Return what a proof says about a day: where it names days, the ID is valid within them and at no other time."""
    if check["code"] not in DATED:
        return "valid" if check["result"] == "valid" else "invalid"
    start, end = check["valid_from"], check["valid_until"]
    return "valid" if (start is None or start <= today) and (end is None or today <= end) else "invalid"


def _moment(row: Mapping[str, Any]) -> datetime:
    moment: datetime = row["created_at"]
    return moment


def standing_of(file: CustomerFile) -> VatStanding | None:
    """Return what is known of a customer's VAT ID today; None where the viewer does not see checks, or there is no ID."""
    header = file.header()
    if not file.access.allows("receivables"):
        return None
    reported = reported_vat_id(file)
    if not (reported or header.vat_id):
        return None
    if not file.written().is_known:
        return VatStanding(None, "", None, "unknown")
    customer = {name: getattr(header, name) for name in FIELDS} | {"vat_id": reported or header.vat_id}
    months = vat_services(file.settings.services).again_after_months
    standing = vat_standing(file.written_rows(VAT_CHECK.name), customer, datetime.now(BERLIN).date(), months)
    address = reported_address(file, standing.check or customer)
    return replace(standing, reported=reported, moved=None if address is None else address["created_at"])


def _months_between(start: date, end: date) -> int:
    """Return the whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
