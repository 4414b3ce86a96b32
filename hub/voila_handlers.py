"""What the published pages answer: a closed list of handlers, each for one's own kernel only."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any, ClassVar

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado import web
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from hub.voila_kernels import SESSION
from widgets.assets import ASSETS, stylesheet

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"
PAGE_SECONDS = 120
# A kernel's answers that no page shows: the source of cells, and tracebacks with paths and values.
_HIDDEN_MESSAGES = frozenset({"execute_input", "error"})
_FEWEST_PARTS, _MOST_PARTS = 3, 64


class OwnKernelOnly(JupyterHandler):
    """Remembers whose request this is, and answers 404 to a kernel id of somebody else (or of nobody)."""

    async def prepare(self) -> None:  # type: ignore[override]  # the base class awaits it, too
        """Check the session before anything else happens."""
        prepared = super().prepare()
        if prepared is not None:
            await prepared
        if self._finished:
            return
        user = self.current_user
        owner = user.username if user is not None else None
        SESSION.set(owner)
        kernel_id = self.path_kwargs.get("kernel_id")
        if kernel_id is not None and not self.kernel_manager.belongs_to(str(kernel_id), owner):  # type: ignore[attr-defined]
            raise web.HTTPError(404)


class PageHandler(OwnKernelOnly, TornadoVoilaHandler):
    """A notebook as a page. Stock Voila waits for ever when a kernel fails to start; this one says so."""

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Send the page's frame at once, then the cells' outputs as they come."""
        # Voila's page says farewell with the _xsrf cookie, but nothing in Voila ever sets it: every closed page was
        # refused and left its kernel behind. Reading the token sets the cookie.
        _ = self.xsrf_token
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                async for html in self.get_generator(path=path):
                    self.write(html)
                    await self.flush()
        except TimeoutError:
            self.log.exception("The page %s was not ready within %s s.", path, PAGE_SECONDS)
            self.write("<script>window.ci_page_failed()</script></body></html>")


class KernelSocket(OwnKernelOnly, KernelWebsocketHandler):
    """The page's connection to its kernel."""

    async def prepare(self) -> None:  # type: ignore[override]  # the base class awaits it, too
        """Refuse clients without the subprotocol: their frames, taken for offsets, would hang Voila for everybody."""
        if SUBPROTOCOL not in self.request.headers.get("Sec-WebSocket-Protocol", ""):
            raise web.HTTPError(400, "subprotocol required")
        await super().prepare()

    def write_message(self, message: bytes | str | dict[str, Any], binary: bool = False) -> Any:  # noqa: FBT001, FBT002  # tornado's signature
        """Pass the kernel's message on, unless it is not meant for a page."""
        if isinstance(message, bytes) and message_type(message) in _HIDDEN_MESSAGES:
            return None
        return super().write_message(message, binary)


def message_type(frame: bytes) -> str | None:
    """Type of a message in the v1 framing (count of offsets, offsets, channel, header, ...); None: not readable."""
    parts = int.from_bytes(frame[:8], "little")
    if not _FEWEST_PARTS <= parts <= _MOST_PARTS or len(frame) < 8 * (parts + 1):
        return None
    start, end = (int.from_bytes(frame[8 * place : 8 * (place + 1)], "little") for place in (2, 3))
    try:
        header = json.loads(frame[start:end])
    except ValueError:
        return None
    found = header.get("msg_type") if isinstance(header, dict) else None
    return found if isinstance(found, str) else None


class KernelInfo(OwnKernelOnly, KernelHandler):
    """State of one's own kernel; the page asks for it before it reconnects."""


class Farewell(OwnKernelOnly, VoilaShutdownKernelHandler):
    """A closed page ends its kernel."""


class FirstPage(OwnKernelOnly):
    """``/``: the customer page, not a list of files."""

    def initialize(self, page: str) -> None:
        """Keep the first page's address."""
        self.page = page

    @web.authenticated
    def get(self) -> None:
        """Redirect, with the query (a deep link)."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(self.page + query)


class AssetHandler(web.RequestHandler):
    """Stylesheet, icon and manifest: static, the same for everybody, cached by their content."""

    TYPES: ClassVar[dict[str, str]] = {
        "clientinfo.css": "text/css",
        "icon.svg": "image/svg+xml",
        "manifest.webmanifest": "application/manifest+json",
    }

    def get(self, name: str) -> None:
        """Answer one of the known names."""
        if name not in self.TYPES:
            raise web.HTTPError(404)
        self.set_header("Content-Type", f"{self.TYPES[name]}; charset=utf-8")
        self.set_header(
            "Cache-Control", "public, max-age=31536000, immutable" if self.get_argument("v", "") else "no-cache"
        )
        self.finish(stylesheet() if name == "clientinfo.css" else (ASSETS / "page" / name).read_bytes())


def stylesheet_version() -> str:
    """Short hash of the stylesheet, for an address that may be cached for ever."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:12]


class NotFound(JupyterHandler):
    """Every other address."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Answer 404 with our page."""
        await super().prepare()
        raise web.HTTPError(404)
