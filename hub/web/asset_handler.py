"""Stylesheet, icons and scripts of every page, served by the pages' process and by the Hub alike."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import ClassVar

from tornado import web

from hub.web.packing import finish_packed
from widgets.assets import ASSETS, asset, stylesheet


class AssetHandler(web.RequestHandler):
    """Static, the same for everybody, cached by their content."""

    TYPES: ClassVar[dict[str, str]] = {
        "clientinfo.css": "text/css",
        "icon.svg": "image/svg+xml",
        "icon-maskable.svg": "image/svg+xml",
        "manifest.webmanifest": "application/manifest+json",
        "start.js": "text/javascript",
        "theme.js": "text/javascript",
        "account_pages.js": "text/javascript",
    }

    def get(self, name: str) -> None:
        """Answer one of the known names, or a widget's script (``scripts/dom+search_box.js``)."""
        kind = "text/javascript" if name.startswith("scripts/") else self.TYPES.get(name)
        if kind is None:
            raise web.HTTPError(404)
        try:
            content = asset(name)
        except FileNotFoundError:
            raise web.HTTPError(404) from None
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header(
            "Cache-Control", "public, max-age=31536000, immutable" if self.get_argument("v", "") else "no-cache"
        )
        finish_packed(self, content)


def stylesheet_version() -> str:
    """Return a short hash of the stylesheet, for an address that can be cached for ever."""
    return _short_hash(stylesheet().encode())


@cache
def script_version() -> str:
    """Return a short hash of the scripts, for the same reason."""
    return _short_hash(b"".join(file.read_bytes() for file in sorted((ASSETS / "page").glob("*.js"))))


def _short_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
