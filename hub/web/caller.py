"""Where a request comes from, as far as the proxies in front can be believed."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from tornado.httputil import HTTPServerRequest

UNKNOWN = "unknown"


def caller_address(request: HTTPServerRequest, trusted: Collection[str]) -> str:
    """Return the address that the outermost trusted proxy saw; ``UNKNOWN`` where it says none that can be one.

    Each proxy appends the address of its caller to X-Forwarded-For; whatever stands before the last entry can be made
    up by the client. ``request.remote_ip`` is not used: Tornado lets the client's X-Real-Ip override it.

    Args:
        request: As it came.
        trusted: Addresses of proxies in front of our own one.
    """
    header = request.headers.get("X-Forwarded-For", "")
    forwarded = [_plain(each) for each in header.split(",") if each.strip()]
    known = {_plain(each) for each in trusted}
    for address in reversed(forwarded):
        if address not in known:
            return address
    if forwarded:
        return forwarded[0]
    peer = getattr(getattr(request.connection, "context", None), "address", None)
    return _plain(str(peer[0])) if peer else UNKNOWN


def _plain(written: str) -> str:
    """Return an address in its one spelling: without the port that some proxies add, which is new for each connection.

    What is written as IPv6 and is IPv4 (``::ffff:192.0.2.1``, of a socket that serves both) is IPv4.
    """
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return UNKNOWN
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
