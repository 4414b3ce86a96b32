"""What is kept for a page that does not read it, counted on a real connection."""

from __future__ import annotations

import asyncio

from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler

from hub.service.unread_limit import Unread
from tests.coroutines import in_a_loop

MESSAGE = bytes(1 << 20)
AT_MOST = 8 * len(MESSAGE)
UPGRADE = (
    "GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Talkative(WebSocketHandler):
    """Says as much as it may, whether or not anybody reads it."""

    def initialize(self, unread: Unread, said: asyncio.Queue[int]) -> None:
        self.unread = unread
        self.said = said

    def open(self) -> None:
        messages = 0
        while not self.unread.is_too_much:
            self.unread.sent(len(MESSAGE), self.write_message(MESSAGE, binary=True))
            messages += 1
        self.said.put_nowait(messages)


async def kept_and_read() -> tuple[int, int, int]:
    """How many messages were said to who reads nothing, how many bytes waited then, how many when all was read."""
    unread, said = Unread(AT_MOST), asyncio.Queue[int]()
    listening, port = bind_unused_port()
    server = HTTPServer(Application([("/", Talkative, {"unread": unread, "said": said})]))
    server.add_socket(listening)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(UPGRADE.encode())
    messages = await said.get()
    waiting = unread.waiting
    await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(messages * len(MESSAGE))
    while unread.waiting:
        await reader.read(1 << 16)
    writer.close()
    server.stop()
    return messages, waiting, unread.waiting


def test_no_more_is_kept_for_who_reads_nothing_and_all_is_forgotten_that_was_read() -> None:
    messages, waiting, left = in_a_loop(kept_and_read())
    # As many as fit, one more (of any size), and what the network holds.
    assert AT_MOST < waiting <= AT_MOST + len(MESSAGE)
    assert messages * len(MESSAGE) >= waiting
    assert left == 0


def test_a_large_download_does_not_end_its_page_and_a_second_that_nobody_reads_does() -> None:
    unread = Unread(AT_MOST)
    download = [bytes(2 * AT_MOST)]
    unread.kept(download)
    unread.kept([b"idle"])
    assert not unread.is_too_much
    unread.kept(download)
    assert unread.is_too_much
