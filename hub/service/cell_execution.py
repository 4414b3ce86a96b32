"""Runs a notebook's cells in a page's kernel, with as little ceremony as the page's first paint allows.

nbclient waits a fixed 200 ms after the kernel's hello for messages that may be late; here the hello itself is repeated
until its answer comes on the channel of the outputs, which shows that this channel is connected.
"""

from __future__ import annotations

import asyncio
from queue import Empty
from typing import TYPE_CHECKING, Any

from nbformat.v4 import output_from_msg

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

    async def hello(self) -> None:
        """Wait until the kernel answers and its outputs reach us. The caller sets the deadline.

        Raises:
            KernelDied: It will not.
        """
        self._client.start_channels(stdin=False, hb=False)
        while True:
            hello = self._client.kernel_info()
            try:
                async with asyncio.timeout(_QUIET_SECONDS):
                    while True:
                        message = await self._client.get_iopub_msg()
                        if message["parent_header"].get("msg_id") == hello and _is_idle(message):
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
                yield dict(output_from_msg(message), trusted=True)
            elif _is_idle(message):
                return

    def close(self) -> None:
        """From now on the page itself speaks with the kernel."""
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
