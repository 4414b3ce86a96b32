"""Ask about a VAT ID: first its own check digit, then the tax office, then VIES."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Literal

import polars as pl

from clientinfo_kernel.query.vat_form import is_formally_valid, surely_valid, written_plainly
from data_sources.eu_members import MEMBERS
from data_sources.vat_ids import evatr, vies
from data_sources.vat_ids.answer import FIELDS, Trader, VatAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from clientinfo_kernel.sections.vat import VatServices

_GERMAN = re.compile(r"DE\d{9}")


def trader_of(customer: Mapping[str, Any]) -> Trader:
    """Return whose VAT ID it should be: ``vat_id``, ``name``, ``street``, ``postal_code``, ``town`` of a customer."""
    fields = {name: str(customer.get(name) or "") for name in FIELDS}
    return Trader(written_plainly(str(customer.get("vat_id") or "")), **fields)


def check(trader: Trader, services: VatServices, today: date) -> tuple[VatAnswer, ...]:
    """Ask until somebody answers; returns all that was asked, the last one counts.

    A German ID with a wrong check digit is invalid without asking: the tax office's own rule makes it (ISO 7064). Elsewhere
    a wrong form is only a warning, since member states change their forms. German IDs are VIES's alone to check: the
    tax office tells nothing about them (evatr-0006).
    """
    if _is_wrong(trader.vat_id):
        is_short = not _GERMAN.fullmatch(trader.vat_id)
        return (VatAnswer("check_digit", "invalid", "wrong_form" if is_short else "wrong_check_digit"),)
    nobody = why_nobody(trader.vat_id, services)
    if nobody:
        return (VatAnswer("check_digit", "not_answered", nobody),)
    own = written_plainly(services.own_vat_id or "")
    end = time.monotonic() + services.seconds
    answers = []
    if _is_the_tax_offices(trader.vat_id, services):
        seconds = services.seconds / 2 if services.vies_url else services.seconds
        answers.append(evatr.ask(trader, own, today, services.evatr_url, seconds))
    if services.vies_url and not (answers and answers[-1].result != "not_answered"):
        answers.append(vies.ask(trader, own or None, services.vies_url, end - time.monotonic()))
    return tuple(answers)


def why_nobody(vat_id: str, services: VatServices) -> Literal["", "no_member_state", "no_service"]:
    """Return why nobody can be asked about a VAT ID; empty: somebody can, or its check digit says enough."""
    if vat_id[:2] not in MEMBERS:
        return "no_member_state"
    if _is_wrong(vat_id) or services.vies_url or _is_the_tax_offices(vat_id, services):
        return ""
    return "no_service"


def is_anybody(vat_ids: pl.Series, services: VatServices) -> pl.Series:
    """Return about which VAT IDs somebody can be asked: for which ``why_nobody`` has nothing to say."""
    state = vat_ids.str.slice(0, 2)
    if services.vies_url:
        return state.is_in(list(MEMBERS))
    foreign = [each for each in MEMBERS if _is_the_tax_offices(each, services)]
    doubtful = (state == "DE") & ~surely_valid(vat_ids)
    wrong = pl.Series([_is_wrong(each) for each in vat_ids.filter(doubtful)], dtype=pl.Boolean)
    return state.is_in(foreign) | doubtful.clone().scatter(doubtful.arg_true(), wrong)


def is_asked(vat_id: str, services: VatServices) -> bool:
    """Return whether a check asks anybody, so that the customer's name and address leave the house."""
    return not _is_wrong(vat_id) and not why_nobody(vat_id, services)


def most_asked(vat_id: str, services: VatServices) -> int:
    """Return how many questions a check asks at most: VIES answers where the tax office does not."""
    if not is_asked(vat_id, services):
        return 0
    return bool(services.vies_url) + _is_the_tax_offices(vat_id, services)


def _is_wrong(vat_id: str) -> bool:
    return vat_id.startswith("DE") and not is_formally_valid(vat_id)


def _is_the_tax_offices(vat_id: str, services: VatServices) -> bool:
    return vat_id[:2] not in ("DE", "XI") and bool(services.evatr_url and services.own_vat_id)
