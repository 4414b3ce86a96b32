"""Files whose address changes with their content: the same for everybody, and a browser asks for each only once."""

from __future__ import annotations

import mimetypes
from functools import cache
from typing import TYPE_CHECKING

from tornado import web

from hub.web.packing import finish_packed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOR_EVER = "public, max-age=31536000, immutable"
# Images are compressed already.
_PACKED_TYPES = ("text/", "application/json", "image/svg+xml")


class ImmutableFiles(web.RequestHandler):
    """Serves a closed list of files, compressed once for all."""

    def initialize(self, files: Mapping[str, Path]) -> None:
        """Keep the list: the part of the address behind ours, and the file."""
        self._files = files

    def get(self, name: str) -> None:
        """Send a file of the list; 404 for every other name."""
        file = self._files.get(name)
        if file is None:
            raise web.HTTPError(404)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.set_header("Cache-Control", FOR_EVER)
        self.set_header("X-Content-Type-Options", "nosniff")
        if kind.startswith(_PACKED_TYPES):
            finish_packed(self, _content(file))
        else:
            self.finish(_content(file))


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()
