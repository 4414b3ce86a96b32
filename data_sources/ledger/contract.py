"""The contract of a ledger: what any bookkeeping system must deliver."""

import dataframely as dy

from data_sources.contract import Traced

UNREADABLE_LEVEL = -1  # of a dunning: the list says something, and nobody knows what


class Accounts(Traced):
    """One row per general ledger account."""

    account = dy.String(primary_key=True, min_length=1)
    name = dy.String(nullable=True)


class Debtors(Traced):
    """One row per personal account (debtor or creditor) with its terms.

    Amounts in EUR, days as whole days, percentages in per cent. ``dunning_flag`` is DATEV's field 121.
    """

    account = dy.String(primary_key=True, min_length=1)
    kind = dy.Enum(["debtor", "creditor"])
    name = dy.String(nullable=True)
    first_name = dy.String(nullable=True)
    short_name = dy.String(nullable=True)
    vat_id = dy.String(nullable=True)
    street = dy.String(nullable=True)
    postal_code = dy.String(nullable=True)
    town = dy.String(nullable=True)
    country = dy.String(nullable=True)
    phone = dy.String(nullable=True)
    email = dy.String(nullable=True)
    customer_number = dy.String(nullable=True)
    foreign_number = dy.String(nullable=True)
    credit_limit = dy.Decimal(18, 2, nullable=True)
    payment_terms = dy.String(nullable=True)
    due_days = dy.Int32(nullable=True)
    cash_discount_percent = dy.Decimal(9, 2, nullable=True)
    dunning_flag = dy.String(nullable=True)
    dunning_block_until = dy.Date(nullable=True)


class Postings(Traced):
    """One row per posting as the ledger delivers it: an amount between two accounts.

    ``amount`` is positive, in EUR, gross where a tax key splits it; ``side`` (S debit, H credit) belongs to
    ``account``, the contra account takes the other one. ``tax_rate`` in per cent, as the ledger states it
    (null or 0: it follows from ``tax_key`` or the account); ``eu_tax_rate`` that of the country of destination.
    ``is_reversal`` is the Generalumkehr, whichever side the export writes. ``cash_discount`` is granted beside the
    amount, gross, on ``discount_account`` where the ledger names it. ``circumstance`` is DATEV's field 18 (31, 40: dunning interest and fee), ``booking_type`` its field
    96 (AA, AG, AV: deposits; SR, SU: final invoice). ``fiscal_year_start`` is the first day of the ledger's fiscal
    year. ``posting_id`` names the posting whenever it is exported (DATEV's Buchungs-GUID).
    """

    posted_on = dy.Date()
    fiscal_year_start = dy.Date()
    amount = dy.Decimal(18, 2)
    side = dy.Enum(["S", "H"])
    account = dy.String(min_length=1)
    contra_account = dy.String(min_length=1)
    account_kind = dy.Enum(["gl", "debtor", "creditor"])
    contra_kind = dy.Enum(["gl", "debtor", "creditor"])
    tax_key = dy.String(nullable=True)
    tax_rate = dy.Decimal(9, 2, nullable=True)
    chart_of_accounts = dy.String(nullable=True)
    document_ref1 = dy.String(nullable=True)
    document_ref2 = dy.String(nullable=True)
    cash_discount = dy.Decimal(18, 2, nullable=True)
    discount_account = dy.String(nullable=True)
    text = dy.String(nullable=True)
    cost_center = dy.String(nullable=True)
    cost_unit = dy.String(nullable=True)
    order_number = dy.String(nullable=True)
    due_on = dy.Date(nullable=True)
    service_on = dy.Date(nullable=True)
    is_locked = dy.Bool()
    is_reversal = dy.Bool()
    currency = dy.String(nullable=True)
    currency_amount = dy.Decimal(18, 2, nullable=True)
    eu_tax_rate = dy.Decimal(9, 2, nullable=True)
    circumstance = dy.String(nullable=True)
    booking_type = dy.String(nullable=True)
    posting_id = dy.String(nullable=True)


class PaymentTerms(Traced):
    """One row per condition: net days and up to two steps of cash discount (per cent, days)."""

    number = dy.String(primary_key=True, min_length=1)
    name = dy.String(nullable=True)
    due_days = dy.Int32(nullable=True)
    discount1_percent = dy.Decimal(9, 2, nullable=True)
    discount1_days = dy.Int32(nullable=True)
    discount2_percent = dy.Decimal(9, 2, nullable=True)
    discount2_days = dy.Int32(nullable=True)


class OpenItems(Traced):
    """One row per item of the ledger's list of open items (OPOS).

    ``debit`` and ``credit`` are what was booked on the item, ``balance`` is debit minus credit. EUR.
    ``name`` is the account's, where the list has it. ``dunning_level`` is null where the list does not say it, 0 for what is not dunned, ``UNREADABLE_LEVEL`` where it says
    what is no level.
    """

    account = dy.String(min_length=1)
    name = dy.String(nullable=True)
    document_ref1 = dy.String(nullable=True)
    document_on = dy.Date()
    due_on = dy.Date(nullable=True)
    debit = dy.Decimal(18, 2)
    credit = dy.Decimal(18, 2)
    balance = dy.Decimal(18, 2)
    contra_account = dy.String(nullable=True)
    text = dy.String(nullable=True)
    dunning_level = dy.Int32(nullable=True)
    dunning_block = dy.Bool(nullable=True)


class Balances(Traced):
    """One row per account of a list of totals and balances (Summen- und Saldenliste), for one day.

    ``debit`` and ``credit`` are what was booked on the account from ``period_start`` (null: the first day of the
    fiscal year) to ``period_end``, opening balances left out; ``month_debit`` and ``month_credit`` the same in the
    month of ``period_end``, where the list has them. ``opening`` is debit positive, null where the list has none. EUR.
    """

    account = dy.String(min_length=1)
    account_kind = dy.Enum(["gl", "debtor", "creditor"])
    name = dy.String(nullable=True)
    period_start = dy.Date(nullable=True)
    period_end = dy.Date()
    opening = dy.Decimal(18, 2, nullable=True)
    debit = dy.Decimal(18, 2)
    credit = dy.Decimal(18, 2)
    month_debit = dy.Decimal(18, 2, nullable=True)
    month_credit = dy.Decimal(18, 2, nullable=True)


class Ledger(dy.Collection):
    """Everything a ledger delivers. Each member can be missing: what is there is used."""

    accounts: dy.LazyFrame[Accounts] | None
    debtors: dy.LazyFrame[Debtors] | None
    postings: dy.LazyFrame[Postings] | None
    payment_terms: dy.LazyFrame[PaymentTerms] | None
    open_items: dy.LazyFrame[OpenItems] | None
    balances: dy.LazyFrame[Balances] | None
