"""Open pages without a browser: each has a kernel that answers its messages."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import requests
from jupyter_client.session import json_packer
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.stack import PATIENCE, Client, Stack, at_intervals, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psutil


LABORATORY = "/user/analyst/lab"
CONTROL = "jupyter.widget.control"


@dataclass
class OpenPage:
    """A page that somebody opened, and its connection."""

    client: Client
    kernel_id: str
    socket: ClientConnection
    heard: int = 0

    @classmethod
    def of(cls, client: Client, notebook: str = "customer.ipynb") -> OpenPage:
        """Open one and connect, as a browser does."""
        kernel_id = client.open_app(notebook)
        return cls(client, kernel_id, client.socket(kernel_id).__enter__())

    @property
    def session(self) -> str:
        return f"/services/clientinfo/api/session/{self.kernel_id}"

    def widgets(self) -> int:
        """Ask the kernel for its widgets by a message of a page; how many it has."""
        return self.answers(self.asks(uuid.uuid4().hex))

    def asks(self, comm: str, number: int | None = None) -> str:
        """Send the question for its widgets on a comm; a browser numbers its messages, here from ``number`` on."""
        following = None if number is None else number + 1
        self._send("comm_open", {"comm_id": comm, "target_name": CONTROL, "data": {}}, number)
        self._send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}}, following)
        return comm

    def answers(self, comm: str) -> int:
        """Wait for the answer to a question; how many widgets there are."""
        while True:
            kind, content = self._receive()
            if kind == "comm_msg" and content["comm_id"] == comm:
                return len(content["data"]["states"])
            assert not (kind == "comm_close" and content["comm_id"] == comm)

    def answered(self, last: str) -> Iterator[str]:
        """Yield the comms on which something is answered, until one is."""
        while True:
            kind, content = self._receive()
            if kind == "comm_msg":
                yield content["comm_id"]
                if content["comm_id"] == last:
                    return

    def says_dead(self) -> bool:
        """Wait until the page is told that its kernel is no more."""
        while self._receive() != ("status", {"execution_state": "dead"}):
            pass
        return True

    def is_quiet_for(self, seconds: float) -> bool:
        """Wait; whether the connection is still there at the end."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            with suppress(TimeoutError):
                self.socket.recv(timeout=left)
        return self.is_connected()

    def is_connected(self) -> bool:
        try:
            answered = self.socket.ping()
        except ConnectionClosed:
            return False
        # Whoever waits for the answer alone waits in vain when the connection ends meanwhile.
        eventually(lambda: answered.is_set() or self.socket.close_code is not None, "an answer or the end")
        return answered.is_set()

    def reconnect(self) -> None:
        """Connect again as soon as it goes; any answer but "come again" would end the page."""
        codes: set[int] = set()

        def connected() -> ClientConnection | None:
            try:
                query = f"session_id=test&heard={self.heard}"
                return self.client.socket(self.kernel_id, query=query).__enter__()
            except InvalidStatus as refused:
                codes.add(refused.response.status_code)
            except (OSError, InvalidMessage):  # nobody listens, or he who did was just killed
                pass
            return None

        self.socket = eventually(connected, "the page connects again")
        assert codes <= {503}

    def leave(self) -> None:
        """Close the tab: the page says farewell."""
        path = f"/services/clientinfo/voila/api/shutdown/{self.kernel_id}"
        self.client.request("POST", path, data={"_xsrf": self.client.xsrf})

    def _send(self, kind: str, content: dict[str, Any], number: int | None = None) -> None:
        name = uuid.uuid4().hex if number is None else f"test_{number}"
        header = {"msg_id": name, "msg_type": kind, "session": "test", "username": "", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {"version": "1.0.0"}, "content": content}
        self.socket.send(serialize_msg_to_ws_v1(message, "shell", json_packer))

    def _receive(self) -> tuple[str, dict[str, Any]]:
        _channel, parts = deserialize_msg_from_ws_v1(self.socket.recv(timeout=PATIENCE))
        self.heard += 1
        return json.loads(parts[0])["msg_type"], json.loads(parts[3])


Opens: TypeAlias = Callable[..., OpenPage]
"""Opens a page that is closed when the test ends."""


def open_laboratory(stack: Stack) -> Client:
    """An analyst with a JupyterLab."""
    analyst = Client.of(stack, "analyst")
    analyst.get("/hub/spawn")
    eventually(lambda: analyst.get(LABORATORY).url.endswith(LABORATORY), "the JupyterLab answers")
    return analyst


def page_with_kernel(stack: Stack, client: Client) -> tuple[OpenPage, psutil.Process]:
    """A new page, and the process of its kernel."""
    before = stack.kernels()
    page = OpenPage.of(client)
    (kernel,) = (each for each in stack.kernels() if each not in before)
    return page, kernel


def status(client: Client, path: str) -> int:
    """How a page is answered at this moment; 0: not at all."""
    try:
        return client.get(path, allow_redirects=False).status_code
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):  # also in the middle of an answer
        return 0


def states(client: Client, path: str, until: int) -> Iterator[int]:
    """Every answer that somebody gets who asks again and again, until the expected one."""
    for _ in at_intervals():
        now = status(client, path)
        if now == until:
            return
        yield now
    pytest.fail(f"{path} never answered with {until}")


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())
