"""The statement of open items (Offene-Posten-Aufstellung): what the customer owes on a key date, how old, what is agreed.

Its words stand in ``layout/statement.typ``: it goes to the customer, in German, whatever language the screen has.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.query.decided_items import is_blocked
from widgets.papers.address import address_lines
from widgets.papers.typesetting import PDF, Letterhead, typeset
from widgets.texts.formats import format_value
from widgets.texts.language import _, session
from widgets.texts.words import AGEING
from widgets.view_models import Download

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clientinfo_kernel.query.customer_file import CustomerFile


def statement(customer_file: CustomerFile, letterhead: Letterhead) -> bytes:
    """Return the statement of a customer's open items on the file's key date, as PDF/UA-1.

    Raises:
        NotPermitted: The viewer is not allowed to see open items.
        SettingsError: The letterhead cannot be set.
    """
    return typeset("statement", statement_values(customer_file), letterhead)


def statement_download(customer_file: CustomerFile) -> Download:
    """Return the button that makes the statement on the house's paper."""
    return Download(
        _("Aufstellung als PDF"),
        _("offene_posten"),
        PDF,
        lambda: statement(customer_file, Letterhead.of(customer_file.settings)),
    )


def statement_values(customer_file: CustomerFile) -> dict[str, Any]:
    """Return what stands on the statement, with German figures and days.

    Raises:
        NotPermitted: The viewer is not allowed to see open items.
    """
    with session("de"):
        return _values(customer_file)


def _values(customer_file: CustomerFile) -> dict[str, Any]:
    items = customer_file.open_items().to_dicts()
    header, day = customer_file.header(), customer_file.key_date
    return {
        "address": address_lines(header),
        "customer_number": header.customer_number,
        "debtor_accounts": ", ".join(customer_file.debtor_accounts()),
        "day": format_value(day, "date"),
        "items": [_item(item, day) for item in items],
        "total": _money(sum((item["balance"] for item in items), Decimal("0.00"))),
        **_ageing(customer_file),
    }


def _item(item: Mapping[str, Any], day: date) -> dict[str, Any]:
    overdue, owes = item["days_overdue"], item["balance"] > 0  # a credit is never late
    return {
        "number": item["number"] or item["text"] or "",
        "date": format_value(item["date"], "date"),
        "due_on": format_value(item["due_on"], "date"),
        "overdue": format_value(overdue, "number") if owes and overdue is not None and overdue > 0 else "",
        "level": format_value(item["dunning_level"], "number"),
        "is_disputed": bool(item["is_disputed"]),
        "promise": item["promise"] or "",
        "promised_on": format_value(item["promised_on"], "date"),
        "promised_amount": _money(item["promised_amount"]),
        "blocked_until": format_value(item["blocked_until"], "date") if is_blocked(item, day) else "",
        "balance": _money(item["balance"]),
    }


def _ageing(customer_file: CustomerFile) -> dict[str, Any]:
    """Return what is owed by age, and the credits apart; together they are the balance."""
    balances = dict(customer_file.ageing()[:, ["ageing", "balance"]].rows())
    credit = balances.get("credit")
    return {
        "ageing": [(_(words), _money(balances.get(code, Decimal("0.00")))) for code, words in AGEING.items()],
        "credit": _money(credit) if credit else "",
    }


def _money(amount: Decimal | None) -> str:
    """Return an amount with the minus of print: a hyphen would leave the PDF as the mark where a word can be divided."""
    return format_value(amount, "money").replace("-", "\N{MINUS SIGN}")
