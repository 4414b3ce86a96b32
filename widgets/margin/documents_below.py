"""The documents below a figure of any table of the page, each of which opens to its postings with file and line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import UNASSIGNED, Page
from widgets.margin.words import MEASURES, cents
from widgets.parts.gross_profit_sources import entry_item
from widgets.texts.formats import number
from widgets.texts.language import _
from widgets.view_models import Column, ItemList, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.margin.where import Where
    from widgets.view_models import ViewModel

# The largest ones: what is left is said with its sum.
MOST = 500
MOST_POSTINGS = 200
# So many rows a sheet has below its head: a file has all of them.
EVERY = 2**20 - 1
_PART = "part"
_SUMS = ("revenue", "gross_profit")


def documents_below(margin: Margin, *parts: Where) -> Table:
    """Return the documents that filters let through under what all of them earned, those first that make most of it.

    Args:
        margin: Who is asked.
        parts: Filters that have no posting in common; what any of them lets through is there.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter is not known.
    """
    return _table(margin, parts, MOST)


def _table(margin: Margin, parts: Sequence[Where], most: int) -> Table:
    """Return it with so many documents; a file of it has all."""
    page = _documents(margin, parts, most)
    is_whole = (
        page.height == page.rows.height
    )  # else the title says the sum, and a foot of some rows would contradict it
    return Table(
        document_columns(is_whole=is_whole),
        page.rows,
        title=_title(page),
        detail=lambda row: postings_below(margin, parts[row[_PART]], row),
        sum_detail=lambda _rows: postings_of(margin, *parts),
        download=_("belege"),
        empty=_("Kein Beleg steht dahinter."),
        customers="customer",
        every=None if is_whole else lambda: _table(margin, parts, EVERY),
    )


def document_columns(*, is_whole: bool = False) -> tuple[Column, ...]:
    """Return the columns of documents; of all that are asked for they have sums."""
    revenue, profit = (_(MEASURES[key]) for key in _SUMS)
    return (
        Column("customer_name", _("Kunde"), link=to_customer, phone="title"),
        Column("number", _("Beleg"), "identifier", phone="meta"),
        Column("date", _("Datum"), "date", phone="meta"),
        Column("branch", _("Filiale"), phone="hide"),
        Column("revenue", revenue, "money", total=is_whole, phone="row"),
        Column("gross_profit", profit, "money", total=is_whole, strong=True, phone="figure"),
    )


def _documents(margin: Margin, parts: Sequence[Where], most: int) -> Page:
    """Return the first documents of all parts, each with the number of its part."""
    pages = [margin.documents(each, descending=True, limit=most) for each in parts]
    profit = sum((each.total["gross_profit"] for each in pages), Decimal(0))
    is_loss = profit < 0
    if is_loss:  # of costs and losses the largest ones
        pages = [margin.documents(each, limit=most) for each in parts]
    rows = pl.concat(each.rows.with_columns(pl.lit(at).alias(_PART)) for at, each in enumerate(pages))
    if len(pages) > 1:
        rows = rows.sort("gross_profit", descending=not is_loss, maintain_order=True).head(most)
    return Page(rows, sum(each.height for each in pages), {"gross_profit": profit}, pages[0].snapshot_id)


def postings_below(margin: Margin, where: Where, row: Mapping[str, Any]) -> ViewModel:
    """Return the postings that make up a document's part of a figure.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter is not known.
    """
    named = {
        "number": (row["number"] or UNASSIGNED,),
        "year": (str(row["year"]),),
        "customer": (row["customer"] or UNASSIGNED,),
    }
    return postings_of(margin, tuple({**dict(where), **named}.items()))


def postings_of(margin: Margin, *parts: Where) -> ItemList:
    """Return the first postings that filters let through, under what all of them add up to; parts as of ``documents_below``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter is not known.
    """
    pages = [margin.postings(each, limit=MOST_POSTINGS) for each in parts]
    rows = pl.concat(each.rows for each in pages).head(MOST_POSTINGS)
    amount = sum((each.total["amount"] for each in pages), Decimal(0))
    return posting_list(rows, sum(each.height for each in pages), amount)


def posting_list(rows: pl.DataFrame, height: int, amount: Decimal) -> ItemList:
    """Return the first postings of so many, each with file and line, under what all of them add up to."""
    title = _("Buchungen")
    if height > rows.height:
        title = f"{title}, {_('{shown} von {all}').format(shown=rows.height, all=number(height))}"
    items = tuple(entry_item(each) for each in rows.iter_rows(named=True))
    return ItemList(items, title=f"{title}: {cents(amount)} €")


def _title(page: Page) -> str:
    said = [_("Rohertrag {sum} €").format(sum=cents(page.total["gross_profit"]))]
    if page.height > page.rows.height:
        said.append(_("die {shown} größten von {all}").format(shown=page.rows.height, all=number(page.height)))
    return f"{_('Belege')}: {', '.join(said)}"


def to_customer(row: Mapping[str, Any]) -> Link | None:
    """Return the link of a document to its customer's page, at the invoice; None: it is nobody's."""
    customer = row["customer"]
    return Link(tab="gross_profit", customer_number=customer, item=row["number"]) if customer else None
