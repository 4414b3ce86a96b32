"""Where a request comes from, as far as the proxies in front can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from tornado.httputil import HTTPServerRequest


def caller_address(request: HTTPServerRequest, trusted: Collection[str]) -> str:
    """Return the address that the outermost trusted proxy saw.

    Each proxy appends the address of its caller to X-Forwarded-For; whatever stands before the last entry may be made
    up by the client. ``request.remote_ip`` is not used: Tornado lets the client's X-Real-Ip override it.

    Args:
        request: As it came.
        trusted: Addresses of proxies in front of our own one.
    """
    forwarded = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    for address in reversed(forwarded):
        if address not in trusted:
            return str(address)
    if forwarded:
        return str(forwarded[0])
    return str(getattr(getattr(request.connection, "context", None), "address", ("unknown",))[0] or "unknown")
