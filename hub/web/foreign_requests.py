"""Refuses what a page of another origin lets a person's browser do here, before any handler sees it.

Tokens of forms and SameSite cookies do not separate two names of one domain: they are one site, and what runs at the one
can set cookies for both. What a browser says itself does: ``Sec-Fetch-Site`` (Fetch Metadata, W3C), which no page can
set; where an old browser or a plain http address leaves it out, ``Origin`` (RFC 6454).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine, ResponseStartLine
from tornado.log import access_log

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tornado.httputil import HTTPConnection

_READING = frozenset({"GET", "HEAD"})
_SECURE = frozenset({"https", "wss"})
_OURS = frozenset({"same-origin", "none"})


def is_foreign(method: str, headers: HTTPHeaders) -> bool:
    """Return whether a page of another origin made a browser send this request, other than by a link to one of our pages.

    Args:
        method: GET, POST ...
        headers: Of the request. Whoever sends neither Sec-Fetch-Site nor Origin is not a browser with a page.
    """
    is_socket = headers.get("Upgrade", "").lower() == "websocket"
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OURS and (is_socket or not _follows_link(method, headers))
    origin = headers.get("Origin")
    return origin is not None and (is_socket or method not in _READING) and not _is_own(origin, headers)


def _follows_link(method: str, headers: HTTPHeaders) -> bool:
    opens = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest", "document") == "document"
    return method in _READING and opens


def _is_own(origin: str, headers: HTTPHeaders) -> bool:
    host = headers.get("Host", "").lower()
    # The first proxy says how the browser came; one that says nothing can have ended TLS all the same.
    is_secure = headers.get("X-Forwarded-Proto", "").partition(",")[0].strip().lower() in _SECURE
    try:
        page = urlsplit(origin)
        return bool(host) and page.netloc.lower() == host and (page.scheme == "https" or not is_secure)
    except ValueError:
        return False


class OwnPagesOnly(HTTPServer):
    """A server that answers foreign requests with 403."""

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """Look at each request's head first."""
        return _Gate(super().start_request(server_conn, request_conn), request_conn)


class _Gate(HTTPMessageDelegate):
    def __init__(self, application: HTTPMessageDelegate, connection: HTTPConnection) -> None:
        self._application = application
        self._connection = connection
        self._is_refused = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        if isinstance(start_line, RequestStartLine):
            path = start_line.path.partition("?")[0]
            self._is_refused = is_foreign(start_line.method, headers)
            if self._is_refused:
                self._refuse(start_line.method, path)
                return None
        return self._application.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return None if self._is_refused else self._application.data_received(chunk)

    def finish(self) -> None:
        if not self._is_refused:
            self._application.finish()

    def on_connection_close(self) -> None:
        if not self._is_refused:
            self._application.on_connection_close()

    def _refuse(self, method: str, path: str) -> None:
        access_log.warning("403 %s %s (sent by a page of another origin)", method, path)
        said = HTTPHeaders({"Content-Length": "0", "Connection": "close", "Cache-Control": "no-store"})
        status = HTTPStatus.FORBIDDEN
        self._connection.write_headers(ResponseStartLine("HTTP/1.1", status.value, status.phrase), said)
        self._connection.finish()
