"""What a customer owes or is about to owe, compared with the credit limit (domain.md 5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from clientinfo_kernel.query.document_key import document_key
from clientinfo_kernel.query.ledger_numbers import LedgerNumbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

# States of a staged invoice that is on its way into the ledger. A rejected one goes back, a posted one is there.
_ON_THEIR_WAY = ("waiting", "error")
_ASKS_FOR_NOTHING = "proforma"
_EURO = "EUR"
# Numbers can begin again each year: what is nearer to another year's invoice of the number is another invoice.
_SAME_INVOICE_DAYS = 183
# An invoice that is dated longer before its order is that of another one, which had the number in an earlier year.
_BEFORE_ORDER_DAYS = 31
_NOTHING = Decimal("0.00")
# What is asked of each table, in the order of the rows below.
CREDIT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "inbox_invoices": ("state", "document_number", "document_on", "currency", "gross", "prepaid", "kind"),
    "debtor_documents": ("number", "date", "stands"),
    "payer_orders": ("order", "is_current", "invoice_number", "amount", "ordered_on"),
    "order_deposits": ("order", "amount"),
}
StagedInvoice: TypeAlias = "tuple[str, str | None, date | None, str | None, Decimal | None, Decimal | None, str]"
Document: TypeAlias = "tuple[str | None, date | None, bool]"
PayerOrder: TypeAlias = "tuple[str | None, bool | None, str | None, Decimal | None, date | None]"
OrderDeposit: TypeAlias = "tuple[str | None, Decimal]"


@dataclass(frozen=True)
class Credit:
    """How much of the credit is used. All in EUR.

    Attributes:
        open_balance: Sum of all open items, credits included.
        credit_limit: None: none set.
        credit_limit_exceeded: Whether the exposure is greater than the limit, unposted credit notes left out: what may
            never be posted lifts no warning.
        unposted_invoices: Gross of the staged invoices and credit notes in EUR that the ledger does not know yet, each
            once, less what is paid of them already and stands in no open item as a credit.
        unposted_credits: The credit notes among them, not positive.
        unbilled_orders: Gross of the order splits that the customer will pay and that no invoice stands for yet, less
            the deposits on those of which no split is billed: what was asked for ahead is owed or paid already.
        exposure: Open balance + unposted invoices + unbilled orders.
    """

    open_balance: Decimal
    credit_limit: Decimal | None
    credit_limit_exceeded: bool
    unposted_invoices: Decimal
    unposted_credits: Decimal
    unbilled_orders: Decimal
    exposure: Decimal


def credit(
    open_balances: Iterable[Decimal],
    staged_invoices: Iterable[StagedInvoice],
    ledger_documents: Iterable[Document],
    payer_orders: Iterable[PayerOrder],
    credit_limit: Decimal | None,
    *,
    order_deposits: Iterable[OrderDeposit],
) -> Credit:
    """Add up the exposure and hold it against the limit. What stands in two places counts once.

    Args:
        open_balances: Balance of each open item.
        staged_invoices: Rows of the inbox, with these columns (``CREDIT_COLUMNS``).
        ledger_documents: The documents on the customer's debtor accounts, those that do not stand (yet) for their numbers.
        payer_orders: The order splits that the customer pays.
        credit_limit: Of the customer's record; 0 in the sources means that none is set.
        order_deposits: The postings of deposits.
    """
    balances = list(open_balances)
    open_balance = _sum(balances)
    # What was reversed altogether can be on its way again.
    documents = list(ledger_documents)
    standing = ((number, day) for number, day, stands in documents if stands)
    posted = LedgerNumbers.of(standing, (number for number, _day, _stands in documents))
    staged = _on_their_way(staged_invoices, posted)
    # The invoice that was made of a split stands for it, wherever it is on its way.
    waiting: dict[str, list[date | None]] = {}
    for key, day, _gross, _prepaid in staged:
        if key:
            waiting.setdefault(key, []).append(day)

    def known(key: str, ordered_on: date | None) -> bool:
        days = (*waiting.get(key, ()), *posted.days(key))
        return any(ordered_on is None or day is None or (ordered_on - day).days <= _BEFORE_ORDER_DAYS for day in days)

    unbilled = _unbilled(payer_orders, known, order_deposits)
    # A deposit that was paid is a credit among the open items, or was cleared there: it counts once.
    credits_there = -_sum(balance for balance in balances if balance < 0)
    prepaid = max(_sum(paid for _key, _day, _gross, paid in staged) - credits_there, _NOTHING)
    unposted = _sum(gross for _key, _day, gross, _prepaid in staged) - prepaid
    waiting_credits = _sum(gross for _key, _day, gross, _prepaid in staged if gross < 0)
    exposure = open_balance + unposted + unbilled
    limit = credit_limit or None
    exceeded = limit is not None and exposure - waiting_credits > limit
    return Credit(open_balance, limit, exceeded, unposted, waiting_credits, unbilled, exposure)


def _unbilled(
    payer_orders: Iterable[PayerOrder],
    known: Callable[[str, date | None], bool],
    order_deposits: Iterable[OrderDeposit],
) -> Decimal:
    """Return what the orders will still be billed at, each less its deposits and none below nothing.

    Once a split is billed, its invoice may have used up the deposit by a posting that names no debtor; then nothing is
    taken off, as no claim may be left out.
    """
    orders: dict[str | None, Decimal] = {}
    begun: set[str | None] = set()
    for order, is_current, number, amount, ordered_on in payer_orders:
        key = document_key(order)
        invoice = document_key(number)
        if not is_current or (invoice is not None and known(invoice, ordered_on)):
            begun.add(key)
        elif amount is not None:
            orders[key] = orders.get(key, _NOTHING) + amount
    deposits: dict[str | None, Decimal] = {}
    for order, amount in order_deposits:
        if (key := document_key(order)) not in begun:
            deposits[key] = deposits.get(key, _NOTHING) + amount
    return _sum(
        amount - min(max(deposits.get(key, _NOTHING), _NOTHING), max(amount, _NOTHING))
        for key, amount in orders.items()
    )


def _on_their_way(
    staged_invoices: Iterable[StagedInvoice], posted: LedgerNumbers
) -> list[tuple[str | None, date | None, Decimal, Decimal | None]]:
    """Return key, day, gross and prepaid part of each claim on its way into the ledger that is not there already."""
    found: list[tuple[str | None, date | None, Decimal, Decimal | None]] = []
    seen: dict[str, list[date | None]] = {}
    for state, number, day, currency, gross, prepaid, kind in staged_invoices:
        key = document_key(number)
        asks = state in _ON_THEIR_WAY and kind != _ASKS_FOR_NOTHING
        counts = asks and (currency or _EURO).strip().upper() == _EURO
        if gross is None or not counts:
            continue
        if key is not None:
            if _is_there(day, posted.days(key)) or _is_there(day, seen.get(key, ())):
                continue
            seen.setdefault(key, []).append(day)
        found.append((key, day, gross, prepaid))
    return found


def _is_there(day: date | None, days: Sequence[date | None]) -> bool:
    return any(day is None or other is None or abs((day - other).days) <= _SAME_INVOICE_DAYS for other in days)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), _NOTHING)
