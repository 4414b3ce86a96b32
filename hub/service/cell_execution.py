"""Runs a notebook's cells in a page's kernel, with as little ceremony as the page's first paint allows.

nbclient waits a fixed 200 ms after the kernel's hello for messages that can be late; here the hello itself is repeated
until its answer comes on the channel of the outputs, which shows that this channel is connected.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from queue import Empty
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from nbformat.v4 import output_from_msg

from hub.service.captured_outputs import CapturedOutputs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from jupyter_client.asynchronous.client import AsyncKernelClient

# After so long without a word we ask whether the kernel is there at all.
_QUIET_SECONDS = 1.0
_SHOWN = ("display_data", "execute_result")


class CellFailed(Exception):
    """A cell raised. Only the kind of the error is known here: its message might hold customer data."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class KernelDied(Exception):
    """The kernel ended while we were waiting for it."""


class KernelTalk:
    """What we say to a page's kernel until the page speaks with it.

    Args:
        client: A client of the kernel; its channels are opened and closed here.
        alive: Whether the kernel runs.
    """

    def __init__(self, client: AsyncKernelClient, alive: Callable[[], Awaitable[bool]]) -> None:
        self._client = client
        self._alive = alive
        self._captured = CapturedOutputs()
        self._is_heard = False

    async def hello(self) -> None:
        """Wait until the kernel answers and its outputs reach us, once. The caller sets the deadline.

        Raises:
            KernelDied: It will not.
        """
        if self._is_heard:
            return
        self._client.start_channels(stdin=False, hb=False)
        while True:
            hello = self._client.kernel_info()
            try:
                async with asyncio.timeout(_QUIET_SECONDS):
                    while True:
                        message = await self._client.get_iopub_msg()
                        if message["parent_header"].get("msg_id") == hello and _is_idle(message):
                            self._is_heard = True
                            return
            except (TimeoutError, Empty):
                await self._check()

    async def outputs_of(self, source: str) -> AsyncIterator[dict[str, Any]]:
        """Run one cell; yields what it shows, as nbformat outputs.

        Raises:
            CellFailed: It raised.
            KernelDied: The kernel ended in it.
        """
        request = self._client.execute(source, store_history=False, allow_stdin=False)
        while True:
            message = await self._heard()
            if message["parent_header"].get("msg_id") != request:
                continue
            kind = message["header"]["msg_type"]
            if kind == "error":
                raise CellFailed(str(message["content"].get("ename", "")))
            if kind in _SHOWN:
                output = dict(output_from_msg(message), trusted=True)
                if not self._captured.take(output):
                    yield output
            elif kind == "comm_msg":
                self._captured.follow(message)
            elif kind == "clear_output":
                self._captured.clear()
            elif _is_idle(message):
                return

    async def widget_states(self) -> dict[str, Any]:
        """Return the states of all widgets, so that the page can draw them before it is connected.

        As the kernel sends them when asked (ipywidgets' control comm): ``states`` by widget, ``buffer_paths`` with
        a path (widget, then keys) for each of ``buffers``, which are in base64 here.

        Raises:
            KernelDied: The kernel ended meanwhile.
        """
        comm = uuid4().hex
        content = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        self._send("comm_open", content, version="1.0.0")
        request = self._send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        self._send("comm_close", {"comm_id": comm, "data": {}})
        while True:
            message = await self._heard()
            # A thread of a cell can write meanwhile, seemingly in answer to our request.
            if message["content"].get("comm_id") == comm and message["header"]["msg_type"] == "comm_msg":
                data = message["content"]["data"]
                self._captured.put_into(data["states"])
                buffers = [b64encode(buffer).decode() for buffer in message["buffers"]]
                return {"states": data["states"], "buffer_paths": data["buffer_paths"], "buffers": buffers}
            if message["parent_header"].get("msg_id") == request and _is_idle(message):
                return {}

    async def unread(self) -> list[dict[str, Any]]:
        """Return what the kernel said since we last listened: what the states do not hold yet."""
        found = []
        while await self._client.iopub_channel.msg_ready():
            found.append(await self._client.get_iopub_msg())
        return found

    def _send(self, kind: str, content: dict[str, Any], **metadata: str) -> str:
        """Send a message to the kernel; returns its id."""
        message = self._client.session.msg(kind, content, metadata=metadata)
        self._client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    @property
    def is_listening(self) -> bool:
        """Whether what the kernel says is kept here until it is read."""
        return bool(self._client.iopub_channel.is_alive())

    def close(self) -> None:
        """Stop listening: from now on the page alone speaks with the kernel."""
        self._client.stop_channels()

    async def _heard(self) -> dict[str, Any]:
        while True:
            try:
                message: dict[str, Any] = await self._client.get_iopub_msg(timeout=_QUIET_SECONDS)
            except Empty:
                await self._check()
            else:
                return message

    async def _check(self) -> None:
        if not await self._alive():
            raise KernelDied


def _is_idle(message: dict[str, Any]) -> bool:
    return bool(message["header"]["msg_type"] == "status" and message["content"]["execution_state"] == "idle")
