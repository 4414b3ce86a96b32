"""All rows of a step of the origin as an Excel file, where the page shows only the first ones and no list has the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.margin.documents_below import EVERY, document_columns
from widgets.texts.language import _, ngettext
from widgets.view_models import Column, Table
from widgets.views.table_file import table_file

if TYPE_CHECKING:
    import polars as pl

    from clientinfo_kernel.margin import Margin
    from widgets.margin.origin import Documents
    from widgets.views.context import ViewContext
    from widgets.views.markup_writer import Action, Receiver


class OriginFiles:
    """Hands all rows of a step over.

    Args:
        margin: Who is asked for those that the page does not show.
        context: The page's side of what is written: that they leave is written down.
    """

    def __init__(self, margin: Margin, context: ViewContext) -> None:
        self._margin, self._context = margin, context

    def customers(self, rows: pl.DataFrame, title: str) -> Action:
        """Return what hands over customers with their amounts (``Origin.customers``)."""
        columns = (
            Column("customer", _("Kunde"), "identifier", beside="customer_name", beside_title=_("Name")),
            Column("amount", _("Betrag"), "money"),
        )
        return lambda receiver: self._deliver(Table(columns, rows, title=title, download=_("kunden")), receiver)

    def documents(self, those: Documents) -> Action:
        """Return what hands over all documents of a side."""

        def hand_over(receiver: Receiver) -> None:
            page = self._margin.documents(those.where, among=those.among, descending=those.descending, limit=EVERY)
            title = documents_title(page.height, is_before=those.is_before)
            table = Table(document_columns(), page.rows, title=title, download=_("belege"))
            self._deliver(table, receiver)

        return hand_over

    def _deliver(self, table: Table, receiver: Receiver) -> None:
        receiver.deliver(*table_file(table, table.rows, "excel", self._context))


def documents_title(count: int, *, is_before: bool) -> str:
    """Return what so many documents are called, of the period that is asked for or of the one it is compared with."""
    text = ngettext("{count} Beleg", "{count} Belege", count)
    return f"{text} {_('im Vergleichszeitraum')}" if is_before else text
