"""Frames that follow no protocol close their connection; nobody else notices, and no memory goes."""

from __future__ import annotations

import json
import os
import struct
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.security.wire import Line, frame, framed, header, line, page
from tests.stack import PATIENCE, SUBPROTOCOL, Client, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Stack

GOOD = frame("shell", header("comm_info_request"), {})
MEGABYTE = 1 << 20


def word(number: int) -> bytes:
    return number.to_bytes(8, "little")


def with_offset(place: int, number: int) -> bytes:
    return GOOD[: 8 * place] + word(number) + GOOD[8 * (place + 1) :]


DEEP = b"[" * 200_000 + b"]" * 200_000
BROKEN: dict[str, bytes | str] = {
    "a huge count of offsets": word(2**64 - 1) + b"x" * 64,
    "a count that takes seconds": word(10**8) + b"x" * 64,
    "an old frame": struct.pack("!i", 2**31 - 1) + b"x" * 64,
    "an old frame with buffers": struct.pack("!iII", 2, 12, 2**32 - 1) + b"{}",
    "nothing": b"",
    "zeros": bytes(800),
    "one byte": b"\x06",
    "only a count": word(6),
    "no parts": word(0) + GOOD[8:],
    "offsets behind the end": with_offset(6, 2**40),
    "offsets that go back": with_offset(3, 1),
    "an offset into the head": with_offset(1, 0),
    "negative, read with a sign": with_offset(2, 2**63 + 5),
    "cut off": GOOD[:-1],
    "cut in the head": GOOD[:40],
    "too many parts": framed([b"shell", *([b"{}"] * 500)]),
    "a deep header": framed([b"shell", DEEP[: MEGABYTE // 2], b"{}", b"{}", b"{}"]),
    "a header that is a list": framed([b"shell", b"[]", b"{}", b"{}", b"{}"]),
    "a header that is no JSON": framed([b"shell", b"{" * 50, b"{}", b"{}", b"{}"]),
    "a channel that is no text": framed([b"\xff\xfe", b"{}", b"{}", b"{}", b"{}"]),
    "text": "hello",
    "an old message as text": json.dumps({"channel": "shell", "header": header("execute_request"), "content": {}}),
    "deep text": "[" * 200_000,
}
# These follow the framing and reach the kernel, whose own reader has to bear them.
ODD = {
    "deep content": framed([b"shell", json.dumps(header("comm_msg")).encode(), b"{}", b"{}", DEEP]),
    "content that is no JSON": framed([b"shell", json.dumps(header("comm_msg")).encode(), b"{}", b"{}", b"{"]),
    "content that is no UTF-8": framed([b"shell", json.dumps(header("comm_msg")).encode(), b"{}", b"{}", b'"\xff"']),
    "a parent that is no JSON": framed([b"shell", json.dumps(header("comm_msg")).encode(), b"x", b"{}", b"{}"]),
    "no identity": framed([b"shell", b'{"msg_type": "comm_msg"}', b"{}", b"{}", b"{}"]),
    "content that is a list": frame("shell", header("comm_msg"), []),
    "content that is nothing": frame("shell", header("comm_msg"), None),
    "a comm's name that is none": frame("shell", header("comm_msg"), {"comm_id": {"a": 1}, "data": {}}),
    "a date that is none": frame("shell", header("comm_msg", date="x" * 1000), {}),
    "a number with 10,000 digits": framed([b"shell", json.dumps(header("comm_msg")).encode(), b"{}", b"{}", b"9" * 10_000]),
    "a buffer of half a megabyte": framed([b"shell", json.dumps(header("comm_msg")).encode(), b"{}", b"{}", b"{}",
                                           bytes(MEGABYTE // 2)]),
}  # fmt: skip


@pytest.fixture(scope="module")
def bystander(people: dict[str, Client]) -> Iterator[Line]:
    """Somebody who works meanwhile."""
    with page(people["sales"]) as opened:
        yield opened


@pytest.fixture(scope="module")
def attacked(service: Client) -> Iterator[Line]:
    """The attacker's own page; every attack has a connection of its own to it."""
    with page(service) as opened:
        yield opened


def closed(opened: Line) -> bool:
    """Whether the server closes the connection."""
    try:
        while opened.socket.recv(timeout=PATIENCE):
            pass
    except ConnectionClosed:
        return True
    return False


def test_a_broken_frame_closes_its_connection_and_nothing_else(
    stack: Stack, service: Client, attacked: Line, bystander: Line
) -> None:
    service_process = stack.service()
    before = service_process.memory_info().rss
    for name, data in BROKEN.items():
        with line(service, attacked.kernel_id) as opened:
            opened.socket.send(data)
            assert closed(opened), name
        assert bystander.settle(), f"others are served after {name}"
    assert stack.service().pid == service_process.pid
    assert service_process.memory_info().rss - before < 100 * MEGABYTE
    log = stack.log("service")
    assert "MemoryError" not in log
    assert "x" * 1000 not in log, "what attackers send does not fill the disk"


def test_an_odd_message_does_not_hurt_its_own_kernel(service: Client, attacked: Line, bystander: Line) -> None:
    for name, data in ODD.items():
        with line(service, attacked.kernel_id) as opened:
            opened.socket.send(data)
            assert opened.settle(), name
            assert "Traceback" not in opened.text()
    assert bystander.settle()


def test_no_count_of_heard_messages_leaves_a_trace(stack: Stack, service: Client, attacked: Line) -> None:
    """A page says how many messages it heard when it comes back; Python reads no number of 5,000 digits."""
    before = stack.log("service").count("Traceback")
    for heard in ("9" * 5000, "-1", "1e9", "%D9%A3", "0x10", "", "9" * 15):
        with service.socket(attacked.kernel_id, query=f"session_id=attack&heard={heard}", close_timeout=1) as socket:
            assert Line(socket, attacked.kernel_id).settle(), heard
    assert stack.log("service").count("Traceback") == before


def test_a_message_over_the_limit_closes_its_connection(service: Client, attacked: Line, bystander: Line) -> None:
    for size in (2, 40):
        huge = framed([b"shell", json.dumps(header("comm_msg")).encode(), b"{}", b"{}", b"x" * (size * MEGABYTE)])
        with line(service, attacked.kernel_id) as opened:
            with suppress(ConnectionClosed, OSError):
                opened.socket.send(huge)
            assert closed(opened)
        assert bystander.settle()


@pytest.mark.parametrize(
    "offered",
    [None, [f"not-{SUBPROTOCOL}"], [f"{SUBPROTOCOL}x"], [SUBPROTOCOL.upper()], ["v2.kernel.websocket.jupyter.org"]],
    ids=["none", "before", "behind", "capitals", "another"],
)
def test_without_the_subprotocol_there_is_no_connection(
    service: Client, attacked: Line, bystander: Line, offered: list[str] | None
) -> None:
    with pytest.raises(InvalidStatus) as refusal, service.socket(attacked.kernel_id, subprotocols=offered):
        pass
    assert refusal.value.response.status_code == 400
    assert bystander.settle()


def test_a_flood_of_messages_slows_only_their_sender(service: Client, attacked: Line, bystander: Line) -> None:
    stop = threading.Event()

    def flood() -> None:
        with suppress(ConnectionClosed, OSError), line(service, attacked.kernel_id) as opened:
            models = list(opened.widgets())
            for number in range(600):
                if stop.is_set():
                    return
                opened.update(models[number % len(models)], {"_view_count": number})

    flooder = threading.Thread(target=flood)
    flooder.start()
    try:
        for _ in range(5):
            assert bystander.settle()
    finally:
        stop.set()
        flooder.join(PATIENCE)
    assert not flooder.is_alive()


def test_many_connections_to_one_s_own_kernel_leave_nothing_behind(
    stack: Stack, service: Client, attacked: Line, bystander: Line
) -> None:
    process = stack.service()
    for _ in range(3):
        with line(service, attacked.kernel_id):
            pass
    files = process.num_fds()
    for _ in range(25):
        with line(service, attacked.kernel_id):
            pass
    eventually(lambda: process.num_fds() < files + 25, "the connections' files are closed")
    assert bystander.settle()
    assert os.path.exists(f"/proc/{process.pid}")  # noqa: PTH110  # the process, not a file
