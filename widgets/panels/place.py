"""Ort: where the customer lives, how exactly that is known, and the way to the user's own navigation."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.address_map import address_map
from widgets.parts.customer_points import with_points
from widgets.parts.freshness import with_freshness
from widgets.parts.neighbours import with_neighbours
from widgets.roles import EVERYBODY
from widgets.texts.language import N_
from widgets.view_models import Stack, ViewModel


@panel("place", N_("Ort"), 100, EVERYBODY)
def place(customer_file: CustomerFile) -> ViewModel:
    """Show the address on the map with who comes today near it, and lead to it by the user's own navigation, which knows the house better than we do."""
    shown, near = with_neighbours(customer_file, address_map(customer_file))
    parts = with_points(customer_file, shown)
    view = parts if near is None else Stack((*parts.items, near))
    return with_freshness(customer_file, view, "places", "dealer_system")
