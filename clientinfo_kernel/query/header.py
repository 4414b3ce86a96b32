"""The header card of a customer: every field of the brochure's card, each computed from the snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.query.credit_rating import is_blocked
from clientinfo_kernel.query.lights import ReceivablesLights, TrafficLight
from clientinfo_kernel.query.vat_form import is_formally_valid

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from clientinfo_kernel.query.standing import Standing

_FROM_RECORD = (
    "customer_number", "kind", "salutation", "title", "birthday", "name_2", "street", "postal_code", "town", "country", "phone", "email",
    "web", "vat_id", "credit_rating", "classification", "payment_terms", "customer_group", "remark", "salesperson",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CustomerHeader:
    """Who the customer is, and how they stand. Money in EUR, days as whole days, None where nothing is known.

    From ``days_to_pay`` to ``dunning_level`` None also means that the viewer is not allowed to see it.

    Attributes:
        name: Company, or first and family name.
        title: Academic degree (Dr., Prof. Dr.), which ``name`` does not hold.
        possible_duplicates: How many other records might be the same customer (``CustomerFile.identity_links``).
        vat_id_formally_valid: Form and check digit (None without a VAT ID); says nothing about its registration.
        days_to_pay: Amount-weighted days from invoice to payment, all paid invoices.
        days_to_pay_last_12: The same for payments in the 12 months up to the key date.
        days_to_pay_before: The same for the 12 months before those.
        payment_delay_days: Amount-weighted days from due date to payment, all paid invoices.
        paid_invoices: How many invoices these figures rest on.
        open_balance: Sum of all open items, credits included.
        credit_limit: None: none set.
        unposted_credits: Credit notes among the unposted invoices: they lift no warning of the limit.
        exposure: Open items + unposted invoices + unbilled orders.
        dunning_level: Highest level over the open items; None also means that no list says it.
        credit_light: For roles that see the credit as a light.
        receivables_lights: For roles that see open items, dunning and inboxes as lights.
        credit_blocked: Whether the credit rating is one of ``credit_rating.BLOCKED``; every viewer sees it.
        stale_sources: Names of sources whose data is not fresh.
        key_date: The day for which ages and delays are computed (Stichtag).
    """

    customer_number: str
    name: str
    kind: str | None
    salutation: str | None
    title: str | None = None
    birthday: date | None = None
    possible_duplicates: int = 0
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
    unposted_credits: Decimal | None = None
    unbilled_orders: Decimal | None = None
    exposure: Decimal | None = None
    dunning_level: int | None = None
    credit_light: TrafficLight | None = None
    receivables_lights: ReceivablesLights | None = None
    credit_rating: str | None
    credit_blocked: bool = False
    classification: str | None
    payment_terms: str | None
    customer_group: str | None
    remark: str | None
    salesperson: str | None
    debtor_accounts: tuple[str, ...]
    stale_sources: tuple[str, ...]
    key_date: date


def customer_header(
    record: Mapping[str, Any],
    standing: Standing,
    debtor_accounts: tuple[str, ...],
    sources: pl.DataFrame,
    *,
    key_date: date,
    possible_duplicates: int,
) -> CustomerHeader:
    """Put the header card together.

    Args:
        record: The customer's own row (``answers.MASTER_RECORD``).
        standing: Credit and receivables, as far as the viewer is allowed to see them.
        debtor_accounts: Debtor accounts of the ledger that are this customer's.
        sources: Freshness per source (``answers.SOURCES``).
        key_date: The day for which ages and delays are computed.
        possible_duplicates: How many other records might be the same customer.
    """
    return CustomerHeader(
        **{name: record[name] for name in _FROM_RECORD},
        **standing,
        name=" ".join(str(part) for part in (record["first_name"], record["name"]) if part),
        vat_id_formally_valid=_formally_valid(record["vat_id"]),
        credit_blocked=is_blocked(record["credit_rating"]),
        debtor_accounts=debtor_accounts,
        stale_sources=tuple(name for name, state in sources[:, ["source", "state"]].rows() if state != "fresh"),
        key_date=key_date,
        possible_duplicates=possible_duplicates,
    )


def _formally_valid(vat_id: object) -> bool | None:
    """Check form and check digit of a VAT ID (ISO 7064 Mod 11,10 for Germany); None without one."""
    if not vat_id:
        return None
    return is_formally_valid(str(vat_id))
