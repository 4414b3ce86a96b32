"""One exchange with the Hub over HTTP: no redirect is followed and no proxy used, so that a token goes to the Hub alone."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

# Ending somebody's sessions waits for their pages and their own server.
PATIENCE_SECONDS = 30.0
REFUSED = 400  # this status of HTTP and higher ones


def exchange(
    method: str,
    url: SplitResult,
    *,
    seconds: float,
    path: str = "",
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Return the status and the content of the Hub's answer.

    Args:
        method: Of HTTP.
        url: Address, without query.
        seconds: How long to wait for the Hub to connect, and for each piece of its answer.
        path: Appended to that of the address.
        content: Of the request.
        headers: Of the request.

    Raises:
        OSError: Nobody answers there, or not in time.
        HTTPException: What comes is not HTTP.
        ValueError: The address has a port that cannot be.
    """
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=seconds)
    try:
        connection.request(method, url.path + path, content, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def is_up(url: str, *, seconds: float = PATIENCE_SECONDS) -> bool:
    """Return whether a Hub answers at the address of its health check."""
    try:
        status, _content = exchange("GET", urlsplit(url), seconds=seconds)
    except (OSError, HTTPException, ValueError):
        return False
    return status < REFUSED
