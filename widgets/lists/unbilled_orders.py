"""Fertig, nicht fakturiert: work that is done and not billed."""

from widgets.parts.order_list import order_list, order_splits
from widgets.roles import SERVICE
from widgets.texts.language import N_, _
from widgets.view_models import Table
from widgets.work_list import Desk, work_list


@work_list(
    "unbilled_orders",
    N_("Fertig, nicht fakturiert"),
    group="service",
    order=40,
    roles=SERVICE,
    text=N_("Getane Arbeit, für die noch keine Rechnung geschrieben ist."),
)
def unbilled_orders(desk: Desk) -> Table:
    """Show work that is done and not billed, the longest promised first."""
    rows = order_splits(desk, ("finished", "billable"))
    return order_list(
        desk, rows, _("Fertig, nicht fakturiert"), _("nicht_fakturiert"), _("Alles, was fertig ist, ist fakturiert.")
    )
