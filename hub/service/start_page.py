"""The start page: a tile for each app, the day's counted lists, and what waits for somebody's release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tornado import web

from clientinfo_kernel.access.rights import RELEASE
from hub.service.pages import Page
from widgets.texts.language import _
from widgets.texts.long_words import partable

if TYPE_CHECKING:
    from hub.service.app_catalogue import App

_LISTS, _MARGIN, _PUBLICATIONS = "lists.ipynb", "margin.ipynb", "publications.ipynb"


class StartPage(Page):
    """``/``: a tile per app. Who has just one goes there at once; a deep link keeps its query."""

    @web.authenticated
    def get(self) -> None:
        """Show the tiles."""
        only = self.only_app()
        if only is not None:
            query = f"?{self.request.query}" if self.request.query else ""
            self.redirect(self._address(only) + query)
            return
        tiles = [
            {"title": app.title, "text": self._text(app), "icon": app.icon, "href": self._address(app)}
            for app in self.apps()
        ]
        self.set_header("Cache-Control", "no-store")
        margin = next((self._address(app) for app in self.apps() if app.file == _MARGIN), "")
        self.finish(
            self.render_template("start.html.j2", apps=tiles, day=self._day(), questions=margin, **self.words())
        )

    def _text(self, app: App) -> str:
        """Return what a tile says: where somebody's release is waited for, that."""
        if app.file != _PUBLICATIONS or self.person is None or RELEASE not in self.person.roles:
            return app.text
        waiting = self.released.waiting_for(self.person.name)
        if not waiting:
            return app.text
        if waiting == 1:
            return _("Ein Antrag wartet auf Ihre Freigabe.")
        return _("{count} Anträge warten auf Ihre Freigabe.").format(count=waiting)

    def _day(self) -> list[dict[str, str]]:
        """Return this person's counted work lists, where they have the page that shows them; counts come later."""
        lists_app = next((app for app in self.apps() if app.file == _LISTS), None)
        if lists_app is None or self.person is None:
            return []
        from widgets.work_list import lists_of

        address = self._address(lists_app)
        counted = [each for each in lists_of(self.person.viewer) if each.is_counted]
        return [
            {"key": each.key, "title": partable(_(each.title)), "href": f"{address}?list={each.key}"}
            for each in counted
        ]

    def _address(self, app: App) -> str:
        return f"{self.base_url}voila/render/{app.file}"
