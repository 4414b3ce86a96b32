"""Who asks: the Hub's answer about a browser, never the browser's own word."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from traitlets import default

from clientinfo_kernel.access.account_since import moment_of
from clientinfo_kernel.access.rights import ADMIN, GRANTS, Viewer
from hub.configuration.addresses import ACCOUNTS_SCOPE, BRANCH, FULL_NAME, SINCE
from hub.configuration.person_cookies import session_cookie

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tornado.web import RequestHandler


@dataclass(frozen=True)
class Person:
    """A logged-in person in one browser.

    Attributes:
        name: Login name.
        roles: Roles of the house; only ``admin`` for an administrator, who sees no customer data.
        browser: The Hub's id of this browser's login; it ends with the logout.
        token: The person's own token for the Hub, as narrow as the service asked for.
        full_name: As people call them, as it was at the login; empty where the account has none.
        branch: Where they work, likewise.
        since: When their account was made (ISO, UTC), likewise; empty: not known.
    """

    name: str
    roles: frozenset[str]
    browser: str = ""
    token: str = field(default="", repr=False)
    full_name: str = ""
    branch: str = ""
    since: str = ""

    @property
    def viewer(self) -> Viewer:
        """The person as the kernel's queries know them."""
        return Viewer(self.name, self.roles, self.full_name, self.branch, since=moment_of(self.since))


def roles_of(model: Mapping[str, Any]) -> frozenset[str]:
    """Return the roles that the Hub's answer about a user means.

    Its answer to the user's own token does not say who is an administrator, but which rights the token has.
    """
    if model.get("admin") or ACCOUNTS_SCOPE in model.get("scopes", ()):
        return frozenset({ADMIN})
    return frozenset(GRANTS).intersection(model.get("groups") or ())


class _Hub(HubOAuth):
    """The Hub, as the service asks it. What it said before somebody's sessions ended is neither believed nor kept."""

    ends = 0

    @cached_property
    def last_ends(self) -> dict[str, int]:
        """Name -> which of all ends was this person's last."""
        return {}

    def forget(self, name: str) -> None:
        """Drop what it said about this person, and what it is just saying."""
        self.ends += 1
        self.last_ends[name] = self.ends
        for key in [key for key, model in self.cache.values.items() if model and model.get("name") == name]:
            self.cache.pop(key, None)

    async def _check_hub_authorization(
        self,
        url: str,
        api_token: str,
        cache_key: str | None = None,
        use_cache: bool = True,  # noqa: FBT001, FBT002  # JupyterHub's signature
    ) -> dict[str, Any] | None:
        while True:
            before = self.ends
            found: dict[str, Any] | None = await super()._check_hub_authorization(url, api_token, cache_key, use_cache)
            if found is None or self.last_ends.get(str(found.get("name")), 0) <= before:
                return found
            self.cache.pop(cache_key, None)

    def get_session_id(self, handler: RequestHandler) -> str:
        """Return the id of the browser's login."""
        return handler.get_cookie(session_cookie(has_tls=self.cookie_host_prefix_enabled), "") or ""


class HubIdentity(JupyterHubIdentityProvider):
    """The Hub's identity provider, at the addresses at which Voila serves."""

    @default("hub_auth")
    def _hub(self) -> _Hub:
        return _Hub(parent=self)

    def get_handlers(self) -> list[Any]:
        """Return the OAuth callback below our base address; without it, Voila's login redirects for ever."""
        base = self.hub_auth.base_url
        return [
            (url_path_join(base, path), *rest) for path, *rest in super().get_handlers() if "logout" not in str(path)
        ]

    def person(self, handler: RequestHandler) -> Person | None:
        """Return who sent this request, after ``prepare``; None: nobody that we know."""
        user = handler.current_user
        if user is None:
            return None
        about = user.hub_user.get("user_info") or {}
        return Person(
            name=str(user.username),
            roles=roles_of(user.hub_user),
            browser=str(self.hub_auth.get_session_id(handler) or ""),
            full_name=str(about.get(FULL_NAME, "")),
            branch=str(about.get(BRANCH, "")),
            since=str(about.get(SINCE, "")),
            token=str(self.hub_auth.get_token(handler) or ""),
        )

    @property
    def ends(self) -> int:
        """How often anybody's sessions ended until now."""
        ends: int = self.hub_auth.ends
        return ends

    def has_ended(self, name: str, since: int) -> bool:
        """Return whether this person's sessions ended since ``ends`` was so many: they may no longer be allowed what they were."""
        return bool(self.hub_auth.last_ends.get(name, 0) > since)

    def forget(self, name: str) -> None:
        """Ask the Hub again at this person's next request, instead of believing a cached answer."""
        self.hub_auth.forget(name)
