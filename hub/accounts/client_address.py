"""Where a request to the Hub comes from, as far as the proxies in front can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.web.caller import caller_address

if TYPE_CHECKING:
    from jupyterhub.handlers import BaseHandler


def client_address(handler: BaseHandler) -> str:
    """Return the address that the outermost trusted proxy saw.

    A proxy in front of the Hub's own one is named by ``c.JupyterHub.trusted_downstream_ips``.
    """
    return caller_address(handler.request, frozenset(handler.app.trusted_downstream_ips))
