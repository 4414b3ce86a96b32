"""What every answer of the Hub and the service has in its head, and how much they read of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tornado.httpserver import HTTPServer
from tornado.web import OutputTransform

if TYPE_CHECKING:
    from tornado.httputil import HTTPHeaders

_HUB_VERSION = "X-JupyterHub-Version"
_DEFAULTS = {
    # Pages have their own (hub.service.guarded_handler.page_policy); everything else needs none.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Other sites can neither frame, open nor embed what is here.
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Forms and small JSON is all that is ever sent; stock Tornado keeps up to 100 MB of anybody's request in memory.
_LARGEST_BODY = 1 << 20


def limit_requests() -> None:
    """Refuse larger bodies in all servers of this process, before they are read."""
    HTTPServer.configure(None, max_body_size=_LARGEST_BODY)


class Reserved(OutputTransform):
    """Says what browsers must not do with an answer, and not which server gave it."""

    def transform_first_chunk(
        self,
        status_code: int,
        headers: HTTPHeaders,
        chunk: bytes,
        finishing: bool,  # noqa: FBT001  # tornado's signature
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add what is missing, before anything is sent."""
        headers.pop("Server", None)
        if _HUB_VERSION in headers:
            # A JupyterLab compares it with its own, the first number only.
            headers[_HUB_VERSION] = headers[_HUB_VERSION].partition(".")[0]
        for name, value in _DEFAULTS.items():
            headers.setdefault(name, value)
        return super().transform_first_chunk(status_code, headers, chunk, finishing)
