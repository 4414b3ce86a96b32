"""The header card of a customer: every field of the brochure's card, each computed from the snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import EVERYTHING
from clientinfo_kernel.query.lights import ReceivablesLights, TrafficLight, credit_light, receivables_lights
from clientinfo_kernel.query.payments import payment_behaviour

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.query.customer_file import CustomerFile

_FROM_RECORD = (
    "customer_number", "kind", "salutation", "name_2", "street", "postal_code", "town", "country", "phone", "email",
    "web", "vat_id", "credit_rating", "classification", "payment_terms", "customer_group", "remark", "salesperson",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CustomerHeader:
    """Who the customer is, and how he stands. Money in EUR, days as whole days, None where nothing is known.

    From ``days_to_pay`` to ``dunning_level`` None also means that the viewer may not see it: then it was not put in.

    Attributes:
        name: Company, or first and family name.
        vat_id_formally_valid: Form and check digit (None without a VAT ID); says nothing about its registration.
        days_to_pay: Amount-weighted days from invoice to payment, all paid invoices.
        days_to_pay_last_12: The same for payments in the 12 months up to the key date.
        days_to_pay_before: The same for the 12 months before those.
        payment_delay_days: Amount-weighted days from due date to payment, all paid invoices.
        paid_invoices: How many invoices these figures rest on.
        open_balance: Sum of all open items, credits included.
        credit_limit: None: none set.
        exposure: Open items + unposted invoices + unbilled orders.
        dunning_level: Highest level over the open items.
        credit_light: For who sees the credit as a light.
        receivables_lights: For who sees open items, dunning and inboxes as lights.
        stale_sources: Names of sources whose data is not fresh.
        key_date: The day for which ages and delays are computed (Stichtag).
    """

    customer_number: str
    name: str
    kind: str | None
    salutation: str | None
    name_2: str | None
    street: str | None
    postal_code: str | None
    town: str | None
    country: str | None
    phone: str | None
    email: str | None
    web: str | None
    vat_id: str | None
    vat_id_formally_valid: bool | None
    days_to_pay: int | None = None
    days_to_pay_last_12: int | None = None
    days_to_pay_before: int | None = None
    payment_delay_days: int | None = None
    paid_invoices: int | None = None
    open_balance: Decimal | None = None
    credit_limit: Decimal | None = None
    credit_limit_exceeded: bool | None = None
    unposted_invoices: Decimal | None = None
    unbilled_orders: Decimal | None = None
    exposure: Decimal | None = None
    dunning_level: int | None = None
    credit_light: TrafficLight | None = None
    receivables_lights: ReceivablesLights | None = None
    credit_rating: str | None
    classification: str | None
    payment_terms: str | None
    customer_group: str | None
    remark: str | None
    salesperson: str | None
    debtor_accounts: tuple[str, ...]
    stale_sources: tuple[str, ...]
    key_date: date


def customer_header(file: CustomerFile) -> CustomerHeader:
    """Compute the header card of a customer's file, as far as its viewer may see it."""
    record = file.master_record()
    return CustomerHeader(
        **{name: record[name] for name in _FROM_RECORD},
        **_standing(file),
        name=" ".join(str(part) for part in (record["first_name"], record["name"]) if part),
        vat_id_formally_valid=_formally_valid(record["vat_id"]),
        debtor_accounts=file.debtor_accounts(),
        stale_sources=tuple(
            name for name, state in file.sources().select("source", "state").rows() if state != "fresh"
        ),
        key_date=file.key_date,
    )


def _standing(file: CustomerFile) -> dict[str, Any]:
    """Credit and receivables: figures, or lights, or nothing. A light needs figures, which stay in here."""
    access = file.access
    is_whole = access.allows("credit") and access.allows("receivables")
    whole = file if is_whole else replace(file, access=EVERYTHING)
    shown: dict[str, Any] = {}
    if access.credit != "no":
        credit = _credit(whole)
        if access.credit == "yes":
            shown |= credit
        else:
            shown["credit_light"] = credit_light(credit["exposure"], credit["credit_limit"])
    if access.receivables == "yes":
        shown |= _payment(whole)
    elif access.receivables == "light":
        shown["receivables_lights"] = receivables_lights(whole)
    return shown


def _credit(file: CustomerFile) -> dict[str, Any]:
    open_balance = _sum(file.open_items()["balance"])
    unposted = _unposted(file)
    orders = file.orders().select("is_current", "payer", "amount").rows()
    unbilled = _sum(amount for is_current, payer, amount in orders if is_current and payer == "customer")
    exposure = open_balance + unposted + unbilled
    limit = file.master_record()["credit_limit"] or None  # 0 in the sources means: none set (domain.md 5)
    return {
        "open_balance": open_balance,
        "credit_limit": limit,
        "credit_limit_exceeded": limit is not None and exposure > limit,
        "unposted_invoices": unposted,
        "unbilled_orders": unbilled,
        "exposure": exposure,
    }


def _payment(file: CustomerFile) -> dict[str, Any]:
    behaviour = payment_behaviour(file.payments(), file.key_date)
    return {
        "days_to_pay": behaviour.days_to_pay,
        "days_to_pay_last_12": behaviour.days_to_pay_last_12,
        "days_to_pay_before": behaviour.days_to_pay_before,
        "payment_delay_days": behaviour.delay_days,
        "paid_invoices": behaviour.paid_invoices,
        "dunning_level": max(file.open_items()["dunning_level"].to_list(), default=0),
    }


def _unposted(file: CustomerFile) -> Decimal:
    """Invoices on their way into the ledger; one that the ledger knows already is not counted twice."""
    staged = file.inbox_invoices().select("state", "document_number", "gross").rows()
    waiting = [(number, gross) for state, number, gross in staged if state in ("waiting", "error")]
    known = set(file.ledger_documents()["number"]) if waiting else set()
    return _sum(gross for number, gross in waiting if number not in known)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))


def _formally_valid(vat_id: object) -> bool | None:
    """Form and check digit of a VAT ID (ISO 7064 Mod 11,10 for Germany), None without one."""
    if not vat_id:
        return None
    from stdnum.eu import vat

    return bool(vat.is_valid(str(vat_id)))
