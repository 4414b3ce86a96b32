"""The page's connection to its kernel: only with the subprotocol, only what a page says, and only what a page shows."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado import web

from hub.service.guarded_handler import Guarded
from hub.service.session_kernels import PAGE_MESSAGES
from hub.service.unread_limit import Unread

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"
LARGEST_MESSAGE = 1 << 20
# What a page shows or needs. Everything else stays on the server: the source of cells, prints and tracebacks with paths
# and values ("error", and "stream" of a comm that could not be opened).
PAGE_ANSWERS = frozenset(
    {
        *("comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply", "status"),
        *("display_data", "update_display_data", "clear_output"),
    }
)
# Channel, header, parent header, metadata, content; buffers follow. A page sends few of these, a kernel any number.
_FEWEST_PARTS, _MOST_PARTS_OF_PAGE = 5, 64
_WORD = 8


class KernelSocket(Guarded, KernelWebsocketHandler):
    """The page's connection to its kernel."""

    # In seconds, for Tornado, which sends the pings and closes a connection that does not answer them.
    ping_interval = ping_timeout = 30.0
    _gave_up = False

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

    async def open(self, kernel_id: str) -> None:
        """Connect; whoever ends the session hangs up."""
        self._unread = Unread(self.kernels.unread_at_most)
        if self.session is not None:
            self.session.hang_up.append(self.close)
        await super().open(kernel_id)
        if self.session is not None:
            pack = self.connection.session.pack
            for message in await self.session.unread():
                parts = [pack(message[part]) for part in ("header", "parent_header", "metadata", "content")]
                self.write_message(serialize_msg_to_ws_v1([*parts, *message["buffers"]], "iopub"), binary=True)

    def on_close(self) -> None:
        """Disconnect."""
        if self.session is not None and self.close in self.session.hang_up:
            self.session.hang_up.remove(self.close)
        super().on_close()

    def on_message(self, ws_message: Any) -> None:
        """Pass a message of the page on; what does not follow the protocol closes the connection, not the service."""
        message = read_frame(ws_message, _MOST_PARTS_OF_PAGE) if isinstance(ws_message, bytes) else None
        if message is None:
            self.log.warning("A page sent what no page sends; its connection is closed.")
            self.close(1003)
        elif message.channel == "shell" and message.kind in PAGE_MESSAGES:
            super().on_message(ws_message)

    def write_message(self, message: bytes | str | dict[str, Any], binary: bool = False) -> Any:  # noqa: FBT001, FBT002  # tornado's signature
        """Pass the kernel's message on, if it is meant for a page."""
        if isinstance(message, bytes):
            found = read_frame(message)
            if found is None or found.kind not in PAGE_ANSWERS:
                return None
        if self._unread.is_too_much:
            # A page that missed a message shows something that is not so: it has to be opened again.
            if not self._gave_up:
                self._gave_up = True
                self.log.warning("A page does not read what its kernel says; its session ends.")
                self.kernels.end_soon(self.kernel_id)
            return None
        on_its_way = super().write_message(message, binary)
        self._unread.sent(len(message), on_its_way)
        return on_its_way


class KernelInfo(Guarded, KernelHandler):
    """State of one's own kernel; the page asks for it before it reconnects. Nothing can be done to it here."""

    SUPPORTED_METHODS = ("GET",)


class Frame(NamedTuple):
    """What a frame says about itself."""

    channel: str
    kind: str


def read_frame(frame: bytes, most_parts: int | None = None) -> Frame | None:
    """Return the channel and type of a message in the v1 framing (count of offsets, offsets, parts); None if it is not one.

    The server's own reader believes the count, and would make a list of 2**64 offsets of it.

    Args:
        frame: As it came.
        most_parts: How many parts it may have; None: as many as fit.
    """
    count = int.from_bytes(frame[:_WORD], "little")
    if not _FEWEST_PARTS < count <= min(len(frame) // _WORD - 1, (most_parts or len(frame)) + 1):
        return None
    offsets = [int.from_bytes(frame[_WORD * place : _WORD * (place + 1)], "little") for place in range(1, count + 1)]
    if not _ascends(offsets, from_=_WORD * (count + 1), to=len(frame)):
        return None
    try:
        channel = frame[offsets[0] : offsets[1]].decode()
        header = json.loads(frame[offsets[1] : offsets[2]])
    except (ValueError, RecursionError):
        return None
    kind = header.get("msg_type") if isinstance(header, dict) else None
    return Frame(channel, kind) if isinstance(kind, str) else None


def _ascends(offsets: Sequence[int], *, from_: int, to: int) -> bool:
    """Return whether the parts lie one behind the other, inside of the frame."""
    places = (from_, *offsets, to)
    return all(before <= after for before, after in itertools.pairwise(places))
