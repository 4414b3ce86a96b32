"""The postings of a document, in which every way down ends: account, text, amount, file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clientinfo_kernel.margin import UNASSIGNED
from clientinfo_kernel.query import profit_lines
from widgets.margin.words import cents
from widgets.markup import tag
from widgets.pages import CUSTOMER_PAGE
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.movements import movement
from widgets.texts.origin_words import origin_words
from widgets.texts.words import GROSS_PROFIT_LINES, dot_separated, word

if TYPE_CHECKING:
    from markupsafe import Markup

    from clientinfo_kernel.margin import Page
    from widgets.margin.view import View


def postings_of(page: Page, view: View) -> tuple[str, Markup | None, Markup]:
    """Write the postings of the open document: their title, the way to the customer's page, the entries and their sum."""
    is_numbered = view.document != UNASSIGNED
    number = view.document if is_numbered else _("ohne Beleg")
    lines = [_posting(row) for row in page.rows.iter_rows(named=True)]
    if page.height > page.rows.height:
        text = _("{shown} von {all}").format(shown=page.rows.height, all=page.height)
        lines.append(tag("div", tag("span", text, class_="ci-muted")))
    total = cents(page.total["amount"])
    lines.append(tag("div", tag("span", _("Rohertrag")), tag("span", total, class_="ci-num"), class_="is-sum"))
    owner = next(iter(page.rows["customer"].drop_nulls()), None)
    way = None
    if owner is not None:
        item = {"item": number} if is_numbered else {}
        address = urlencode({"customer": owner, "tab": "gross_profit", **item})
        way = tag("a", _("Beim Kunden öffnen"), href=f"{CUSTOMER_PAGE}?{address}")
    entries = tag("div", *lines, class_="ci-origin__list ci-origin__postings")
    return _("Buchungen zu {number}").format(number=number), way, entries


def _posting(row: dict[str, Any]) -> Markup:
    """Write an entry: account, text, what kind of movement it is, file and line; a rule with its rate."""
    account = " ".join(part for part in (row["account"], row["account_name"]) if part)
    chip = text = None
    if row["origin"] == "calculated":
        chip = tag("span", _("kalkuliert"), class_="ci-chip ci-chip--warn")
        line = word(GROSS_PROFIT_LINES, profit_lines.GROSS_PROFIT_LINES.get(row["role"], row["role"]))
        rate = _("{rate} von {base}").format(
            rate=format_value(row["rate_percent"], "percent"), base=cents(row["rate_base"])
        )
        account, text = line, dot_separated(rate, account)
    else:
        text = dot_separated(
            format_value(row["posted_on"], "date"), row["text"] or "", movement(row["movement"], row["movement_reason"])
        )
    source = tag("small", origin_words(row), class_="ci-mono")
    name = tag("span", account, " " if chip else None, chip, tag("small", text), source)
    return tag("div", name, tag("span", cents(row["amount"]), class_="ci-num"))
