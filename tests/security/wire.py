"""A page's side of the kernel's websocket, written by hand: nothing of the server's own code checks what it sends."""

from __future__ import annotations

import itertools
import json
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from websockets.sync.client import ClientConnection

from tests.stack import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Client


@dataclass(frozen=True)
class Message:
    """What came from the kernel."""

    channel: str
    kind: str
    parent: str
    content: dict[str, Any]
    buffers: tuple[bytes, ...] = ()


def header(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "attack",
        "username": "somebody",
        "date": "2026-11-24T12:00:00Z",
        "version": "5.4",
    } | more


def frame(channel: str, head: Any, content: Any, metadata: Any = None, parent: Any = None) -> bytes:
    """A message in the v1 framing: count of offsets, offsets, channel, header, parent, metadata, content."""
    parts = [json.dumps(part).encode() for part in (head, parent or {}, metadata or {}, content)]
    return framed([channel.encode(), *parts])


def framed(parts: list[bytes]) -> bytes:
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join([number.to_bytes(8, "little") for number in (len(offsets), *offsets)] + parts)


def unframed(data: bytes) -> Message:
    count = int.from_bytes(data[:8], "little")
    offsets = [int.from_bytes(data[8 * place : 8 * place + 8], "little") for place in range(1, count + 1)]
    parts = [data[start:end] for start, end in itertools.pairwise(offsets)]
    head, parent, content = (json.loads(parts[place]) for place in (1, 2, 4))
    return Message(parts[0].decode(), head["msg_type"], parent.get("msg_id", ""), content, tuple(parts[5:]))


@dataclass
class Line:
    """An open connection to one's own kernel, with everything that came over it, and the widgets drawn meanwhile."""

    socket: ClientConnection
    kernel_id: str
    received: list[Any] = field(default_factory=list)
    drawn: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send(self, kind: str, content: Any, channel: str = "shell", metadata: Any = None, **more: Any) -> str:
        """Send a message; its id."""
        head = header(kind, **more)
        self.socket.send(frame(channel, head, content, metadata))
        return head["msg_id"]

    def settle(self) -> list[Message]:
        """Everything until the kernel has worked off what was sent before: it answers in order."""
        own = self.send("comm_info_request", {})
        start = len(self.received)
        answered = idle = False
        while not (answered and idle):
            data = self.socket.recv(timeout=PATIENCE)
            self.received.append(data)
            message = unframed(data) if isinstance(data, bytes) else None
            if message is None or message.parent != own:
                continue
            answered = answered or message.kind == "comm_info_reply"
            idle = idle or (message.kind == "status" and message.content["execution_state"] == "idle")
        messages = [unframed(data) for data in self.received[start:] if isinstance(data, bytes)]
        for message in messages:
            if message.kind == "comm_open":
                self.drawn[message.content["comm_id"]] = message.content["data"].get("state", {})
            elif message.kind == "comm_close":
                self.drawn.pop(message.content["comm_id"], None)
        return messages

    def text(self) -> str:
        """Everything that was ever received, readable."""
        return "\n".join(_readable(data) for data in self.received)

    # ---- widgets

    def widgets(self) -> dict[str, dict[str, Any]]:
        """State of every widget of the page, by its id, as the page itself asks for it when it comes back."""
        own = self.send("comm_info_request", {"target_name": "jupyter.widget"})
        known = next(each.content["comms"] for each in self.settle() if each.parent == own and "comms" in each.content)
        asked = {}
        came: list[Message] = []
        for number, model in enumerate(known):
            asked[self.send("comm_msg", {"comm_id": model, "data": {"method": "request_state"}})] = model
            came += self.settle() if number % 100 == 99 else []  # a kernel drops what it says too fast
        states: dict[str, dict[str, Any]] = {}
        for message in [*came, *self.settle()]:
            if message.kind == "comm_msg" and message.parent in asked:
                states[asked[message.parent]] = message.content["data"].get("state", {})
        return states

    def update(self, model: str, state: dict[str, Any]) -> None:
        """Set traits of a widget, as the browser's side of a widget does."""
        self.send("comm_msg", {"comm_id": model, "data": {"method": "update", "state": state, "buffer_paths": []}})

    def say(self, model: str, content: Any) -> None:
        """A custom message to a widget."""
        self.send("comm_msg", {"comm_id": model, "data": {"method": "custom", "content": content}})


def _readable(data: Any) -> str:
    if isinstance(data, str):
        return data
    # JSON keeps umlauts and figures as escapes or as they are; both are looked through.
    text = data.decode("utf-8", errors="replace")
    if "\\u" in text:
        text += text.encode("ascii", errors="replace").decode("unicode_escape", errors="replace")
    return text


@contextmanager
def line(client: Client, kernel_id: str) -> Iterator[Line]:
    """Connect to one's own kernel."""
    with client.socket(kernel_id, close_timeout=1) as socket:
        opened = Line(socket, kernel_id)
        opened.settle()
        yield opened


@contextmanager
def page(client: Client, notebook: str = "customer.ipynb", query: str = "") -> Iterator[Line]:
    """Open an app and connect to its kernel; it ends with the block, as with a closed tab."""
    kernel_id = client.open_app(notebook, query)
    try:
        with line(client, kernel_id) as opened:
            yield opened
    finally:
        client.request(
            "POST", f"/services/clientinfo/voila/api/shutdown/{kernel_id}", headers={"X-XSRFToken": client.xsrf}
        )
