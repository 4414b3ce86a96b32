"""Static files: the same for everybody, cached by their content, so that a browser asks for each only once."""

from __future__ import annotations

import re

from jupyter_server.base.handlers import FileFindHandler
from tornado import web
from voila.static_file_handler import MultiStaticFileHandler

_FOR_EVER = "public, max-age=31536000, immutable"
# webpack writes a hash of the content into the names of the widgets' files: 147.995621b367d712db6a42.js
_HASHED = re.compile(r"[./-][0-9a-f]{16,}\.")


class LongLived:
    """A file whose name or query identifies its content is kept for ever, any other is asked for again."""

    def set_extra_headers(self: web.RequestHandler, path: str) -> None:  # type: ignore[misc]  # a mixin of handlers
        """Say how long to keep it."""
        known = bool(_HASHED.search(path)) or "v" in self.request.arguments
        self.set_header("Cache-Control", _FOR_EVER if known else "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")


class VoilaFiles(LongLived, MultiStaticFileHandler):
    """Voila's front end."""


class WidgetFiles(LongLived, FileFindHandler):
    """The widgets' front ends."""

    def set_headers(self) -> None:
        """Without the base class's own rules for the cache."""
        web.StaticFileHandler.set_headers(self)
