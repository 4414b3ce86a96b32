"""The page of the audit log."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.app.address import Address
from widgets.app.audit_view import AuditView
from widgets.app.page import AppPage
from widgets.texts.language import N_

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings


class AuditApp(AppPage):
    """The audit log as a page; ``?customer=10012`` asks for a customer at once.

    Example:
        >>> AuditApp(read_settings())

    Args:
        settings: Where the log is.
    """

    def __init__(self, settings: Settings) -> None:
        address = Address.read(os.environ.get("QUERY_STRING", ""))
        self._view = AuditView(
            AuditLog.of(settings),
            customer_number=address.customer_number,
            directory=CustomerDirectory(settings),
            state=settings.state_folder,
        )
        super().__init__(N_("Zugriffsprotokoll"), house=settings.house, redraw=self._view.translate)
        self.show(self._view)
