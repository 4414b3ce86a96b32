"""The contract of a dealer system: customers, vehicles, workshop and sales."""

import dataframely as dy

from data_sources.contract import Traced
from data_sources.dealer_system.invoice_kinds import INVOICE_KINDS

SPLIT_STATES = ("open", "in_progress", "finished", "billable", "billed", "cancelled")
PAYERS = ("customer", "warranty", "goodwill", "internal", "insurance")


class Customers(Traced):
    """One row per customer master record. ``name`` is the company or family name."""

    customer_number = dy.String(primary_key=True, min_length=1)
    kind = dy.Enum(["company", "person"], nullable=True)
    salutation = dy.String(nullable=True)
    title = dy.String(nullable=True)
    first_name = dy.String(nullable=True)
    name = dy.String(nullable=True)
    name_2 = dy.String(nullable=True)
    street = dy.String(nullable=True)
    postal_code = dy.String(nullable=True)
    town = dy.String(nullable=True)
    country = dy.String(nullable=True)
    vat_id = dy.String(nullable=True)
    birthday = dy.Date(nullable=True)
    customer_group = dy.String(nullable=True)
    classification = dy.String(nullable=True)
    credit_rating = dy.String(nullable=True)
    credit_limit = dy.Decimal(18, 2, nullable=True)
    payment_terms = dy.String(nullable=True)
    remark = dy.String(nullable=True)
    salesperson = dy.String(nullable=True)
    branch = dy.String(nullable=True)
    created_on = dy.Date(nullable=True)


class DebtorAccounts(Traced):
    """Which debtor accounts of the ledger belong to a customer: one customer has many."""

    customer_number = dy.String(primary_key=True, min_length=1)
    debtor_account = dy.String(primary_key=True, min_length=1)


class ContactPersons(Traced):
    """One row per person to talk to at a customer."""

    customer_number = dy.String(primary_key=True, min_length=1)
    person_number = dy.String(primary_key=True, min_length=1)
    salutation = dy.String(nullable=True)
    first_name = dy.String(nullable=True)
    last_name = dy.String(nullable=True)
    role = dy.String(nullable=True)
    phone = dy.String(nullable=True)
    mobile = dy.String(nullable=True)
    email = dy.String(nullable=True)
    note = dy.String(nullable=True)
    is_main = dy.Bool(nullable=True)


class Communication(Traced):
    """One row per phone number, address of mail or web page of a customer."""

    customer_number = dy.String(min_length=1)
    kind = dy.Enum(["phone", "mobile", "fax", "email", "web"])
    address = dy.String(min_length=1)
    note = dy.String(nullable=True)
    is_preferred = dy.Bool(nullable=True)


class Vehicles(Traced):
    """One row per vehicle. ``hsn`` and ``tsn`` are the KBA's key numbers.

    ``leasing_end_on`` and ``financing_end_on`` are the last days of the contracts, ``warranty_end_on`` that of the
    manufacturer's or an extended warranty; empty: there is none, or none is known.
    """

    vehicle_number = dy.String(primary_key=True, min_length=1)
    vin = dy.String(nullable=True)
    license_plate = dy.String(nullable=True)
    make = dy.String(nullable=True)
    model = dy.String(nullable=True)
    fuel = dy.String(nullable=True)
    kba_hsn = dy.String(nullable=True)
    kba_tsn = dy.String(nullable=True)
    first_registration_on = dy.Date(nullable=True)
    mileage_km = dy.Int32(nullable=True)
    mileage_on = dy.Date(nullable=True)
    next_general_inspection_on = dy.Date(nullable=True)
    next_emission_test_on = dy.Date(nullable=True)
    next_service_on = dy.Date(nullable=True)
    next_service_km = dy.Int32(nullable=True)
    owner_number = dy.String(nullable=True)
    keeper_number = dy.String(nullable=True)
    sold_on = dy.Date(nullable=True)
    leasing_end_on = dy.Date(nullable=True)
    financing_end_on = dy.Date(nullable=True)
    warranty_end_on = dy.Date(nullable=True)


class Recalls(Traced):
    """One row per recall of the manufacturer that a vehicle is part of; ``done_on`` empty: it is still open."""

    vehicle_number = dy.String(primary_key=True, min_length=1)
    recall_number = dy.String(primary_key=True, min_length=1)
    text = dy.String(nullable=True)
    announced_on = dy.Date(nullable=True)
    done_on = dy.Date(nullable=True)


