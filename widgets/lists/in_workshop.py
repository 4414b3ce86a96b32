"""In der Werkstatt: what the workshop works on."""

from widgets.parts.order_list import order_list, order_splits
from widgets.roles import SERVICE
from widgets.texts.language import N_, _
from widgets.view_models import Table
from widgets.work_list import Desk, work_list


@work_list(
    "in_workshop",
    N_("In der Werkstatt"),
    group="service",
    order=20,
    roles=SERVICE,
    text=N_("Woran die Werkstatt arbeitet."),
)
def in_workshop(desk: Desk) -> Table:
    """Show what the workshop works on, the longest promised first."""
    rows = order_splits(desk, ("in_progress",))
    return order_list(
        desk, rows, _("In der Werkstatt"), _("in_der_werkstatt"), _("Gerade wird an keinem Auftrag gearbeitet.")
    )
