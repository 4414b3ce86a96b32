"""Ausreißer: documents that lost money, costs without revenue, revenue without costs; each opens to its postings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import UNASSIGNED
from widgets.parts.gross_profit_sources import entry_item
from widgets.texts.language import N_, _
from widgets.view_models import Chip, Column, ItemList, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin import Margin
    from widgets.margin.view import View, Where

# The worst ones; a longer list is nobody's work of a day.
MOST = 500
_LOOKED_AT = 5_000
_COSTS = pl.col("cost_of_goods") + pl.col("calculated_labour_cost")
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
    where = view.question.where
    rows = odd_documents(margin, where)
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
        title=_("Ausreißer"),
        detail=partial(_postings, margin, where),
        search=_("Ausreißer filtern"),
        download=_("ausreisser"),
        empty=_("Kein Beleg in dieser Auswahl fällt auf."),
        customers="customer",
    )  # fmt: skip


def odd_documents(margin: Margin, where: Where) -> pl.DataFrame:
    """Return documents with a ``reason``, the largest effect first.

    Credit notes lose money by their nature and are none. Where a document has neither goods nor calculated wages, nothing
    was taken off its revenue.
    """
    losing = margin.documents(where, limit=_LOOKED_AT).rows.filter(pl.col("gross_profit") < 0)
    earning = margin.documents(where, order="margin_percent", descending=True, limit=_LOOKED_AT).rows
    found = [
        losing.filter(pl.col("revenue") > 0).with_columns(reason=pl.lit("loss")),
        losing.filter((pl.col("revenue") == 0) & (_COSTS < 0)).with_columns(reason=pl.lit("no_revenue")),
        earning.filter((pl.col("revenue") > 0) & (_COSTS == 0)).with_columns(reason=pl.lit("no_cost")),
    ]
    rows = pl.concat(found)
    return rows.sort(pl.col("reason") == "no_cost", pl.col("gross_profit").abs(), descending=[False, True]).head(MOST)


def _to_customer(row: Mapping[str, Any]) -> Link | None:
    number = row["customer"]
    return Link(tab="gross_profit", customer_number=number, item=row["number"]) if number else None


def _postings(margin: Margin, where: Where, row: Mapping[str, Any]) -> ItemList:
    """Return the postings of a document, each with file and line."""
    named = {
        "number": (row["number"] or UNASSIGNED,),
        "year": (str(row["year"]),),
        "customer": (row["customer"] or UNASSIGNED,),
    }
    kept = {key: values for key, values in where if key != "month"}
    page = margin.postings(tuple({**kept, **named}.items()))
    return ItemList(tuple(entry_item(each) for each in page.rows.iter_rows(named=True)), title=_("Buchungen"))
