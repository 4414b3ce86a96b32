"""The page of the administrators: the user administration in the frame of an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.app.page import AppPage
from widgets.texts.language import in_context, language
from widgets.users.view import UsersView

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import AccountsClient


class UsersApp(AppPage):
    """The page on which administrators manage the accounts.

    Example:
        >>> UsersApp(AccountsClient.from_environment(), house="Autohaus Nordhof GmbH")

    Args:
        client: Speaks to the Hub in the administrator's name; None: the page says whom it is for.
        house: Name of the dealership, shown in the app bar.
    """

    def __init__(self, client: AccountsClient | None, *, house: str = "") -> None:
        if client is not None:
            client.language = language
        self._view = UsersView(client)
        super().__init__(in_context("several", "Benutzer"), house=house, redraw=self._view.redraw)
        self.show(self._view)
