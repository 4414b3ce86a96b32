"""The page of the publications: what is asked for and released, in the frame of an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.publications import Publications
from widgets.app.page import AppPage
from widgets.publications.view import PublicationsView
from widgets.texts.language import N_

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings


class PublicationsApp(AppPage):
    """The page on which notebooks are released by another person than the one who wrote them.

    Example:
        >>> PublicationsApp(read_settings())

    Args:
        settings: Where the publications and the accounts' names are, and as which user released notebooks run.
    """

    def __init__(self, settings: Settings) -> None:
        store = Publications(LiveDatabase.of(settings), viewer())
        user = str(settings.hub.get("notebooks_user", ""))
        self._view = PublicationsView(store, settings.state_folder, notebooks_user=user)
        super().__init__(N_("Veröffentlichungen"), house=settings.house, redraw=self._view.redraw)
        self.show(self._view)
