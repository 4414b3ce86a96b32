"""The header card of a customer: every field of the brochure's card, each computed from the snapshot."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class CustomerHeader:
    """Who the customer is, and how he stands. Money in EUR, days as whole days, None where nothing is known.

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
    days_to_pay: int | None
    days_to_pay_last_12: int | None
    days_to_pay_before: int | None
    payment_delay_days: int | None
    paid_invoices: int
    open_balance: Decimal
    credit_limit: Decimal | None
    credit_limit_exceeded: bool
    unposted_invoices: Decimal
    unbilled_orders: Decimal
    exposure: Decimal
    dunning_level: int
    credit_rating: str | None
    classification: str | None
    payment_terms: str | None
    customer_group: str | None
    remark: str | None
    salesperson: str | None
    debtor_accounts: tuple[str, ...]
    stale_sources: tuple[str, ...]
    key_date: date
