"""Where a request comes from, as far as the proxies in front can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyterhub.handlers import BaseHandler


def client_address(handler: BaseHandler) -> str:
    """Return the address that the outermost trusted proxy saw.

    Each proxy appends the address of its caller to X-Forwarded-For; whatever stands before the last entry may be made
    up by the client. A proxy in front of the Hub's own one is named by ``c.JupyterHub.trusted_downstream_ips``.
    ``request.remote_ip`` is not used: Tornado lets the client's X-Real-Ip override it.
    """
    trusted = set(handler.app.trusted_downstream_ips)
    forwarded = [each.strip() for each in handler.request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    for address in reversed(forwarded):
        if address not in trusted:
            return str(address)
    if forwarded:
        return str(forwarded[0])
    connection = handler.request.connection
    return str(getattr(connection.context, "address", ("unknown",))[0] or "unknown")
