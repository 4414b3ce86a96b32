"""The page's connection to its kernel: only with the subprotocol, only what a page says, and only what a page shows."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado import web
from tornado.websocket import WebSocketClosedError

from hub.service.deliveries import Deliveries, read_count
from hub.service.frames import Frame, read_frame
from hub.service.guarded_handler import Guarded
from hub.service.page_connection import SUBPROTOCOL
from hub.service.session_kernels import PAGE_MESSAGES
from hub.service.unread_limit import Unread

LARGEST_MESSAGE = 1 << 20
# What a page shows or needs. Everything else stays on the server: the source of cells, prints and tracebacks with paths
# and values ("error", and "stream" of a comm that could not be opened).
PAGE_ANSWERS = frozenset(
    {
        *("comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply", "status"),
        *("display_data", "update_display_data", "clear_output"),
    }
)
# A page sends few parts in a message, a kernel any number.
_MOST_PARTS_OF_PAGE = 64
# By this one a page asks for the widgets that there are. Every other target would make something of the page's choice.
_CONTROL = "jupyter.widget.control"
# A page opens one for each connection.
_MOST_CONTROLS = 100


class KernelSocket(Guarded, KernelWebsocketHandler):
    """The page's connection to its kernel."""

    # In seconds, for Tornado, which sends the pings and closes a connection that does not answer them.
    ping_interval = ping_timeout = 30.0
    _gave_up = False
    _gave_way = False

    def initialize(self) -> None:
        """Begin with a page that has said and heard nothing."""
        self._deliveries = Deliveries()
        self._stands = asyncio.Event()

    def send_ping(self) -> None:
        """Leave it to Tornado. jupyter_server's own pings have the same settings, in milliseconds.

        It closes each connection at its first ping, or Tornado warns at each that the timeout is too long.
        """
        if self.ping_callback is not None:
            self.ping_callback.stop()

    async def prepare(self) -> None:  # type: ignore[override]  # the base class awaits it, too
        """Refuse clients without the subprotocol: their frames, taken for offsets, would hang Voila for everybody."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "").split(",")
        if SUBPROTOCOL not in (each.strip() for each in offered):
            raise web.HTTPError(400, "subprotocol required")
        await super().prepare()

    async def pre_get(self) -> None:
        """Connect, unless the page did so again meanwhile: two connections of one name would be one for the kernel."""
        await super().pre_get()
        if self._gave_way:
            raise web.HTTPError(409, "the page has a newer connection")

    async def open(self, kernel_id: str) -> None:
        """Connect; the socket hangs up when the session ends.

        A page opens its socket while its kernel still works on the cells: it connects once they are done, and hears none of
        what they make, which comes inside the page.
        """
        self._unread = Unread(self.kernels.unread_at_most)
        if self.session is not None:
            self.session.hang_up.append(self.close)
            self._deliveries = self.session.deliveries_to(self.get_argument("session_id", ""))
        self._send_again()
        try:
            if self.session is not None:
                await self.session.is_made.wait()
            if self.connection is None:  # the page left meanwhile
                return
            await super().open(kernel_id)
        finally:
            self._stands.set()
        if self.session is not None:
            await self.session.read_start()
            if self.connection is not None:  # else it ended meanwhile, and the page's next one says so
                self._tell_unread(self.session.unread())

    def _tell_unread(self, messages: list[dict[str, Any]]) -> None:
        pack = self.connection.session.pack
        for message in messages:
            parts = [pack(message[part]) for part in ("header", "parent_header", "metadata", "content")]
            with suppress(WebSocketClosedError):  # it is kept, and sent again
                self.write_message(serialize_msg_to_ws_v1([*parts, *message["buffers"]], "iopub"), binary=True)

    def _send_again(self) -> None:
        """Send what was on its way when the page's last connection died; a page says how many messages it heard."""
        heard = read_count(self.get_argument("heard", ""))
        missed = () if heard is None else self._deliveries.missed(heard)
        if missed is None:
            self._give_up("A page comes back for more than is kept for it; its session ends.")
        for message in missed or ():
            self._send(message)

    def give_way(self) -> None:
        """End now, for the page's next connection: the kernel's channels are free for it when this returns."""
        self._gave_way = True
        connection: Any = self.ws_connection
        if connection is not None:
            connection._abort()  # noqa: SLF001  # Tornado has no other way without waiting for the page's answer
            self.on_connection_close()

    def on_pong(self, data: bytes) -> None:
        """Hear that the page is there."""
        self._deliveries.answered()
        super().on_pong(data)

    def on_close(self) -> None:
        """Disconnect."""
        self._stands.set()
        if self.session is not None and self.close in self.session.hang_up:
            self.session.hang_up.remove(self.close)
        super().on_close()

    async def on_message(self, ws_message: Any) -> None:  # Tornado reads on when it is done
        """Pass on a message of the page; what does not follow the protocol closes the connection, not the service.

        It waits until the connection stands: the first that new channels hear proves only that they do, and what the kernel
        answered before would be heard by nobody. What was still on its way when the socket ended is not heard: the page
        says it again on its next one.
        """
        await self._stands.wait()
        if self.ws_connection is None:
            return
        message = read_frame(ws_message, _MOST_PARTS_OF_PAGE) if isinstance(ws_message, bytes) else None
        if message is None:
            self.log.warning("A page sent what no page sends; its connection is closed.")
            self.close(1003)
        elif (
            message.channel == "shell"
            and message.kind in PAGE_MESSAGES
            and self._deliveries.is_new(message.message_id)
            and self._is_known(message)
        ):
            super().on_message(ws_message)

    def _is_known(self, message: Frame) -> bool:
        """Return whether a message makes nothing of the page's own choice in the kernel."""
        if message.kind != "comm_open":
            return True
        if message.field("target_name") != _CONTROL or self.session is None:
            return False
        self.session.controls += 1
        return self.session.controls <= _MOST_CONTROLS

    def write_message(self, message: bytes | str | dict[str, Any], binary: bool = False) -> Any:  # noqa: FBT001, FBT002  # tornado's signature
        """Pass the kernel's message on, if it is meant for a page."""
        if isinstance(message, bytes):
            found = read_frame(message)
            if found is None or found.kind not in PAGE_ANSWERS:
                return None
            if found.kind == "status" and found.channel == "iopub" and self.session is not None:
                self.session.note_state(str(found.field("execution_state")))
        if self._unread.is_too_much:
            self._give_up("A page does not read what its kernel says; its session ends.")
            return None
        if isinstance(message, bytes):
            self._deliveries.tell(message)
        return self._send(message, binary=binary)

    def _send(self, message: bytes | str | dict[str, Any], *, binary: bool = True) -> Any:
        on_its_way = super().write_message(message, binary)
        self._unread.sent(len(message), on_its_way)
        return on_its_way

    def _give_up(self, why: str) -> None:
        """End the session: a page that missed a message shows something that is not so, and has to be opened again."""
        if not self._gave_up:
            self._gave_up = True
            self.log.warning(why)
            self.kernels.end_soon(self.kernel_id)


class KernelInfo(Guarded, KernelHandler):
    """State of the page's own kernel, which the page asks for before it reconnects. Nothing can be done to it here."""

    SUPPORTED_METHODS = ("GET",)
