"""What the views of a customer's tabs know of the page around them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clientinfo_kernel.query.branch_places import branch_places
from widgets.texts.language import language
from widgets.views.context import ViewContext, uncounted, unrecorded

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.query.header import CustomerHeader
    from widgets.app.customer_audit import CustomerAudit
    from widgets.app.customer_tabs import CustomerTabs
    from widgets.view_models import Link


def customer_context(
    directory: CustomerDirectory,
    panels: CustomerTabs,
    header: CustomerHeader | None,
    audit: CustomerAudit | None,
    *,
    item: str | None,
    follow: Callable[[Link], None],
) -> ViewContext:
    """Return where links lead, what is written down, and how the house draws maps and names files.

    Args:
        directory: Of the page.
        panels: Its tabs.
        header: Of the customer who is shown; None: nobody is.
        audit: Writes down what is done with this customer.
        item: The thing that the address names in a tab.
        follow: Follows a link inside the page.
    """
    settings = directory.settings
    return ViewContext(
        follow,
        map_layers=settings.map_layers,
        branches=branch_places(settings.branches, first=directory.viewer.branch),
        language=language(),
        navigation=settings.navigation,
        tabs=frozenset(panels.keys),
        record=partial(panels.record, audit) if audit else unrecorded,
        shown=audit.others if audit else uncounted,
        item=item,
        account=directory.viewer.name,
        file_name_parts=(header.customer_number, header.key_date.isoformat()) if header else None,
    )
