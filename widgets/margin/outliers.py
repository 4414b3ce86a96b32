"""Ausreißer: documents that lost money, costs without revenue, revenue without costs; each opens to its postings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import UNASSIGNED
from widgets.parts.gross_profit_sources import entry_item
from widgets.texts.formats import number
from widgets.texts.language import N_, _
from widgets.view_models import Chip, Column, ItemList, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin import Margin
    from widgets.margin.view import View

# The worst ones; a longer list is nobody's work of a day.
MOST = 500
REASONS = {
    "loss": (N_("Marge negativ"), N_("Kosten über Erlös"), "danger"),
    "no_revenue": (N_("Einsatz ohne Erlös"), N_("Kosten gebucht, kein Erlös zum Beleg"), "danger"),
    "no_cost": (N_("Erlös ohne Einsatz"), N_("Erlös gebucht, keine Kosten zum Beleg"), "warn"),
}


def outliers(margin: Margin, view: View) -> Table:
    """Return the outliers of the page's filters, the largest first.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter cannot be asked for.
    """
    page = margin.odd_documents(view.question.where, limit=MOST)
    rows, title = page.rows, _("Ausreißer")
    if page.height > rows.height:
        title = f"{title}: {_('die {shown} größten von {all}').format(shown=rows.height, all=number(page.height))}"
    return Table(
        (
            Column("reason", _("Grund"), "chip", chips={key: Chip(_(name), tone) for key, (name, _t, tone) in REASONS.items()}, phone="meta"),  # type: ignore[arg-type]  # the tones are words of a table
            Column("customer_name", _("Kunde"), link=_to_customer, phone="title"),
            Column("number", _("Beleg"), "identifier", phone="meta"),
            Column("date", _("Datum"), "date", phone="meta"),
            Column("why", _("Begründung"), phone="row"),
            Column("revenue", _("Erlöse"), "money", phone="row"),
            Column("gross_profit", _("Rohertrag"), "money", total=True, strong=True, phone="figure"),
        ),
        rows.with_columns(why=pl.col("reason").replace_strict({key: _(text) for key, (_n, text, _t) in REASONS.items()}, return_dtype=pl.String)),
        title=title,
        detail=partial(_postings, margin),
        search=_("Ausreißer filtern"),
        download=_("ausreisser"),
        empty=_("Kein Beleg in dieser Auswahl fällt auf."),
        customers="customer",
    )  # fmt: skip


def _to_customer(row: Mapping[str, Any]) -> Link | None:
    customer = row["customer"]
    return Link(tab="gross_profit", customer_number=customer, item=row["number"]) if customer else None


def _postings(margin: Margin, row: Mapping[str, Any]) -> ItemList:
    """Return the postings of the whole document, each with file and line."""
    where = (
        ("number", (row["number"],)),
        ("year", (f"{row['year']}..{row['last_year']}",)),
        ("customer", (row["customer"] or UNASSIGNED,)),
    )
    page = margin.postings(where)
    return ItemList(tuple(entry_item(each) for each in page.rows.iter_rows(named=True)), title=_("Buchungen"))
