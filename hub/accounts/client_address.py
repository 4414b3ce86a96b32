"""Where a request to the Hub comes from, as far as the proxies in front can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.web.caller import caller_address

if TYPE_CHECKING:
    from jupyterhub.handlers import BaseHandler


PROXIES_SETTING = "clientinfo_trusted_proxies"


def client_address(handler: BaseHandler) -> str:
    """Return the address that the outermost trusted proxy saw.

    Which are trusted is in the Hub's own settings of Tornado (``configure_accounts``).
    """
    return caller_address(handler.request, handler.settings[PROXIES_SETTING])
