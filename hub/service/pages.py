"""What all pages share: who sees which notebooks as apps, and the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jupyter_server.utils import url_path_join

from hub.service.app_catalogue import App, catalogue
from hub.service.guarded_handler import Guarded
from hub.web.logout_link import logout_link
from hub.web.page_texts import translate
from widgets.texts.signed_in import signed_in

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from hub.service.hub_identity import HubIdentity
    from hub.service.released_apps import ReleasedApps


class Page(Guarded):
    """What the start page and the apps share: which notebooks there are, and where the Hub's own pages are."""

    # None: the database of the released ones has not answered yet.
    _released: tuple[App, ...] | None = ()

    def initialize(self, notebooks: Path, released: ReleasedApps, accounts: bool, analysts: str) -> None:  # noqa: FBT001  # tornado's way
        """Keep what the service was set up with.

        Args:
            notebooks: The folder of the published notebooks.
            released: The released notebooks of analysts.
            accounts: Whether passwords are ours, so that people can change them.
            analysts: As what analysts' JupyterLab runs (``[hub] analysts``).
        """
        self.notebooks = notebooks
        self.released = released
        self.accounts = accounts
        self.analysts = analysts

    async def prepare(self) -> None:  # type: ignore[override]  # the base class awaits it, too
        """Find out what is released now, once for this answer.

        That can take seconds, in which nothing of this page is known to whoever ends sessions: where this person's ended, the
        browser asks again, and so does this service ask the Hub who it is.
        """
        await super().prepare()
        if self._finished or self.person is None:
            return
        identity = cast("HubIdentity", self.identity_provider)
        before = identity.ends
        self._released = await self.released.now()
        if identity.has_ended(self.person.name, since=before):
            self.redirect(self.request.uri or self.base_url)

    def every_app(self) -> tuple[App, ...]:
        """Return the apps of the folder and the released ones, in the order of their tiles."""
        # A name of clientinfo's own is never replaced.
        others = (app for app in self._released or () if not (self.notebooks / app.file).exists())
        found = (*catalogue(self.notebooks), *others)
        return tuple(sorted(found, key=lambda app: (app.order, app.title)))

    def apps(self) -> tuple[App, ...]:
        """Return the apps that this person is allowed to open."""
        roles = self.person.roles if self.person is not None else frozenset()
        return tuple(app for app in self.every_app() if app.open_to(roles))

    def only_app(self) -> App | None:
        """Return the app of somebody who has just one, with what belongs to it, and no JupyterLab as well."""
        files = {app.file for app in self.apps()}
        apps = [app for app in self.apps() if app.part_of not in files]
        return apps[0] if len(apps) == 1 and not self._has_laboratory() else None

    def _has_laboratory(self) -> bool:
        return self.analysts != "off" and self.person is not None and "analyst" in self.person.roles

    def hub_links(self) -> dict[str, str]:
        """Return the addresses of the menu: start, logout, password, JupyterLab."""
        auth = cast("HubIdentity", self.identity_provider).hub_auth
        hub = auth.hub_prefix
        browser = self.person.browser if self.person is not None else ""
        links = {"logout": logout_link(url_path_join(self.base_url, "logout"), browser, auth.api_token)}
        if self.only_app() is None:  # else the start page would lead back to where one is
            links["home"] = self.base_url
        if self.accounts:
            links["password"] = url_path_join(hub, "password")
        if self._has_laboratory():
            links["lab"] = url_path_join(hub, "spawn")
        return links

    @property
    def template_namespace(self) -> dict[str, Any]:
        """For error pages, too: the way out."""
        found: dict[str, Any] = super().template_namespace
        return found | {"links": self.hub_links()} if self.person is not None else found

    def words(self) -> dict[str, Any]:
        """Return what every page of ours knows."""
        person = self.person
        return {
            "base_url": self.base_url,
            "links": self.hub_links(),
            "user": signed_in(person.viewer) if person is not None else None,
            "has_role": person is not None and bool(person.roles),
            "account_since": _milliseconds(person.viewer.since) if person is not None else 0,
            "house": self.settings["house"],
            "contact": translate(self.settings["contact"]),
            "nonce": self.nonce,
        }


def _milliseconds(moment: datetime | None) -> float:
    """Return a moment as browsers count (since 1970); 0: it is not known."""
    return 0 if moment is None else moment.timestamp() * 1000
