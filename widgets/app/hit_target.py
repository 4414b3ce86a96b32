"""Where a hit of the search leads: to the vehicle, order, document or person by which the customer was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import CustomerUnknown, NotPermitted
from widgets.parts.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.search import Hit, Kind
    from widgets.view_models import Link

_FINDERS: Mapping[Kind, Callable[[Whereabouts, str], Link | None]] = {
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


def open_target(directory: CustomerDirectory, hit: Hit, tabs: Collection[str]) -> Link | None:
    """Return where a hit leads among the tabs that are there; None: the customer as a whole, or nobody any more."""
    try:
        target = hit_target(hit, directory.customer(hit.customer_number))
    except (CustomerUnknown, NotPermitted):
        return None
    return target if target is not None and target.tab in tabs else None


def hit_target(hit: Hit, customer_file: CustomerFile) -> Link | None:
    """Return the first tab that the viewer has and that holds what was found; None: the customer as a whole.

    Whoever types a thing beside the customer's name wants the thing. A person is meant only where the words did not
    meet the customer's own name: Meier of Meier Vakuumtechnik is the house, not the Harald Meier who works there.
    """
    places = Whereabouts(customer_file)
    met_own_name = any(kind in {"name", "company"} for kind, _ in hit.met)
    links = (
        _FINDERS[kind](places, text)
        for kind, text in hit.met
        if kind in _FINDERS and not (kind == "contact_person" and met_own_name)
    )
    return next((link for link in links if link is not None), None)
