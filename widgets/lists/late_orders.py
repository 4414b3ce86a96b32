"""Zugesagt und überfällig: what should be done by now."""

from widgets.parts.order_list import order_list, order_splits
from widgets.roles import SERVICE
from widgets.texts.language import N_, _
from widgets.view_models import Table
from widgets.work_list import Desk, work_list


@work_list(
    "late_orders",
    N_("Zugesagt und überfällig"),
    group="service",
    order=30,
    roles=SERVICE,
    text=N_("Was fertig sein sollte und es nicht ist."),
)
def late_orders(desk: Desk) -> Table:
    """Show what should be done by now, the longest promised first."""
    rows = order_splits(desk, ("open", "in_progress"), late_only=True)
    return order_list(
        desk, rows, _("Zugesagt und überfällig"), _("ueberfaellige_zusagen"), _("Jede Zusage ist gehalten.")
    )
