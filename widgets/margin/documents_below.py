"""The documents below a figure of any table of the page, each of which opens to its postings with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.margin import UNASSIGNED, Page
from widgets.margin.words import MEASURES, cents
from widgets.parts.gross_profit_sources import entry_item
from widgets.texts.formats import number
from widgets.texts.language import _
from widgets.view_models import Column, ItemList, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    import polars as pl

    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.margin.where import Where

# The largest ones: what is left is said with its sum.
MOST = 500
MOST_POSTINGS = 200
# So many rows a sheet has below its head: a file has all of them.
EVERY = 2**20 - 1
_SUMS = ("revenue", "gross_profit")


def documents_below(margin: Margin, where: Where, among: pl.DataFrame | None = None) -> Table:
    """Return the documents of some rows under what all of them earned, those first that make most of it.

    Args:
        margin: Who is asked.
        where: Filters of the rows.
        among: Of these only what belongs to one of some combinations of values (``Margin.documents``).

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter is not known.
    """
    return _table(margin, where, among, MOST)


def _table(margin: Margin, where: Where, among: pl.DataFrame | None, most: int) -> Table:
    """Return it with so many documents; a file of it has all."""
    page = _documents(margin, where, among, most)
    is_whole = (
        page.height == page.rows.height
    )  # else the title says the sum, and a foot of some rows would contradict it
    return Table(
        document_columns(is_whole=is_whole),
        page.rows,
        title=_title(page),
        detail=lambda row: postings_below(margin, where, row, among),
        sum_detail=lambda _rows: postings_of(margin, where, among),
        download=_("belege"),
        empty=_("Kein Beleg steht dahinter."),
        customers="customer",
        every=None if is_whole else lambda: _table(margin, where, among, EVERY),
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


def _documents(margin: Margin, where: Where, among: pl.DataFrame | None, most: int) -> Page:
    """Return the first documents: of profit those with most of it, of costs and losses the largest ones."""
    page = margin.documents(where, among=among, descending=True, limit=most)
    is_loss = page.total["gross_profit"] < 0
    return margin.documents(where, among=among, limit=most) if is_loss else page


def postings_below(margin: Margin, where: Where, row: Mapping[str, Any], among: pl.DataFrame | None = None) -> ItemList:
    """Return the postings that make up a document's part of a figure.

    Args:
        margin: Who is asked.
        where: Filters of the figure.
        row: ``number``, ``year`` and ``customer`` of the document.
        among: As of ``documents_below``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter is not known.
    """
    named = {
        "number": (row["number"] or UNASSIGNED,),
        "year": (str(row["year"]),),
        "customer": (row["customer"] or UNASSIGNED,),
    }
    return postings_of(margin, tuple({**dict(where), **named}.items()), among)


def postings_of(margin: Margin, where: Where, among: pl.DataFrame | None = None) -> ItemList:
    """Return the first postings under what all of them add up to; ``among`` as of ``documents_below``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter is not known.
    """
    page = margin.postings(where, among=among, limit=MOST_POSTINGS)
    return posting_list(page.rows, page.height, page.total["amount"])


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
