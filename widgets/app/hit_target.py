"""Where a hit of the search leads: to the vehicle, order, document or person by which the customer was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.parts.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.search import Hit
    from widgets.view_models import Link

_FINDERS: Mapping[str, Callable[[Whereabouts, str], Link | None]] = {
    "license_plate": Whereabouts.vehicle,
    "vin": Whereabouts.vehicle,
    "order_number": Whereabouts.order,
    "invoice_number": Whereabouts.invoice,
    "sales_invoice": Whereabouts.invoice,
    "ledger_document": Whereabouts.invoice,
    "inbox_document": Whereabouts.inbox,
    "open_item": Whereabouts.open_item,
    "contact_person": Whereabouts.person,
}


def hit_target(hit: Hit, customer_file: CustomerFile) -> Link | None:
    """Return the first tab that the viewer has and that holds what was found; None: the customer as a whole."""
    find = _FINDERS.get(hit.reason)
    if find is None:
        return None
    places = Whereabouts(customer_file)
    # Where the words met several texts, the hit names all of them.
    links = (find(places, text) for text in hit.matched.split(" · "))
    return next((link for link in links if link is not None), None)
