"""The comms of a page's kernel, which can send several messages in one (``widgets.one_message``)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import comm
from ipykernel.comm.comm import BaseComm

from widgets.one_message import carry_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Kernel(Protocol):
    """What is needed of the page's kernel: its handlers by kind of message, and the comms that there are."""

    shell_handlers: dict[str, Callable[..., Any]]
    comm_manager: Any


class PageComm(BaseComm):
    """A comm. What it cannot send together with others (bytes, that it opens or closes) goes after what was said before.

    The page's connection takes such a message apart again (``page_script/src/kernel_connection.js``).
    """

    _said: ClassVar[list[tuple[PageComm, dict[str, Any]]] | None] = None

    @classmethod
    @contextmanager
    def together(cls) -> Iterator[None]:
        """Keep what is said until the block ends, and send it in one message; a block inside another is part of it."""
        if PageComm._said is not None:
            yield
            return
        PageComm._said = []
        try:
            yield
        finally:
            said, PageComm._said = PageComm._said, None
            _send(said)

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
        **keys: Any,
    ) -> None:
        """Send a message, now or with the others of its block."""
        if PageComm._said is not None:
            if msg_type == "comm_msg" and not buffers:
                PageComm._said.append((self, data or {}))
                return
            said, PageComm._said = PageComm._said, []
            _send(said)
        super().publish_msg(msg_type, data, metadata, buffers, **keys)  # type: ignore[no-untyped-call]


def _send(said: list[tuple[PageComm, dict[str, Any]]]) -> None:
    if not said:
        return
    carrier, data = said[0]
    if len(said) > 1:
        data = {"method": "several", "messages": [{"comm_id": each.comm_id, "data": its} for each, its in said]}
    BaseComm.publish_msg(carrier, "comm_msg", data)  # type: ignore[no-untyped-call]


def use_page_comms(kernel: Kernel) -> None:
    """Make every comm of this process one of a page, and answer what comes for a widget that was closed meanwhile."""
    comm.create_comm = PageComm
    carry_by(PageComm.together)
    heard = kernel.shell_handlers["comm_msg"]

    def hear(stream: object, ident: object, message: dict[str, Any]) -> None:
        content = message["content"]
        comm_id, data = (content.get("comm_id"), content.get("data")) if isinstance(content, dict) else (None, None)
        if not isinstance(comm_id, str) or not isinstance(data, dict):
            return  # nothing that a page says, and no reason for a trace in the log
        if comm_id in kernel.comm_manager.comms:
            heard(stream, ident, message)
        else:
            _say_gone(comm_id, data)

    kernel.shell_handlers["comm_msg"] = hear


def _say_gone(comm_id: str, data: dict[str, Any]) -> None:
    """Say to the page of a click on its way that it was not done (``assets/page.js``); what is not a click is dropped."""
    said = data.get("content")
    turn = said.get("turn") if isinstance(said, dict) and said.get("do") == "act" else None
    if type(turn) is not int:
        return
    closed = PageComm(comm_id=comm_id, primary=False)  # type: ignore[no-untyped-call]
    closed._closed = True  # noqa: SLF001  # it was closed before, and says no second time that it is
    closed.publish_msg("comm_msg", {"method": "custom", "content": {"do": "gone", "turn": turn}})
