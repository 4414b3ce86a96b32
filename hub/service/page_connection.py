"""The connection of a page's socket to its kernel's channels, handed on whole when the page connects again."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"


class PageConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's connection, which loses nothing that a kernel says while one socket takes the other's place.

    Attributes:
        subprotocol: The only one that a page's socket takes. The base class asks the socket, and that of one which is over
            is none: it took the next frame for one of the older protocol, and the count of its offsets for a hundred
            million buffers, whose description of 3 GB Python keeps.
    """

    subprotocol = SUBPROTOCOL
    _is_connected = False
    _is_restored = True
    _nudging: asyncio.Future[None] | None = None

    def connect(self) -> asyncio.Future[None] | None:  # type: ignore[override]  # its own base class is not asynchronous either
        """Connect, and count from now on as a connection of the kernel."""
        self._is_connected = True
        return super().connect()

    def create_stream(self) -> None:
        """Connect to the channels of a kernel that no page was connected to: those that a page uses, each under a name of its own.

        The base class gives them the page's name. Where two connections of a page reach a kernel at one moment (it stood
        still, or the machine did), the one that is over can come last and take the name, and the kernel hears the one that
        lives no more.
        """
        self._is_restored = False
        manager: Any = self.kernel_manager
        self.channels = {"iopub": manager.connect_iopub(), "shell": manager.connect_shell()}
        for name, stream in self.channels.items():
            stream.channel = name

    def nudge(self) -> asyncio.Future[None]:
        """Wait until new channels answer; restored ones do, and the base class would swallow what they say next."""
        if not self._is_restored:
            self._nudging = super().nudge()
            return self._nudging
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ready.set_result(None)
        return ready

    def disconnect(self) -> None:  # type: ignore[override]  # its own base class is not asynchronous either
        """Disconnect, and hand on channels that answered already.

        Others are closed with what waits for them: it would take them from the page's next connection when they answer,
        and the kernel would speak to nobody from then on. What never connected (a page waits for its cells first) was not
        counted: the base class would take it off all the same, and no longer know which connection is the last one.
        """
        manager: Any = self.multi_kernel_manager
        if not self._is_connected:
            for _ in range(2):  # it is neither the last one, which hands its channels on, nor one less
                manager.notify_connect(self.kernel_id)
            super().disconnect()
            manager.notify_disconnect(self.kernel_id)
            return
        if self._nudging is not None and not self._nudging.done():
            # In a moment: a task that was cancelled before it began would leave its own channels open.
            asyncio.get_running_loop().call_soon(self._nudging.cancel)
            for stream in self.channels.values():
                stream.close()
            self.channels = {}
        super().disconnect()

    async def _register_session(self) -> None:
        """End the page's old socket at once, if it is still there.

        Closed politely it would hear the kernel for some seconds more, beside the new one and for nobody.
        """
        stale: Any = self._open_sessions.get(f"{self.kernel_id}:{self.session.session}")
        if stale is not None:
            stale.give_way()
        await super()._register_session()
