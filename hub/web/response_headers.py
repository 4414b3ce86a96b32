"""What every answer of the Hub and the service has in its head, and how much they read of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tornado.httpserver import HTTPServer
from tornado.web import OutputTransform

from hub.configuration.person_cookies import HSTS
from hub.web.foreign_requests import OwnPagesOnly

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def reserved(*, has_tls: bool) -> type[Reserved]:
    """Return the transform for a publication whose browsers come by https, or for another one."""
    return _ReservedOverTls if has_tls else Reserved


def limit_requests() -> None:
    """Refuse larger bodies, and what pages of other origins send, in all servers of this process, before they are read."""
    HTTPServer.configure(OwnPagesOnly, max_body_size=_LARGEST_BODY)


class Reserved(OutputTransform):
    """Says what browsers must not do with an answer, and not which server gave it."""

    more: ClassVar[Mapping[str, str]] = {}

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
        for name, value in {**_DEFAULTS, **self.more}.items():
            headers.setdefault(name, value)
        if "Last-Modified" not in headers:  # no file
            headers.setdefault("Cache-Control", "no-store")
        return super().transform_first_chunk(status_code, headers, chunk, finishing)


class _ReservedOverTls(Reserved):
    more: ClassVar = {"Strict-Transport-Security": HSTS}
