"""How a customer stands, in figures, in lights, or not at all: what the viewer's access says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from clientinfo_kernel.query.credit import CREDIT_COLUMNS, Credit, credit
from clientinfo_kernel.query.credit_rating import is_blocked
from clientinfo_kernel.query.decided_items import with_decisions
from clientinfo_kernel.query.lights import credit_light, receivables_lights
from clientinfo_kernel.query.payments import PAYMENT_COLUMNS, payment_behaviour, with_ages
from clientinfo_kernel.query.tables.ledger import OPEN_ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    import polars as pl

    from clientinfo_kernel.access.rights import Access

_CLAIM = ("balance", "dunning_level")  # asked for together, so that they are read once
# Fields of ``header.CustomerHeader`` from ``days_to_pay`` to ``receivables_lights``.
Standing = dict[str, Any]
# Name of a table, columns: the customer's rows with these.
Rows: TypeAlias = "Callable[[str, tuple[str, ...]], pl.DataFrame]"


def standing(rows: Rows, access: Access, key_date: date, decisions: Sequence[Mapping[str, Any]] = ()) -> Standing:
    """Compute the fields about credit and receivables that the viewer is allowed to see.

    Args:
        rows: Reads columns of the customer's rows whatever the access: a light needs figures, which stay in here.
        access: What the viewer is allowed to see.
        key_date: Day for which ages and delays are computed.
        decisions: What accounting decided about the open items (rows of ``live.open_item_decisions``), for lights.
    """
    shown: Standing = {}
    if access.credit == "yes":
        shown |= vars(_credit(rows))
    elif access.credit == "light":
        used = _credit(rows)
        blocked = is_blocked(_of_record(rows, "credit_rating"))
        shown["credit_light"] = credit_light(
            used.exposure - used.unposted_credits, used.credit_limit, is_blocked=blocked
        )
    if access.receivables == "yes":
        shown |= _payment(rows, key_date)
    elif access.receivables == "light":
        inboxes = (rows(name, ("state",))["state"] for name in ("inbox_invoices", "inbox_customers"))
        states = {state for each in inboxes for state in each.to_list()}
        number = _of_record(rows, "customer_number")
        items = with_ages(rows(OPEN_ITEMS.name, tuple(OPEN_ITEMS.columns.names())), key_date)
        items = with_decisions(items, number, decisions, key_date)
        shown["receivables_lights"] = receivables_lights(items, states, key_date)
    return shown


def _of_record(rows: Rows, column: str) -> Any:
    return rows("customers", (column,)).item()


def _credit(rows: Rows) -> Credit:
    asked = {name: rows(name, columns).rows() for name, columns in CREDIT_COLUMNS.items()}
    return credit(
        rows(OPEN_ITEMS.name, _CLAIM)["balance"].to_list(),
        asked["inbox_invoices"],
        asked["debtor_documents"],
        asked["payer_orders"],
        _of_record(rows, "credit_limit"),
        order_deposits=asked["order_deposits"],
    )


def _payment(rows: Rows, key_date: date) -> Standing:
    behaviour = payment_behaviour(rows("payments", PAYMENT_COLUMNS), key_date)
    items = rows(OPEN_ITEMS.name, _CLAIM).rows()
    return {
        "days_to_pay": behaviour.days_to_pay,
        "days_to_pay_last_12": behaviour.days_to_pay_last_12,
        "days_to_pay_before": behaviour.days_to_pay_before,
        "payment_delay_days": behaviour.delay_days,
        "paid_invoices": behaviour.paid_invoices,
        "dunning_level": _highest_level(items),
    }


def _highest_level(items: Iterable[tuple[Decimal, int | None]]) -> int | None:
    """Return the highest dunning level; None where nothing is dunned for certain, and of a claim nobody knows it.

    Args:
        items: Balance and dunning level of each open item. A query costs a page more than the few rows of one customer.
    """
    levels = [(balance, level) for balance, level in items if level != 0]
    highest = max((level for _, level in levels if level is not None), default=0)
    is_unknown = any(level is None and balance > 0 for balance, level in levels)
    return highest if highest or not is_unknown else None
