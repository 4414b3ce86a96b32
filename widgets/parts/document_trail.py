"""What belongs to an invoice: its open item or what settled it, its gross profit, its order, its e-invoice; each where it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import _
from widgets.view_models import Fact

if TYPE_CHECKING:
    from widgets.parts.whereabouts import Whereabouts


def document_trail(places: Whereabouts, number: str | None, here: str) -> tuple[Fact, ...]:
    """Return a fact with a link per place where an invoice stands.

    Args:
        places: Of the customer.
        number: Of the invoice; None: it belongs to nothing.
        here: Key of the tab that shows it: there is no way to where one is.
    """
    ways = (
        (_("Offener Posten"), places.open_item(number)),
        (_("Ausgeglichener Beleg"), places.settled(number)),
        (_("Rohertrag"), places.gross_profit(number)),
        (_("E-Rechnung"), places.inbox(number)),
        (_("Auftrag zur Rechnung"), places.order(number)),
    )
    return tuple(Fact(label, number, "identifier", link) for label, link in ways if link and link.tab != here)
