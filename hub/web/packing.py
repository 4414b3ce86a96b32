"""Compressed answers: what is the same for everybody is compressed once, not for each browser."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tornado import web

# More than there are; an address of a widget's script is outside text, and must not fill the memory.
_KEPT = 256


def finish_packed(handler: web.RequestHandler, content: bytes) -> None:
    """Send content compressed to a browser that takes it so, else as it is."""
    handler.set_header("Vary", "Accept-Encoding")
    if "gzip" in handler.request.headers.get("Accept-Encoding", ""):
        handler.set_header("Content-Encoding", "gzip")
        handler.finish(_packed(content))
    else:
        handler.finish(content)


@lru_cache(_KEPT)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