class Orders(Traced):
    """One row per workshop order (header). ``customer_number`` is who ordered: the vehicle's customer."""

    order_number = dy.String(primary_key=True, min_length=1)
    customer_number = dy.String(nullable=True)
    vehicle_number = dy.String(nullable=True)
    ordered_at = dy.Datetime(nullable=True, time_zone="UTC")
    promised_at = dy.Datetime(nullable=True, time_zone="UTC")
    mileage_km = dy.Int32(nullable=True)
    service_advisor = dy.String(nullable=True)
    title = dy.String(nullable=True)
    branch = dy.String(nullable=True)


class OrderSplits(Traced):
    """One row per split of an order, with its own payer and invoice. Totals net, ``amount`` gross, EUR.

    ``seag`` is delivered by the dealer system without a published meaning and shown as it is.
    """

    order_number = dy.String(primary_key=True, min_length=1)
    split = dy.Int32(primary_key=True)
    title = dy.String(nullable=True)
    state = dy.Enum(SPLIT_STATES)
    payer = dy.Enum(PAYERS)
    paying_customer_number = dy.String(nullable=True)
    invoice_number = dy.String(nullable=True)
    invoiced_on = dy.Date(nullable=True)
    labour_total = dy.Decimal(18, 2, nullable=True)
    parts_total = dy.Decimal(18, 2, nullable=True)
    external_total = dy.Decimal(18, 2, nullable=True)
    amount = dy.Decimal(18, 2, nullable=True)
    seag = dy.String(nullable=True)


class OrderLines(Traced):
    """One row per line of a split. Labour has labour units (12 or 10 per hour by make); amounts net, EUR."""

    order_number = dy.String(primary_key=True, min_length=1)
    split = dy.Int32(primary_key=True)
    line = dy.Int32(primary_key=True)
    kind = dy.Enum(["labour", "parts", "external", "other"])
    item_number = dy.String(nullable=True)
    text = dy.String(nullable=True)
    quantity = dy.Decimal(18, 3, nullable=True)
    labour_units = dy.Decimal(9, 2, nullable=True)
    unit_price = dy.Decimal(18, 2, nullable=True)
    amount = dy.Decimal(18, 2, nullable=True)
    cost = dy.Decimal(18, 2, nullable=True)
    mechanic = dy.String(nullable=True)


class Invoices(Traced):
    """One row per outgoing invoice. ``customer_number`` is the vehicle's customer, ``paying_customer_number`` who owes.

    The kind ``warranty`` is the manufacturer's invoice; systems that do not tell goodwill from warranty write both so, and
    which of them it is says its split's payer. ``goodwill`` is theirs who tell it.
    """

    invoice_number = dy.String(primary_key=True, min_length=1)
    kind = dy.Enum(INVOICE_KINDS)
    order_number = dy.String(nullable=True)
    split = dy.Int32(nullable=True)
    customer_number = dy.String(nullable=True)
    paying_customer_number = dy.String(nullable=True)
    vehicle_number = dy.String(nullable=True)
    invoiced_on = dy.Date(nullable=True)
    due_on = dy.Date(nullable=True)
    net = dy.Decimal(18, 2, nullable=True)
    gross = dy.Decimal(18, 2, nullable=True)
    is_cancelled = dy.Bool(nullable=True)
    is_credit_note = dy.Bool(nullable=True)
    corrects_invoice_number = dy.String(nullable=True)
    salesperson = dy.String(nullable=True)
    branch = dy.String(nullable=True)


class Appointments(Traced):
    """One row per appointment with the wish for pickup, delivery or a loaner car."""

    appointment_number = dy.String(primary_key=True, min_length=1)
    customer_number = dy.String(nullable=True)
    vehicle_number = dy.String(nullable=True)
    order_number = dy.String(nullable=True)
    bring_at = dy.Datetime(nullable=True, time_zone="UTC")
    return_at = dy.Datetime(nullable=True, time_zone="UTC")
    service = dy.Enum(["none", "pickup", "delivery", "both", "loaner"], nullable=True)
    automatic_wanted = dy.Bool(nullable=True)
    note = dy.String(nullable=True)


class DealerSystem(dy.Collection):
    """Everything a dealer system delivers. Each member can be missing: what is there is used."""

    customers: dy.LazyFrame[Customers] | None
    debtor_accounts: dy.LazyFrame[DebtorAccounts] | None
    contact_persons: dy.LazyFrame[ContactPersons] | None
    communication: dy.LazyFrame[Communication] | None
    vehicles: dy.LazyFrame[Vehicles] | None
    recalls: dy.LazyFrame[Recalls] | None
    orders: dy.LazyFrame[Orders] | None
    order_splits: dy.LazyFrame[OrderSplits] | None
    order_lines: dy.LazyFrame[OrderLines] | None
    invoices: dy.LazyFrame[Invoices] | None
    appointments: dy.LazyFrame[Appointments] | None
